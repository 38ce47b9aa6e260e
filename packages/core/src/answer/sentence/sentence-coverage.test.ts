import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { REASON_CODES } from "./reason-code.js";
import { RECEIPT_SENTENCES } from "./receipt-sentence.js";
import { RESULT_SENTENCES } from "./result-sentence.js";
import { BOOK, sentence } from "./sentence.js";
import { gapsOf } from "./template.js";

const SOURCE = join(import.meta.dirname, "../..");
/** Rooms whose results carry reasons. */
const ROOMS = ["model", "simulate", "explain", "decide", "live"];
/** What looks like a reason and is none: a zod issue, and types of codes of errors. */
const OTHERS = new Set(["custom", "unknown_persona", "unknown_region", "unknown_brand"]);

const CODE =
  /code: "([a-z_0-9]+)"|(?:say|note)\("([a-z_0-9]+)"|\bcode(?::| =)[^;{}]*?\? "([a-z_0-9]+)" : "([a-z_0-9]+)"/g;

function codesOf(room: string): string[] {
  const folder = join(SOURCE, room);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .flatMap((name) => [...readFileSync(join(folder, name), "utf8").matchAll(CODE)])
    .flatMap(([, ...found]) => found.filter((code) => code !== undefined));
}

it("every code that a model, a verdict or a plan gives has a sentence in both languages", () => {
  const codes = new Set(ROOMS.flatMap(codesOf).filter((code) => !OTHERS.has(code)));
  expect(codes.size).toBeGreaterThan(120);
  const known = new Set<string>([...REASON_CODES, ...Object.keys(BOOK.templates)]);
  expect([...codes].filter((code) => !known.has(code))).toStrictEqual([]);
});

it("a page that only simulates can say all that a simulation gives", () => {
  const codes = new Set(
    ["model/twin", "simulate"].flatMap(codesOf).filter((code) => !OTHERS.has(code)),
  );
  // A receipt is checked where there is one to check, by `verifyReceipt`: no simulation gives these.
  const known = new Set(Object.keys({ ...RESULT_SENTENCES, ...RECEIPT_SENTENCES }));
  expect([...codes].filter((code) => !known.has(code))).toStrictEqual([]);
});

it("a template says the same values in both languages, and leaves out what is missing", () => {
  for (const [code, [english, chinese]] of Object.entries(BOOK.templates)) {
    const names = [...new Set(gapsOf(english))].sort();
    expect([...new Set(gapsOf(chinese))].sort(), code).toStrictEqual(names);
    const values = Object.fromEntries(names.map((name, i) => [name, 0.25 + i]));
    for (const locale of ["en", "zh-TW"] as const) {
      const said = sentence({ code, values }, locale);
      expect(said, code).not.toMatch(/[{}[\]]|undefined|NaN/);
      expect(said, code).toMatch(/[.。]$/);
    }
    expect(sentence({ code, values }, "zh-TW"), code).toMatch(/[一-鿿]{2}/);
    expect(sentence({ code, values }, "en"), code).not.toMatch(/[一-鿿]/);
  }
});

it("names levers and triggers in the reader's language", () => {
  const values = { trigger: "rain", asked: 9, low: -0.3, high: 0.7 };
  expect(sentence({ code: "trigger_beyond_observed", values }, "zh-TW")).toContain("降雨");
  expect(sentence({ code: "not_converged", values: {} }, "en")).toBe("The fit did not settle.");
});

it("names gross profit, margins and what is bought somewhere", () => {
  const total = { outcome: "gross_profit", brand: "", unit: "TWD", amount: 500 };
  const hangs = { ...total, low: -5, high: 5, from: 10, to: 90 };
  const of = (parameter: string) => ({
    code: "explained_swing",
    values: { ...hangs, parameter },
  });
  expect(sentence({ code: "explained_total", values: total }, "en")).toMatch(
    /^The gross profit of/,
  );
  expect(sentence({ code: "explained_total", values: total }, "zh-TW")).toContain("毛利");
  expect(sentence(of("margin:Other"), "en")).toContain("the margin of Other");
  expect(sentence(of("units:Taipei"), "en")).toContain("how much is bought in Taipei");
  expect(sentence(of("units:Taipei"), "zh-TW")).toContain("Taipei 的購買量");
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scanPlatform } from "../../src/node/scan-platform.js";
import type { ParsingOptions } from "../../src/pipeline/parse-source.js";
import { parseSource } from "../../src/pipeline/parse-source.js";
import { parseSteps } from "../../src/pipeline/parse-steps.js";
import { BehaviourScanner } from "../../src/pipeline/scan/behaviour-scanner.js";
import { scanSource } from "../../src/pipeline/scan/scan-source.js";
import { byteSource } from "../../src/source/index.js";
import { all, START } from "./scan-support.js";

async function both(text: string, options: ParsingOptions = {}) {
  const source = byteSource(new TextEncoder().encode(text), { name: "s" });
  const general = await all(parseSource(source, START, { ...options, steps: parseSteps(options) }));
  const scanned = await all(scanSource(source, START, { ...options, ...scanPlatform }));
  return { general, scanned };
}

const PLAIN =
  '{"timestamp":"2026-03-05 02:00:04","group":"新鮮人","region":"台北","total_personas":4,' +
  '"brand_distribution":{"7-11":1,"FamilyMart":3},"brand_percentages":{"7-11":25,"FamilyMart":75.0},' +
  '"avg_satisfaction":0.50,"digital_adoption_rate":0.1234,"key_insights":["a","號"]}';

const amount = fc.oneof(
  fc.integer({ min: 0, max: 400 }),
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.constantFrom(0.1, 0.25, 0.5, 1, 1e-7, 1e21, -1, 100),
);
const fraction = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 1000 }).map((n) => n / 1000) },
  fc.double({ min: -0.1, max: 1.1, noNaN: true }),
  fc.constantFrom<unknown>(null, "0.5", 1e-8),
);
const name = fc.constantFrom(
  "7-11",
  "FamilyMart",
  "全家",
  "ＦａｍｉｌｙＭａｒｔ",
  "Other",
  "12",
  "𠮷",
  'a"b',
  "",
);
const amounts = fc.oneof(
  fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 })).map(([a, b]) => ({
    "7-11": a,
    FamilyMart: b,
  })),
  fc.constantFrom(33.3, 40, 99.95).map((a) => ({ "7-11": a, FamilyMart: 100 - a })),
  fc.constantFrom({ "7-11": 40.04, 全家: 60 }, { "7-11": 40.2, FamilyMart: 60 }),
  fc.dictionary(name, amount, { maxKeys: 4 }),
  fc.constantFrom<unknown>(null, [], "x"),
);
const line = fc
  .record(
    {
      timestamp: fc.constantFrom<unknown>(
        "2026-03-05 02:00:04",
        "2026-03-05T02:00:04Z",
        "2026-02-30",
        "2026-03-05",
        7,
      ),
      group: fc.constantFrom<unknown>("新鮮人", "Fresh_Grad", " Fresh_Grad", "neu", "", null),
      region: fc.constantFrom<unknown>("台北", "臺北", "Taipei", "x\ny", 3),
      total_personas: fc.oneof(fc.integer({ min: 0, max: 99 }), amount, fc.constant(null)),
      brand_distribution: amounts,
      brand_percentages: amounts,
      avg_satisfaction: fraction,
      digital_adoption_rate: fraction,
      gamification_engagement: fraction,
      efficiency_score: fraction,
      key_insights: fc.oneof(
        fc.array(fc.string({ unit: "binary" }), { maxLength: 3 }),
        fc.constant(null),
        fc.constant("x"),
      ),
      demo: fc.constantFrom<unknown>(true, false, null, 1),
      generated_at: fc.constantFrom<unknown>("2026-03-06 00:00:00", null, "never"),
      extra: fc.jsonValue(),
      note: fc.constantFrom<unknown>("n", "", 1.5, -1, null, true, "\\", "號"),
      2026: fc.constantFrom<unknown>(7, "x"),
      event: fc.constantFrom<unknown>(null, "限時加倍"),
      type: fc.constantFrom<unknown>(null, "track", 1),
      deleted: fc.constantFrom<unknown>(false, true, null),
      revision: fc.constantFrom<unknown>(null, 1, 2),
    },
    { requiredKeys: ["timestamp", "group", "region"] },
  )
  .chain((value) =>
    fc.constantFrom(
      JSON.stringify(value),
      JSON.stringify(value, null, 1).replaceAll("\n", ""),
      `  ${JSON.stringify(value)}\t`,
    ),
  );
/** Plain lines with a change at one place: a byte taken away, doubled or replaced. */
const damaged = fc
  .tuple(
    fc.nat({ max: PLAIN.length - 1 }),
    fc.constantFrom("", '"', "0", "1.", "e3", ",", "{", "\\", " ", "null", "-"),
  )
  .map(([at, put]) => PLAIN.slice(0, at) + put + PLAIN.slice(at + 1));
const other = fc.constantFrom(
  "",
  "  ",
  '{"date":"2026-03-05","region":"台北","brand":"全家","price":35}',
  "no json",
  PLAIN,
);
const lines = fc.array(fc.oneof({ weight: 4, arbitrary: line }, damaged, other), { maxLength: 8 });

describe("scanning", () => {
  it("makes of lines what parsing them in the general way makes of them, and counts alike", async () => {
    await fc.assert(
      fc.asyncProperty(
        lines,
        fc.constantFrom("\n", "\r\n"),
        fc.boolean(),
        async (texts, end, demo) => {
          const { general, scanned } = await both(texts.join(end), demo ? { demo } : {});
          expect(scanned).toEqual(general);
        },
      ),
      { numRuns: 600 },
    );
  });

  it("takes plain lines itself", async () => {
    const { general, scanned } = await both(`${PLAIN}\n`);
    expect(scanned).toEqual(general);
    expect(scanned.records).toHaveLength(1);
  });

  it("takes lines of percentages and fields of others, each at a time of its own", async () => {
    const minute = (n: number) => new Date(Date.UTC(2025, 2, 1, 0, n)).toISOString().slice(0, 16);
    const texts = Array.from(
      { length: 5000 },
      (_, n) =>
        `{"timestamp":"${minute(n)}","note":"n","group":"新鮮人","region":"台北","store":7,"brand_percentages":{"7-11":40,"FamilyMart":${n % 2 === 0 ? 60 : 60.1}}}`,
    );
    const { general, scanned } = await both(texts.join("\n"));
    expect(scanned).toEqual(general);
    expect(scanned.records).toHaveLength(texts.length);
    const scanner = new BehaviourScanner({
      ...parseSteps({}).context,
      demo: false,
      source: "s",
      hashInto: scanPlatform.hashInto,
      partRows: 2048,
    });
    const bytes = new TextEncoder().encode(texts.join("\n"));
    let from = 0;
    const taken = texts.filter((text, line) => {
      const to = from + new TextEncoder().encode(text).length;
      const span = { from, to, line: line + 1, offset: from };
      from = to + 1;
      return scanner.take(bytes, span);
    });
    expect(taken).toHaveLength(texts.length);
  });
});

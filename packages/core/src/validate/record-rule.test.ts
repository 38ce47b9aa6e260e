import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { BUILT_IN_RULES } from "../schema/built-in-rule.js";
import { BehaviourRecord } from "../schema/record.js";
import { RecordRule, RuleSet } from "../schema/record-rule.js";
import { compileRules } from "./record-rule.js";

const record = BehaviourRecord.parse({
  kind: "behaviour",
  key: "k",
  hash: "0".repeat(64),
  at: 0,
  offsetMinutes: 480,
  date: "1970-01-01",
  generatedAt: null,
  repairs: [],
  demo: false,
  position: { source: "s", line: 1, offset: 0 },
  raw: "{}",
  persona: "Fresh_Grad",
  region: "Taipei",
  people: 7,
  shares: { "7-11": 0.5, "a/b": 0.5 },
  satisfaction: null,
  digitalAdoption: 0.4,
  gamification: null,
  efficiency: null,
  insights: ["x"],
});
const first = (rule: object) => compileRules([RecordRule.parse(rule)])[0]?.(record);

it.each([
  [{ field: "/people", minimum: 7, maximum: 7 }, null],
  [{ field: "/people", minimum: 8 }, "a number of at least 8"],
  [{ field: "/people", maximum: 6 }, "a number of at most 6"],
  [{ field: "/people", maximum: 6, kinds: ["market"] }, null],
  [{ field: "/people", maximum: 6, expected: "a small cell" }, "a small cell"],
  [{ field: "/satisfaction", minimum: 0.5 }, null],
  [{ field: "/satisfaction", required: true }, "a value"],
  [{ field: "/price", required: true, kinds: ["market"] }, null],
  [{ field: "/shares/a~1b", maximum: 0.4 }, "a number of at most 0.4"],
  [{ field: "/shares/none", required: true }, "a value"],
  [{ field: "/insights", type: "text" }, "a value of type text"],
  [{ field: "/insights/0", type: "text", pattern: "x|y" }, null],
  [{ field: "/region", pattern: "T.*n" }, "a text that fits T.*n"],
  [{ field: "/region", oneOf: ["Tainan"] }, 'one of ["Tainan"]'],
])("holds a record to %j", (rule, expected) => {
  const rejection = first({ id: "own_rule", ...rule });
  expect(rejection?.expected ?? null).toBe(expected);
  if (expected !== null) expect(rejection).toMatchObject({ rule: "own_rule", field: rule.field });
});

it.each([
  [{ id: "type", field: "/people" }, "no built-in or earlier rule has"],
  [{ id: "own", field: "/region", pattern: "(" }, "expected a regular expression"],
])("refuses %j", (rule, message) => {
  expect(() => compileRules([rule])).toThrow(message);
});

it("refuses a rule file with a key that means nothing", () => {
  expect(RuleSet.safeParse({ rules: [{ id: "a", field: "/people", minimun: 3 }] }).success).toBe(
    false,
  );
  expect(RuleSet.safeParse({ rules: [{ id: "a", field: "people" }] }).success).toBe(false);
});

it("lists every rule that a line can break", () => {
  const source = join(import.meta.dirname, "..");
  const files = readdirSync(source, { recursive: true, encoding: "utf8" });
  const code = files
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => readFileSync(join(source, file), "utf8"))
    .join("\n");
  const named = [...code.matchAll(/reject\(\s*"(\w+)"/g)].map(([, id]) => id);
  const known = new Set(BUILT_IN_RULES.map(({ id }) => id));
  expect(named.filter((id) => !known.has(id ?? ""))).toEqual([]);
});

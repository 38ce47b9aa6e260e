import { expect, it } from "vitest";
import { analyseExperiment } from "./analyse-experiment.js";
import type { AnalysisOptions } from "./analysis.js";
import { evidenceOf } from "./evidence.js";
import type { ExperimentRow } from "./experiment-row.js";

const counts = (conversions: readonly number[], customers = 1000) => ({
  metric: "proportion" as const,
  control: "a",
  arms: Object.fromEntries(
    conversions.map((each, i) => ["abcdef"[i]!, { customers, conversions: each }]),
  ),
});
const values = (arm: string, outcomes: readonly number[]): ExperimentRow[] =>
  outcomes.map((value) => ({ arm, value }));

const few = { customers: 1, mean: 1, sd: 1 };
const good = { customers: 10, mean: 1, sd: 1 };
const base = { metric: "mean", control: "a" } as const;
const bad: [string, string, object][] = [
  ["too_few_rows", "no rows", { ...base, rows: [] }],
  ["too_few_rows", "one customer in an arm", { ...base, arms: { a: few, b: good } }],
  ["too_few_rows", "no customers", counts([0, 0], 0)],
  [
    "too_few_rows",
    "one row in an arm",
    { ...base, rows: [...values("a", [1, 2]), ...values("b", [1])] },
  ],
  ["out_of_range", "negative conversions", counts([-1, 3])],
  ["out_of_range", "more conversions than customers", counts([5, 11], 10)],
  ["out_of_range", "negative customers", counts([0, 0], -1)],
  ["out_of_range", "half a customer", counts([0, 0], 0.5)],
  ["out_of_range", "a negative sd", { ...base, arms: { a: { ...good, sd: -1 }, b: good } }],
  [
    "out_of_range",
    "sums that cannot be",
    { ...base, arms: { a: { customers: 9, sum: 9, sumOfSquares: 1 }, b: good } },
  ],
  [
    "out_of_range",
    "a value of a proportion that is not 0 or 1",
    { ...base, metric: "proportion", rows: values("a", [2]) },
  ],
  [
    "out_of_range",
    "denominators of 0",
    {
      ...base,
      metric: "ratio",
      rows: ["a", "a", "b", "b"].map((arm, i) => ({ arm, value: i, denominator: 0 })),
    },
  ],
  ["not_finite", "NaN in a row", { ...base, rows: values("a", [1, Number.NaN]) }],
  ["not_finite", "∞ in a sum", { ...base, arms: { a: { ...good, mean: Infinity }, b: good } }],
  [
    "not_finite",
    "a ratio without denominator",
    { ...base, metric: "ratio", rows: values("a", [1]) },
  ],
  [
    "no_variation",
    "constant outcomes",
    { ...base, rows: [...values("a", [1, 1]), ...values("b", [2, 2])] },
  ],
  ["unknown_key", "an unknown control", { ...base, control: "x", arms: { a: good, b: good } }],
  [
    "unknown_key",
    "a missing arm",
    { ...base, arms: { a: good, b: good }, shares: { a: 1, b: 1, c: 1 } },
  ],
  ["invalid_input", "one arm", { ...base, arms: { a: good } }],
  [
    "invalid_input",
    "sums of another metric",
    { ...base, arms: { a: good, b: { customers: 1, conversions: 1 } } },
  ],
  ["invalid_input", "rows and sums", { ...base, rows: [], arms: {} }],
  ["invalid_input", "no metric", { control: "a", arms: { a: good, b: good } }],
  ["invalid_input", "no control", { metric: "mean", arms: { a: good, b: good } }],
  ["out_of_range", "alpha 0", { ...counts([1, 2]), alpha: 0 }],
  ["out_of_range", "alpha 1", { ...counts([1, 2]), alpha: 1 }],
  [
    "invalid_input",
    "a cluster in two arms",
    { ...base, rows: ["a", "b"].map((arm) => ({ arm, value: 1, cluster: "k" })) },
  ],
  [
    "invalid_input",
    "a row without cluster",
    {
      ...base,
      rows: [
        { arm: "a", value: 1, cluster: "k" },
        { arm: "b", value: 1 },
      ],
    },
  ],
  ["invalid_input", "no such day", { ...base, rows: [{ arm: "a", value: 1, day: "2026-13-01" }] }],
  [
    "invalid_input",
    "capped proportions",
    {
      ...base,
      metric: "proportion",
      rows: [...values("a", [1, 0]), ...values("b", [1, 0])],
      winsorise: 0.9,
    },
  ],
  [
    "out_of_range",
    "a cap of everything",
    { ...base, rows: [...values("a", [1, 2]), ...values("b", [1, 2])], winsorise: 0.4 },
  ],
  [
    "out_of_range",
    "tightest nowhere",
    { ...counts([1, 2]), sequential: { kind: "always-valid", tightestAt: 0 } },
  ],
  [
    "out_of_range",
    "planned 0",
    { ...counts([1, 2]), sequential: { kind: "group", planned: 0, looks: [] } },
  ],
];
it.each(bad)("refuses with %s: %s", (code, _, options) => {
  expect(() => analyseExperiment(options as AnalysisOptions)).toThrow(
    expect.objectContaining({ code }),
  );
});

it("refuses evidence of an arm that is not there", () => {
  const result = analyseExperiment(counts([100, 130, 140]));
  for (const options of [{}, { arm: "a" }, { arm: "x" }]) {
    expect(() => evidenceOf(result, options)).toThrow(
      expect.objectContaining({ code: "unknown_key" }),
    );
  }
});

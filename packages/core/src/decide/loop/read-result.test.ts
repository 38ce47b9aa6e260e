import { describe, expect, it } from "vitest";
import { readResult, resultOf } from "./read-result.js";
import type { ReadOptions } from "./test-reading.js";

const analysis = (numerator: number, users: number) => ({
  engine: "frequentist",
  numerator,
  denominator: users,
  mean: numerator / users,
  stddev: 0.47,
  percentChange: 0,
  ciLow: 0,
  ciHigh: 0,
});
const growthbook = (metrics = ["met_share"]) => ({
  experiment: {
    name: "Double points",
    variations: [
      { variationId: "var_0", key: "0", name: "Control" },
      { variationId: "var_1", key: "1", name: "Double" },
    ],
  },
  result: {
    id: "snp_1",
    experimentId: "exp_1",
    dateStart: "2026-03-01T00:00:00.000Z",
    dateEnd: "2026-03-29T00:00:00.000Z",
    dimension: { type: "none" },
    results: [
      {
        dimension: "",
        totalUsers: 8000,
        checks: { srm: 0.9 },
        metrics: metrics.map((metricId) => ({
          metricId,
          variations: [
            { variationId: "var_0", users: 4000, analyses: [analysis(1300, 4000)] },
            { variationId: "var_1", users: 4000, analyses: [analysis(1400, 4000)] },
          ],
        })),
      },
    ],
  },
});
const posthog = {
  kind: "ExperimentQuery",
  baseline: {
    key: "control",
    number_of_samples: 4000,
    sum: 1300,
    sum_squares: 1300,
    validation_failures: [],
  },
  variant_results: [
    {
      key: "test",
      method: "bayesian",
      number_of_samples: 4000,
      sum: 1400,
      sum_squares: 1400,
      chance_to_win: 0.99,
    },
  ],
};
const funnels = {
  variants: [
    { key: "control", success_count: 1300, failure_count: 2700 },
    { key: "test", success_count: 1400, failure_count: 2600 },
  ],
};
const own = "arm,customers,conversions\ncontrol,4000,1300\ntreatment,4000,1400\n";

describe("results of tests elsewhere", () => {
  it.each<[string, unknown, ReadOptions]>([
    ["GrowthBook's answer", growthbook(), { format: "growthbook" }],
    ["its text", JSON.stringify(growthbook()), { format: "growthbook" }],
    ["its result alone", growthbook().result, { format: "growthbook" }],
    [
      "one of its metrics",
      growthbook(["met_a", "met_b"]),
      { format: "growthbook", metricId: "met_b" },
    ],
    ["PostHog's answer", posthog, { format: "posthog" }],
    ["its older funnels, wrapped", { result: funnels }, { format: "posthog" }],
    ["a table", own, { format: "own" }],
  ])("are read from %s", (_, input, options) => {
    const result = resultOf(readResult(input, options));
    const [effect] = Object.values(result.effects);
    expect(effect?.estimate).toBeCloseTo(0.025, 12);
    expect(Object.values(result.arms).map(({ customers }) => customers)).toStrictEqual([
      4000, 4000,
    ]);
  });

  it("are read as means with their spread", () => {
    const mean = resultOf(readResult(posthog, { format: "posthog", metric: "mean" }));
    expect(mean.metric).toBe("mean");
    expect(Object.values(mean.effects)[0]?.standardError).toBeCloseTo(
      Math.sqrt((0.325 * 0.675) / 3999 + (0.35 * 0.65) / 3999),
      9,
    );
    const read = readResult(growthbook(), { format: "growthbook", metric: "mean" });
    expect(read).toMatchObject({ test: "Double points", from: "2026-03-01", to: "2026-03-29" });
    expect(read.arms.Double).toStrictEqual({ customers: 4000, mean: 0.35, sd: 0.47 });
  });

  it("keep the warnings of their source", () => {
    const warned = {
      ...posthog,
      baseline: { ...posthog.baseline, validation_failures: ["not-enough-exposures"] },
    };
    const { verdict } = resultOf(readResult(warned, { format: "posthog" }));
    expect(verdict).toMatchObject({ status: "weak", reasons: [{ code: "source_warns" }] });
  });

  it.each<[string, unknown, ReadOptions, string]>([
    ["text that is no JSON", "<html>", { format: "posthog" }, ""],
    ["another shape", { hello: 1 }, { format: "growthbook" }, ""],
    ["another shape for PostHog", { hello: 1 }, { format: "posthog" }, "/baseline"],
    [
      "metrics of which none is named",
      growthbook(["a", "b"]),
      { format: "growthbook" },
      "/result/results/0/metrics",
    ],
    [
      "a metric that is not there",
      growthbook(),
      { format: "growthbook", metricId: "x" },
      "/result/results/0/metrics",
    ],
    [
      "a control that is not there",
      posthog,
      { format: "posthog", control: "c" },
      "/variant_results",
    ],
    [
      "counts without a spread",
      { variants: [{ key: "a", count: 5, exposure: 1, absolute_exposure: 9 }] },
      { format: "posthog" },
      "/variants",
    ],
    [
      "a quantity read as a share",
      { ...posthog, baseline: { ...posthog.baseline, sum: 1300.5 } },
      { format: "posthog" },
      "/baseline",
    ],
    [
      "more buyers than customers",
      "arm,customers,conversions\na,5,6\nb,5,1",
      { format: "own" },
      "/arms/a",
    ],
    ["a column that is none", "arm,people\na,5", { format: "own" }, "/0"],
    [
      "a field that is no number",
      "arm,customers,conversions\na,5,x",
      { format: "own" },
      "/1/conversions",
    ],
    ["one arm", { arms: { a: { customers: 5, conversions: 1 } } }, { format: "own" }, "/arms"],
    [
      "arms without an outcome",
      { arms: { a: { customers: 5 }, b: { customers: 5 } } },
      { format: "own" },
      "/arms/a",
    ],
  ])("are refused for %s, by the place", (_, input, options, pointer) => {
    expect(() => readResult(input, options)).toThrow(
      expect.objectContaining({
        code: "invalid_input",
        details: [expect.objectContaining({ pointer })],
      }),
    );
  });
});

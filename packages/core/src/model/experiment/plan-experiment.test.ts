import fc from "fast-check";
import { expect, it } from "vitest";
import { describePlan } from "./describe-plan.js";
import { ExperimentPlan } from "./experiment-plan.js";
import {
  minimumDetectableEffect,
  type PlanOptions,
  planExperiment,
  powerOfExperiment,
} from "./plan-experiment.js";

const rate = { metric: "proportion", baseline: 0.05, minimumEffect: 0.01 } as const;
const spend = { metric: "mean", baseline: { mean: 20, sd: 10 }, minimumEffect: 1 } as const;

it("plans a size that has the power, whose detectable effect is the planned one", () => {
  const designs = fc.record({
    metric: fc.constantFrom("proportion", "mean"),
    effect: fc.double({ min: 0.01, max: 0.3, noNaN: true }),
    sign: fc.constantFrom(-1, 1),
    power: fc.double({ min: 0.5, max: 0.99, noNaN: true }),
    alpha: fc.double({ min: 0.001, max: 0.2, noNaN: true }),
    ratio: fc.double({ min: 0.2, max: 5, noNaN: true }),
    covariateCorrelation: fc.double({ min: -0.9, max: 0.9, noNaN: true }),
    sided: fc.constantFrom("one", "two"),
    looks: fc.constantFrom(0, 3),
  });
  fc.assert(
    fc.property(designs, ({ metric, effect, sign, looks, ...rest }) => {
      const options = {
        ...rest,
        metric,
        baseline: metric === "mean" ? { sd: 1 } : 0.4,
        minimumEffect: sign * effect,
        ...(looks === 0 ? {} : { sequential: { kind: "group", looks } as const }),
      } as const;
      const { exactPerArm, perArm } = planExperiment(options);
      const reached = powerOfExperiment({ ...options, perArm: exactPerArm });
      expect(reached).toBeGreaterThan(rest.power - 1e-6);
      if (exactPerArm > 8) expect(reached).toBeCloseTo(rest.power, 6);
      const direction = sign === 1 ? "increase" : "decrease";
      const least = minimumDetectableEffect({ ...options, perArm: exactPerArm, direction });
      if (exactPerArm > 8) expect(least / options.minimumEffect).toBeCloseTo(1, 5);
      expect(perArm - exactPerArm).toBeLessThan(1);
    }),
    { numRuns: 20 },
  );
});

it("needs as many customers whatever the unit of the outcome", () => {
  const scaled = { ...spend, baseline: { mean: 20e9, sd: 10e9 }, minimumEffect: 1e9 };
  expect(planExperiment(scaled).perArm).toBe(planExperiment(spend).perArm);
});

it("understands every way to say the sides", () => {
  const sizes = (["two", "two-sided", 2, "one", "one-sided", 1] as const).map(
    (sided) => planExperiment({ ...rate, sided }).perArm,
  );
  expect(sizes).toEqual([8158, 8158, 8158, 6426, 6426, 6426]);
});

it("takes the moments of a ratio, its linearised spread, CUPED and clusters alike", () => {
  const moments = {
    numeratorMean: 12,
    denominatorMean: 3,
    numeratorVariance: 50,
    denominatorVariance: 4,
    covariance: 10,
  };
  // (50 - 2 × 4 × 10 + 16 × 4) / 9
  const sd = Math.sqrt(34 / 9);
  const ratio = { metric: "ratio", minimumEffect: 0.1 } as const;
  const plan = planExperiment({ ...ratio, baseline: moments });
  expect(plan.baseline).toBe(4);
  expect(plan.exactPerArm).toBeCloseTo((2 * 7.848879734349089 * sd * sd) / 0.01, 6);
  expect(planExperiment({ ...ratio, baseline: 4, sd }).perArm).toBe(plan.perArm);
  const cuped = planExperiment({ ...ratio, baseline: moments, covariateCorrelation: 0.6 });
  expect(cuped.exactPerArm / plan.exactPerArm).toBeCloseTo(0.64, 12);
  const shops = planExperiment({
    ...ratio,
    baseline: moments,
    cluster: { size: 20, correlation: 0.05 },
  });
  expect(shops.varianceFactor).toBeCloseTo(1 + 19 * 0.05, 12);
  expect(shops.perArm % 20).toBe(0);
  expect(shops.arms[0]).toMatchObject({ customers: shops.perArm, clusters: shops.perArm / 20 });
});

it("sizes several arms by the strictest comparison", () => {
  const arms = ["none", "mail", "call"];
  const size = (adjustment: "none" | "bonferroni" | "holm" | "dunnett") =>
    planExperiment({ ...rate, arms, adjustment }).perArm;
  expect(size("none")).toBe(8158);
  expect(size("bonferroni")).toBe(planExperiment({ ...rate, alpha: 0.025 }).perArm);
  expect(size("holm")).toBe(size("bonferroni"));
  expect(size("dunnett")).toBeLessThan(size("holm"));
  expect(size("dunnett")).toBeGreaterThan(size("none"));
  const { perArm, total } = planExperiment({ ...rate, arms });
  expect(total).toBe(3 * perArm);
});

it("counts days, ramp and whole weeks, and dates the looks", () => {
  const plan = planExperiment({
    ...rate,
    customersPerDay: 1500,
    ramp: [0.1, 0.5],
    from: "2026-02-23",
    sequential: { kind: "group", looks: [0.5, 1] },
  });
  expect(ExperimentPlan.parse(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
  expect(plan.duration).toEqual({
    days: 14,
    customersPerDay: 1500,
    from: "2026-02-23",
    to: "2026-03-08",
  });
  const { looks, inflation } = plan.sequential!;
  expect(inflation).toBeGreaterThan(1);
  expect(inflation).toBeLessThan(1.01);
  expect(looks.map(({ day }) => day)).toEqual([7, 13]);
  expect(plan.decisions.map(({ code }) => code)).toEqual([
    "stop_if_above",
    "stop_if_below",
    "decide_if_above",
    "decide_if_below",
    "keep_control_else",
  ]);
  expect(planExperiment({ ...rate, customersPerDay: 1500, wholeWeeks: false }).duration?.days).toBe(
    11,
  );
});

it("says what an always-valid test costs and saves", () => {
  const fixed = planExperiment(rate);
  const open = planExperiment({ ...rate, sequential: true });
  expect(open.sequential).toMatchObject({ kind: "always-valid", spending: null });
  expect(open.total / fixed.total).toBeCloseTo(open.sequential!.inflation, 3);
  expect(open.sequential!.falsePositives).toBeLessThan(0.05);
  expect(open.sequential!.expectedCustomers).toBeLessThan(open.total);
});

it("names what is weak: few clusters, few conversions, a long wait", () => {
  const codes = (options: PlanOptions) =>
    planExperiment(options).weaknesses.map(({ code }) => code);
  expect(codes(rate)).toEqual([]);
  expect(codes({ ...rate, customersPerDay: 50 })).toEqual(["long_test"]);
  expect(codes({ ...spend, cluster: { size: 500, correlation: 0 } })).toContain("few_clusters");
  expect(codes({ ...rate, baseline: 0.001, minimumEffect: 0.5 })).toContain("too_few_conversions");
});

it("reads as plain sentences", () => {
  const plan = planExperiment({
    ...rate,
    customersPerDay: 1500,
    from: "2026-02-23",
    sequential: { kind: "group", looks: 2 },
  });
  expect(describePlan(plan)).toMatchInlineSnapshot(`
    [
      "Test experiment: the proportion of treatment against control, which has 0.05.",
      "It finds an effect of 0.01 with a chance of 80 %, and one where there is none with 5 % (two-sided, two proportions, normal).",
      "Customers: 16378 in all; control 8189, treatment 8189. Each customer's arm is assignArm(id, { salt: "experiment", shares }).",
      "It takes 14 days at 1500 customers a day, 2026-02-23 to 2026-03-08.",
      "At 8189 customers (day 6): stop if the estimate is above 0.01492 or below -0.01492, which is 2.963 standard errors.",
      "At the end: decide for its sign if the estimate is above 0.007012 or below -0.007012; keep the control otherwise.",
    ]
  `);
  expect(describePlan(planExperiment({ ...rate, sided: "one" })).at(-1)).toMatch(/1\.645 standard/);
});

const bad: [string, string, object][] = [
  ["out_of_range", "alpha 0", { ...rate, alpha: 0 }],
  ["out_of_range", "alpha 1", { ...rate, alpha: 1 }],
  ["out_of_range", "power 1", { ...rate, power: 1 }],
  ["out_of_range", "a power below alpha", { ...rate, power: 0.01 }],
  ["out_of_range", "no effect", { ...rate, minimumEffect: 0 }],
  ["out_of_range", "an effect that is no number", { ...spend, minimumEffect: Number.NaN }],
  ["out_of_range", "an effect without end", { ...spend, minimumEffect: Infinity }],
  ["out_of_range", "a rate above 1", { ...rate, minimumEffect: 0.96 }],
  ["out_of_range", "a rate below 0", { ...rate, minimumEffect: -0.05 }],
  ["out_of_range", "baseline 0", { ...rate, baseline: 0 }],
  ["out_of_range", "baseline NaN", { ...rate, baseline: Number.NaN }],
  ["invalid_input", "a baseline of another kind", { ...rate, baseline: { sd: 1 } }],
  ["out_of_range", "a mean without sd", { ...spend, baseline: 3 }],
  ["out_of_range", "sd 0", { ...spend, baseline: { sd: 0 } }],
  ["not_finite", "a mean without end", { ...spend, baseline: { mean: Infinity, sd: 1 } }],
  ["out_of_range", "an effect too small to be found", { ...spend, minimumEffect: 1e-12 }],
  ["out_of_range", "ratio 0", { ...rate, ratio: 0 }],
  ["unknown_key", "an arm without share", { ...rate, shares: { control: 1 } }],
  ["invalid_input", "one arm", { ...rate, arms: ["a"] }],
  ["invalid_input", "the same arm twice", { ...rate, arms: ["a", "a"] }],
  ["invalid_input", "an unknown metric", { ...rate, metric: "median" }],
  ["invalid_input", "three sides", { ...rate, sided: 3 }],
  ["out_of_range", "correlation 1", { ...rate, covariateCorrelation: 1 }],
  ["out_of_range", "a cluster of none", { ...rate, cluster: { size: 0, correlation: 0.1 } }],
  ["out_of_range", "no customers", { ...rate, customersPerDay: 0 }],
  ["out_of_range", "a test of a thousand years", { ...rate, customersPerDay: 0.01 }],
  ["out_of_range", "a ramp beyond all", { ...rate, customersPerDay: 9, ramp: [2] }],
  ["invalid_input", "no such day", { ...rate, customersPerDay: 9, from: "2026-02-30" }],
  ["out_of_range", "no looks", { ...rate, sequential: { kind: "group", looks: 0 } }],
  ["out_of_range", "looks without end", { ...rate, sequential: { kind: "group", looks: [0.5] } }],
];
it.each(bad)("refuses with %s: %s", (code, _, options) => {
  expect(() => planExperiment(options as PlanOptions)).toThrow(expect.objectContaining({ code }));
});

it("refuses a detectable effect that a rate has no room for", () => {
  expect(() => minimumDetectableEffect({ metric: "proportion", baseline: 0.5, perArm: 3 })).toThrow(
    expect.objectContaining({ code: "out_of_range" }),
  );
});

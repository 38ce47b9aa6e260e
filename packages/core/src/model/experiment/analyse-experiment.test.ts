import fc from "fast-check";
import { expect, it } from "vitest";
import { calibrateParameter } from "../calibration/index.js";
import { analyseExperiment } from "./analyse-experiment.js";
import { adjustComparisons } from "./dunnett.js";
import { adjustResults, evidenceOf } from "./evidence.js";
import { ExperimentResult } from "./experiment-result.js";
import type { ExperimentRow } from "./experiment-row.js";
import { planExperiment } from "./plan-experiment.js";

const counts = (conversions: readonly number[], customers = 1000) => ({
  metric: "proportion" as const,
  control: "a",
  arms: Object.fromEntries(
    conversions.map((each, i) => ["abcdef"[i]!, { customers, conversions: each }]),
  ),
});
const codesOf = ({ verdict }: ExperimentResult) => verdict.reasons.map(({ code }) => code);
const values = (arm: string, outcomes: readonly number[]): ExperimentRow[] =>
  outcomes.map((value) => ({ arm, value }));

it("gives the same for rows in any order and for their sums", () => {
  const outcome = fc.double({ min: -1000, max: 1000, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(outcome, { minLength: 3, maxLength: 20 }),
      fc.array(outcome, { minLength: 3, maxLength: 20 }),
      (a, b) => {
        fc.pre(new Set(a).size > 1 && Math.max(...a) - Math.min(...a) > 1e-3);
        const rows = [...values("a", a), ...values("b", b)];
        const design = { metric: "mean", control: "a" } as const;
        const found = analyseExperiment({ ...design, rows }).effects.b!;
        const turned = analyseExperiment({ ...design, rows: rows.reverse() }).effects.b!;
        expect(turned.estimate).toBeCloseTo(found.estimate, 9);
        expect(turned.standardError / found.standardError).toBeCloseTo(1, 9);
        const sums = (all: readonly number[]) => ({
          customers: all.length,
          sum: all.reduce((total, value) => total + value, 0),
          sumOfSquares: all.reduce((total, value) => total + value * value, 0),
        });
        const summed = analyseExperiment({ ...design, arms: { a: sums(a), b: sums(b) } });
        expect(summed.effects.b!.standardError / found.standardError).toBeCloseTo(1, 6);
      },
    ),
    { numRuns: 20 },
  );
});

it("is as sure whatever the unit", () => {
  const rows = [...values("a", [1, 2, 4, 3]), ...values("b", [3, 5, 4, 6])];
  const analysed = (unit: number) =>
    analyseExperiment({
      metric: "mean",
      control: "a",
      rows: rows.map(({ arm, value }) => ({ arm, value: value * unit })),
    }).effects.b!;
  expect(analysed(1e9).pValue).toBeCloseTo(analysed(1).pValue, 12);
  expect(analysed(1e-9).pValue).toBeCloseTo(analysed(1).pValue, 12);
});

it("answers at every edge of a proportion without NaN, and says what is weak", () => {
  const edges = [
    [0, 0, 1000],
    [1000, 1000, 1000],
    [0, 1000, 1000],
    [0, 5, 1000],
    [0, 1, 1],
    [1, 1, 1],
    [0, 3, 5e9],
  ] as const;
  for (const [control, treatment, customers] of edges) {
    const result = analyseExperiment(counts([control, treatment], customers));
    expect(ExperimentResult.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
    const { interval, estimate, standardError } = result.effects.b!;
    expect(interval.lower).toBeLessThanOrEqual(estimate);
    expect(interval.upper).toBeGreaterThanOrEqual(estimate);
    expect(standardError).toBeGreaterThan(0);
    expect(codesOf(result)).toContain("too_few_conversions");
    const watched = analyseExperiment({
      ...counts([control, treatment], customers),
      sequential: true,
    });
    expect(ExperimentResult.parse(watched)).toEqual(watched);
  }
});

it("takes arms of any name", () => {
  const arm = { customers: 1000, conversions: 100 };
  const arms = { "": arm, 2: arm, constructor: arm, toString: arm };
  const result = analyseExperiment({ metric: "proportion", control: "2", arms, sequential: true });
  expect(ExperimentResult.parse(result)).toEqual(result);
  expect(Object.keys(result.effects)).toEqual(["", "constructor", "toString"]);
});

it("weakens a test whose arms are not as planned: no decision, no evidence", () => {
  const arms = {
    a: { customers: 10_000, conversions: 1000 },
    b: { customers: 9000, conversions: 1100 },
  };
  const result = analyseExperiment({ metric: "proportion", control: "a", arms });
  expect(codesOf(result)).toEqual(["sample_ratio_mismatch"]);
  expect(result.effects.b!.decision).toBe("unclear");
  expect(() => evidenceOf(result)).toThrow(expect.objectContaining({ code: "invalid_input" }));
  const planned = analyseExperiment({
    metric: "proportion",
    control: "a",
    arms,
    shares: { a: 10, b: 9 },
  });
  expect(planned.verdict.status).toBe("valid");
  expect(planned.effects.b!.decision).toBe("higher");
});

it("follows a plan: sides, looks, shares, size", () => {
  const plan = planExperiment({
    metric: "proportion",
    baseline: 0.1,
    minimumEffect: -0.02,
    sided: "one",
    arms: ["a", "b"],
    test: "fewer-returns",
  });
  const result = analyseExperiment({ plan, arms: counts([100, 60]).arms });
  expect(result).toMatchObject({ test: "fewer-returns", sided: "one", control: "a" });
  expect(result.level).toBeCloseTo(0.9, 12);
  expect(result.effects.b!.pValue).toBeLessThan(0.01);
  expect(codesOf(result)).toEqual(["stopped_early"]);
  expect(result.verdict.needs[0]!.values.more).toBe(plan.total - 2000);
  const looked = planExperiment({
    metric: "proportion",
    baseline: 0.1,
    minimumEffect: 0.02,
    arms: ["a", "b"],
    sequential: { kind: "group" },
  });
  const customers = Math.round(looked.sequential!.looks[1]!.customers / 2);
  const half = { customers, conversions: 200 };
  const early = analyseExperiment({
    plan: looked,
    arms: { a: half, b: { ...half, conversions: 240 } },
  });
  const { interval, estimate, standardError } = early.effects.b!;
  const used = (interval.upper - estimate) / standardError;
  expect(used).toBeCloseTo(looked.sequential!.looks[1]!.criticalValue, 2);
  expect(early.sequential!.share).toBeCloseTo(0.5, 3);
  expect(codesOf(early)).toEqual([]);
});

it("widens the evidence of a test that may have stopped early", () => {
  const once = evidenceOf(analyseExperiment(counts([100, 130])));
  const watched = analyseExperiment({
    ...counts([100, 130]),
    sequential: { kind: "always-valid", tightestAt: 1000 },
    from: "2026-01-01",
    to: "2026-01-28",
    test: "t1",
  });
  const evidence = evidenceOf(watched);
  expect(evidence).toMatchObject({
    source: { kind: "experiment", test: "t1" },
    at: "2026-01-01/2026-01-28",
  });
  const assumed = { kind: "assumed", because: "nobody measured it" } as const;
  const before = { value: 0, standardError: 0.01, unit: "share", origin: assumed };
  const { parameter } = calibrateParameter(before, evidence);
  expect(parameter.origin).toEqual({ kind: "experiment", test: "t1" });
  const precision = 1 / 0.01 ** 2 + 1 / evidence.standardError ** 2;
  expect(parameter.standardError).toBeCloseTo(1 / Math.sqrt(precision), 12);
  expect(evidence.value).toBe(once.value);
  expect(evidence.standardError / once.standardError).toBeGreaterThan(1.4);
  const { interval } = watched.effects.b!;
  expect(watched.effects.b!.pValue > 0.05).toBe(interval.lower < 0 && interval.upper > 0);
});

it("keeps a decision once an always-valid test has crossed, and shows each day", () => {
  const rows: ExperimentRow[] = [];
  for (let day = 1; day <= 9; day++) {
    for (let i = 0; i < 200; i++) {
      const converts = day <= 5 ? (i % 2 === 0 ? 0 : i % 4 === 1 ? 1 : 0) : 0;
      rows.push({ arm: i % 2 === 0 ? "a" : "b", value: converts, day: `2026-03-0${day}` });
    }
  }
  const result = analyseExperiment({
    metric: "proportion",
    control: "a",
    rows: rows.reverse(),
    sequential: { kind: "always-valid", tightestAt: 500 },
  });
  const looks = result.sequential!.looks;
  expect(looks.map(({ customers }) => customers)).toEqual(
    [1, 2, 3, 4, 5, 6, 7, 8, 9].map((d) => 200 * d),
  );
  expect([result.from, result.to]).toEqual(["2026-03-01", "2026-03-09"]);
  expect(result.effects.b!.decision).toBe("higher");
  expect(looks.some(({ effects }) => effects.b!.lower > 0)).toBe(true);
});

it("adjusts for several arms and several metrics", () => {
  const three = { ...counts([100, 128, 131]) };
  const p = (adjustment: "none" | "bonferroni" | "holm" | "dunnett") =>
    Object.values(analyseExperiment({ ...three, adjustment }).effects).map(
      ({ pValueAdjusted }) => pValueAdjusted,
    );
  const [mail = 0, call = 0] = p("none");
  expect(p("bonferroni")).toEqual([2 * mail, 2 * call]);
  expect(p("holm")).toEqual([Math.max(mail, 2 * call), 2 * call]);
  p("dunnett").forEach((each, i) => {
    expect(each).toBeGreaterThan(p("none")[i]!);
    expect(each).toBeLessThan(p("bonferroni")[i]!);
  });
  expect(adjustComparisons([0.04], { sides: 2, relativeSizes: [1], adjustment: "holm" })).toEqual([
    0.04,
  ]);
  const both = [analyseExperiment(counts([100, 130])), analyseExperiment(counts([100, 101]))];
  const [first] = adjustResults(both);
  expect(first!.effects.b!.pValueAdjusted).toBeCloseTo(2 * both[0]!.effects.b!.pValue, 12);
  expect(first!.adjustment).toBe("benjamini-hochberg");
});

it("rates arms: equal ones share the chance, a clear winner costs nothing", () => {
  const equal = analyseExperiment(counts([100, 100, 100]));
  for (const arm of Object.values(equal.arms)) expect(arm.probabilityBest).toBeCloseTo(1 / 3, 6);
  const clear = analyseExperiment(counts([100, 200]));
  expect(clear.arms.b!.probabilityBest).toBeCloseTo(1, 6);
  expect(clear.arms.a!.expectedLoss).toBeCloseTo(0.1, 3);
  const fewer = analyseExperiment({ ...counts([100, 200]), goal: "decrease" });
  expect(fewer.arms.a!.probabilityBest).toBeCloseTo(1, 6);
});

it("says when values were capped, skewed, few, or a covariate is missing, constant or unlike", () => {
  const rows = Array.from({ length: 400 }, (_, i) => ({
    arm: i % 2 === 0 ? "a" : "b",
    value: i % 40 < 2 ? 100 + i : i % 3,
    covariate: i % 7 === 0 ? null : i % 5,
  }));
  const design = { metric: "mean", control: "a" } as const;
  const capped = analyseExperiment({ ...design, rows, winsorise: 0.99 });
  expect(capped.winsorised).toMatchObject({ quantile: 0.99, lower: 0, rows: 4 });
  expect(codesOf(capped)).toEqual(["too_skewed", "too_skewed", "covariate_missing", "winsorised"]);
  expect(capped.covariate!.missing).toBe(58);
  const plain = (covariate: (i: number) => number) =>
    codesOf(
      analyseExperiment({
        ...design,
        rows: rows.map(({ arm }, i) => ({ arm, value: i % 3, covariate: covariate(i) })),
      }),
    );
  expect(plain(() => 1e9)).toEqual(["covariate_constant"]);
  expect(plain((i) => (i % 2) + (i % 5))).toEqual(["covariate_imbalance"]);
  expect(codesOf(analyseExperiment({ ...design, rows: rows.slice(0, 12) }))).toContain(
    "too_few_customers",
  );
});

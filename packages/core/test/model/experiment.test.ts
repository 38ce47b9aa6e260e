import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { normalQuantile } from "../../src/math/index.js";
import { tailPerComparison } from "../../src/model/experiment/dunnett.js";
import {
  analyseExperiment,
  ExperimentResult,
  evidenceOf,
  minimumDetectableEffect,
  planExperiment,
  powerOfExperiment,
} from "../../src/model/experiment/index.js";
import { dataSet, readReference, readTable } from "./data-set.js";
import { alwaysValid, converts, evenly, watch } from "./experiment-simulation.js";

type Sided = "one" | "two";

function readOwn<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8")) as T;
}

const powers = readOwn<{
  source: string;
  proportion: {
    p1: number;
    p2: number;
    alpha: number;
    sided: Sided;
    n: number;
    powerAt3000: number;
  }[];
  mean: {
    delta: number;
    alpha: number;
    sided: Sided;
    n: number;
    powerAt7: number;
    effectAt12: number;
  }[];
}>("experiment-power-reference.json");

interface Estimate {
  estimate: number;
  standardError: number;
  statistic: number;
  pValue: number;
  coefficient: number;
}

const analyses = readOwn<{
  source: string;
  proportions: Record<"x1" | "n1" | "x0" | "n0" | "alpha" | "lower" | "upper", number>[];
  unequal: { effect: number; ratio: number; alpha: number; power: number; n: number }[];
  dunnett: { sizes: number[]; sides: 1 | 2; alpha: number; critical: number }[];
  rows: { arm: string; value: number; denominator: number; covariate: number; cluster: string }[];
  welch: Estimate;
  ratio: Estimate;
  cuped: Estimate;
  clustered: Estimate;
}>("experiment-reference.json");

function present<T>(value: T | null | undefined): T {
  return value ?? absent();
}

function absent(): never {
  throw new Error("found nothing where the reference has a value");
}

/** Largest distance of values from their references, as a share of the reference. */
function distance(pairs: readonly (readonly [value: number, reference: number])[]): number {
  return Math.max(...pairs.map(([value, reference]) => Math.abs(value / reference - 1)));
}

describe("planning", () => {
  it("equals the sizes and powers of data/ab_power to the printed digits", () => {
    type Case = Record<string, number> & { p1: number; p2: number; alpha: number; power: number };
    const reference = readReference<{
      proportion_sample_size: Case[];
      mean_sample_size: (Case & { delta: number; sd: number; n_per_arm: number })[];
      power_given_n: (Case & { n_per_arm: number })[];
    }>("ab_power");
    for (const { p1, p2, alpha, power, ...found } of reference.proportion_sample_size) {
      const design = {
        metric: "proportion",
        baseline: p1,
        minimumEffect: p2 - p1,
        alpha,
        power,
      } as const;
      const plan = planExperiment({ ...design, sided: "two" });
      expect(plan.exactPerArm).toBeCloseTo(present(found.n_per_arm_r_two_sided), 3);
      expect([plan.perArm, plan.total]).toEqual([found.n_ceil, 2 * present(found.n_ceil)]);
      const one = planExperiment({ ...design, sided: "one" });
      expect(one.exactPerArm).toBeCloseTo(present(found.n_per_arm_r_one_sided), 3);
      const arcsine = planExperiment({ ...design, method: "arcsine" });
      expect(arcsine.exactPerArm).toBeCloseTo(
        present(found.n_per_arm_statsmodels_arcsine_two_sided),
        3,
      );
      const unequal = planExperiment({ ...design, method: "arcsine", ratio: 2 });
      expect(unequal.exactPerArm).toBeCloseTo(present(found.n_per_arm_arcsine_ratio2_arm1), 3);
    }
    for (const { delta, sd, power, alpha, n_per_arm } of reference.mean_sample_size) {
      const options = {
        metric: "mean",
        baseline: { sd },
        minimumEffect: delta,
        alpha,
        power,
      } as const;
      expect(planExperiment(options).exactPerArm).toBeCloseTo(n_per_arm, 3);
    }
    for (const { p1, p2, alpha, power, n_per_arm } of reference.power_given_n) {
      const options = { baseline: p1, minimumEffect: p2 - p1, alpha, perArm: n_per_arm };
      expect(powerOfExperiment({ metric: "proportion", ...options })).toBeCloseTo(power, 7);
    }
  });

  it(`equals ${powers.source} for rare, large, strict and small cases`, () => {
    const sizes = powers.proportion.map(({ p1, p2, alpha, sided, n }) => {
      const options = { baseline: p1, minimumEffect: p2 - p1, alpha, sided, power: 0.85 };
      return [planExperiment({ metric: "proportion", ...options }).exactPerArm, n] as const;
    });
    expect(distance(sizes)).toBeLessThan(1e-9);
    const given = powers.proportion.map(({ p1, p2, alpha, sided, powerAt3000 }) => {
      const options = { baseline: p1, minimumEffect: p2 - p1, alpha, sided, perArm: 3000 };
      return [powerOfExperiment({ metric: "proportion", ...options }), powerAt3000] as const;
    });
    expect(distance(given)).toBeLessThan(1e-9);
    const means = powers.mean.flatMap(({ delta, alpha, sided, n, powerAt7, effectAt12 }) => {
      const design = { metric: "mean", baseline: { sd: 1 }, alpha, sided, power: 0.9 } as const;
      return [
        [planExperiment({ ...design, minimumEffect: delta }).exactPerArm, n],
        [powerOfExperiment({ ...design, minimumEffect: delta, perArm: 7 }), powerAt7],
        [minimumDetectableEffect({ ...design, perArm: 12 }), effectAt12],
      ] as const;
    });
    expect(distance(means)).toBeLessThan(2e-8);
  });

  it(`equals ${analyses.source} for unequal arms and for Dunnett's critical values`, () => {
    const sizes = analyses.unequal.map(({ effect, ratio, alpha, power, n }) => {
      const design = { metric: "mean", baseline: { sd: 1 }, ratio, alpha, power } as const;
      const plan = planExperiment({ ...design, minimumEffect: effect, sided: "one" });
      return [plan.exactPerArm, n] as const;
    });
    expect(distance(sizes)).toBeLessThan(1e-6);
    const values = analyses.dunnett.map(({ sizes: relativeSizes, sides, alpha, critical }) => {
      const tail = tailPerComparison(alpha, { sides, relativeSizes, adjustment: "dunnett" });
      return [-normalQuantile(tail), critical] as const;
    });
    expect(distance(values)).toBeLessThan(1e-9);
  });
});

describe("looking every day", () => {
  // The long form is experiment.proof.test.ts.
  const days = {
    runs: 400,
    proportion: true,
    control: converts(0.05),
    perLook: evenly(14_000, 28),
  };

  it("finds an effect that is not there at most once in twenty tests, however often one looks", () => {
    const { higher, lower } = watch({ ...days, treatment: converts(0.05) }, alwaysValid(14_000));
    expect(higher + lower).toBeLessThan(0.05);
    const peeking = watch({ ...days, treatment: converts(0.05) }, () => 1.96);
    expect(peeking.higher + peeking.lower).toBeGreaterThan(0.15);
  });

  it("finds the planned effect as often as planned", () => {
    const plan = planExperiment({
      metric: "proportion",
      baseline: 0.05,
      minimumEffect: 0.01,
      sequential: { kind: "always-valid", looks: 14 },
    });
    const looks = plan.sequential?.looks ?? [];
    const options = { ...days, treatment: converts(0.06), perLook: evenly(plan.perArm, 14) };
    const found = watch(options, (look) => looks[look]?.criticalValue ?? 0);
    // Three standard errors of 400 runs.
    expect(Math.abs(found.higher - 0.8)).toBeLessThan(0.06);
  });
});

describe("analysing", () => {
  it(`equals ${analyses.source}: Newcombe's interval`, () => {
    for (const { x1, n1, x0, n0, alpha, lower, upper } of analyses.proportions) {
      const { interval } =
        analyseExperiment({
          metric: "proportion",
          control: "a",
          arms: { a: { customers: n0, conversions: x0 }, b: { customers: n1, conversions: x1 } },
          alpha,
        }).effects.b ?? absent();
      expect(interval.lower).toBeCloseTo(lower, 12);
      expect(interval.upper).toBeCloseTo(upper, 12);
    }
  });

  it(`equals ${analyses.source}: Welch, ratio, covariate, clusters`, () => {
    const analysed = (
      metric: "mean" | "ratio",
      keep: readonly ("denominator" | "covariate" | "cluster")[] = [],
    ) => {
      const rows = analyses.rows.map((row) => ({
        arm: row.arm,
        value: row.value,
        ...Object.fromEntries(keep.map((column) => [column, row[column]])),
      }));
      return analyseExperiment({ metric, control: "b", rows });
    };
    const welch = analysed("mean").effects.t ?? absent();
    expect(welch.estimate).toBeCloseTo(analyses.welch.estimate, 12);
    expect(welch.standardError).toBeCloseTo(analyses.welch.standardError, 12);
    expect(welch.statistic).toBeCloseTo(analyses.welch.statistic, 12);
    expect(welch.pValue).toBeCloseTo(analyses.welch.pValue, 12);
    const ratio = analysed("ratio", ["denominator"]).effects.t ?? absent();
    expect(ratio.estimate).toBeCloseTo(analyses.ratio.estimate, 12);
    expect(ratio.standardError).toBeCloseTo(analyses.ratio.standardError, 12);
    const cuped = analysed("mean", ["covariate"]);
    expect(cuped.covariate?.coefficient).toBeCloseTo(analyses.cuped.coefficient, 12);
    expect(cuped.effects.t?.estimate).toBeCloseTo(analyses.cuped.estimate, 12);
    expect(cuped.effects.t?.standardError).toBeCloseTo(analyses.cuped.standardError, 12);
    expect(cuped.effects.t?.pValue).toBeCloseTo(analyses.cuped.pValue, 12);
    const clustered = analysed("mean", ["cluster"]).effects.t ?? absent();
    expect(clustered.standardError).toBeCloseTo(analyses.clustered.standardError, 12);
  });
});

describe.skipIf(dataSet("hillstrom") === null)(
  "the e-mail campaign (needs ../shared/data/hillstrom)",
  () => {
    it("reproduces rates, effects, errors, intervals, tests and lifts", () => {
      type Outcome = Record<string, number | [number, number]>;
      const { arms } = readReference<{ arms: Record<string, Record<string, Outcome>> }>(
        "hillstrom",
      );
      const table = readTable("hillstrom");
      for (const outcome of ["visit", "conversion", "spend"]) {
        const result = analyseExperiment({
          metric: outcome === "spend" ? "mean" : "proportion",
          control: "No E-Mail",
          rows: table.map((row) => ({ arm: present(row.segment), value: Number(row[outcome]) })),
        });
        expect(ExperimentResult.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
        for (const [arm, found] of Object.entries(arms)) {
          const reference = present(found[outcome]);
          const effect = present(result.effects[arm]);
          const { wald, interval } = effect;
          const relative = present(effect.relative);
          const [treated, control] = [present(result.arms[arm]), present(result.arms["No E-Mail"])];
          const expected: Record<string, number | [number, number] | undefined> = {
            n_treat: treated.customers,
            n_control: control.customers,
            rate_treat: treated.value,
            rate_control: control.value,
            mean_treat: treated.value,
            mean_control: control.value,
            ate: effect.estimate,
            se_unpooled: effect.standardError,
            se_welch: effect.standardError,
            ci95_wald: [wald.lower, wald.upper],
            ci95_newcombe: [interval.lower, interval.upper],
            ci95: [wald.lower, wald.upper],
            z_pooled: effect.statistic,
            t: effect.statistic,
            p_value: effect.pValue,
            relative_lift: relative.estimate,
            relative_lift_ci95_log: [relative.lower, relative.upper],
          };
          for (const [name, value] of Object.entries(reference)) {
            const pairs = [value]
              .flat()
              .map((each, i) => [present([present(expected[name])].flat()[i]), each] as const);
            expect(distance(pairs), `${outcome} ${arm} ${name}`).toBeLessThan(5e-8);
          }
          expect(evidenceOf(result, { arm })).toMatchObject({ value: effect.estimate });
        }
      }
    });
  },
);

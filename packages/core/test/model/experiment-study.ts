import {
  normalQuantile,
  purposeId,
  sampleBinomial,
  sampleGamma,
  uniformSource,
} from "../../src/math/index.js";
import { estimateOfCounts, estimateOfSummary } from "../../src/model/experiment/arm.js";
import { compareMeans, compareProportions } from "../../src/model/experiment/compare-arms.js";
import { adjustComparisons } from "../../src/model/experiment/dunnett.js";
import {
  type AnalysisOptions,
  analyseExperiment,
  type ExperimentRow,
  planExperiment,
} from "../../src/model/experiment/index.js";

/** Share of planned t tests that reject, with the planned effect and without; means and variances are drawn exactly. */
export function plannedMeans(runs: number): { power: number; size: number } {
  const { perArm } = planExperiment({ metric: "mean", baseline: { sd: 1 }, minimumEffect: 0.3 });
  const reject = (effect: number) => {
    let rejected = 0;
    for (let run = 0; run < runs; run++) {
      const next = uniformSource(3, run, purposeId("planned means"));
      const arm = (mean: number) =>
        estimateOfSummary(
          "arm",
          {
            customers: perArm,
            mean: mean + normalQuantile(next()) / Math.sqrt(perArm),
            sd: Math.sqrt((2 * sampleGamma(next, (perArm - 1) / 2)) / (perArm - 1)),
          },
          "mean",
        );
      const { above, below } = compareMeans(arm(0), arm(effect), 0.025);
      if (effect > 0 ? above < 0.025 : Math.min(above, below) < 0.025) rejected++;
    }
    return rejected / runs;
  };
  return { power: reject(0.3), size: reject(0) };
}

/** Share of tests of three arms without effect that find any. */
export function familyStudy(runs: number): Record<"none" | "holm" | "dunnett", number> {
  const found = { none: 0, holm: 0, dunnett: 0 };
  for (let run = 0; run < runs; run++) {
    const next = uniformSource(4, run, purposeId("family"));
    const arm = () => estimateOfCounts("arm", 2000, sampleBinomial(next, 2000, 0.2));
    const control = arm();
    const pValues = [arm(), arm(), arm()].map((treatment) => {
      const { above, below } = compareProportions(control, treatment, 0.025);
      return 2 * Math.min(above, below);
    });
    // Beyond these all adjustments agree, and Dunnett's takes an integral.
    if (Math.min(...pValues) > 0.051) continue;
    for (const adjustment of ["none", "holm", "dunnett"] as const) {
      const options = { sides: 2, relativeSizes: [1, 1, 1], adjustment } as const;
      if (Math.min(...adjustComparisons(pValues, options)) < 0.05) found[adjustment]++;
    }
  }
  return { none: found.none / runs, holm: found.holm / runs, dunnett: found.dunnett / runs };
}

/** Coverage of what is computed from rows: a covariate, a ratio, clusters. The planted effect is 0.2 in each. */
export function covariateStudy(runs: number): {
  covered: number;
  reduction: number;
  bias: number;
  ratioCovered: number;
  clusterCovered: number;
  clusterIgnored: number;
} {
  const count = { cuped: 0, ratio: 0, robust: 0, plain: 0 };
  let [reduction, errors, squares] = [0, 0, 0];
  const holds = (options: AnalysisOptions, truth: number) => {
    const result = analyseExperiment(options);
    const { lower = 0, upper = 0 } = result.effects.b?.interval ?? {};
    return { inside: lower <= truth && truth <= upper ? 1 : 0, result };
  };
  for (let run = 0; run < runs; run++) {
    const next = uniformSource(5, run, purposeId("rows"));
    const normal = () => normalQuantile(next());
    const rows = (make: (treated: number, i: number) => Omit<ExperimentRow, "arm">, each: number) =>
      Array.from({ length: 2 * each }, (_, i): ExperimentRow => {
        const treated = i % 2;
        return { arm: treated === 1 ? "b" : "a", ...make(treated, i) };
      });
    const base = { metric: "mean", control: "a" } as const;
    const known = rows((treated) => {
      const covariate = normal();
      const value = 0.2 * treated + 0.7 * covariate + Math.sqrt(0.51) * normal();
      return { value, covariate };
    }, 200);
    const cuped = holds({ ...base, rows: known }, 0.2);
    count.cuped += cuped.inside;
    reduction += (cuped.result.covariate?.varianceReduction ?? 0) / runs;
    const error = (cuped.result.effects.b?.estimate ?? 0) - 0.2;
    errors += error;
    squares += error * error;
    const parts = rows((treated) => {
      const denominator = 1 + sampleBinomial(next, 8, 0.4);
      return { denominator, value: (2 + 0.2 * treated + 0.5 * normal()) * denominator + normal() };
    }, 200);
    count.ratio += holds({ ...base, metric: "ratio", rows: parts }, 0.2).inside;
    const shops = Array.from({ length: 60 }, () => Math.sqrt(0.2) * normal());
    const nested = rows((treated, i) => {
      const shop = i % 60;
      const value = 0.2 * treated + (shops[shop] ?? 0) + Math.sqrt(0.8) * normal();
      return { value, cluster: `shop ${shop}` };
    }, 300);
    count.robust += holds({ ...base, rows: nested }, 0.2).inside;
    const ignored = nested.map(({ arm, value }) => ({ arm, value }));
    count.plain += holds({ ...base, rows: ignored }, 0.2).inside;
  }
  return {
    covered: count.cuped / runs,
    reduction,
    bias: errors / Math.sqrt(squares),
    ratioCovered: count.ratio / runs,
    clusterCovered: count.robust / runs,
    clusterIgnored: count.plain / runs,
  };
}

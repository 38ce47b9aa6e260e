import type { CheckedAnalysis } from "./analysis.js";
import type { ArmEstimate } from "./arm.js";
import { compareMeans, compareProportions, type Difference } from "./compare-arms.js";
import { adjustComparisons } from "./dunnett.js";
import type { ExperimentEffect } from "./experiment-result.js";
import { type MonitoredDifference, monitorDifference } from "./monitor.js";

/** What is known of each treatment arm at one look. */
export interface Comparisons {
  readonly treatments: readonly string[];
  readonly control: ArmEstimate;
  readonly estimates: readonly ArmEstimate[];
  readonly differences: readonly Difference[];
  /** Of a test that is looked at before its end; empty of others. */
  readonly monitored: readonly MonitoredDifference[];
}

/**
 * Compares every other arm with the control.
 *
 * @remarks Intervals of single looks are not adjusted for several arms; those of sequential tests are, by Bonferroni,
 * because their p-values and decisions come from them.
 */
export function compareWithControl(
  arms: Readonly<Record<string, ArmEstimate>>,
  analysis: CheckedAnalysis,
): Comparisons {
  const { alpha, sides, goal, sequential } = analysis;
  const control = arms[analysis.control]!;
  const treatments = Object.keys(arms).filter((name) => name !== analysis.control);
  const estimates = treatments.map((name) => arms[name]!);
  const tail = alpha / sides;
  const differences = estimates.map((treatment) =>
    control.conversions !== null && treatment.conversions !== null
      ? compareProportions(control, treatment, tail)
      : compareMeans(control, treatment, tail),
  );
  if (sequential === null) return { treatments, control, estimates, differences, monitored: [] };
  const customers = Object.values(arms).reduce((sum, arm) => sum + arm.customers, 0);
  const shared = tail / (analysis.adjustment === "none" ? 1 : treatments.length);
  const monitored = differences.map((difference, i) =>
    monitorDifference(difference, sequential, {
      control,
      treatment: estimates[i]!,
      customers,
      tail: shared,
      sides,
      goal,
    }),
  );
  return { treatments, control, estimates, differences, monitored };
}

/**
 * The effects, with p-values adjusted for several arms.
 *
 * @param earlier - least p-value of earlier looks of an always-valid test, by arm
 */
export function effectsOf(
  { treatments, control, estimates, differences, monitored }: Comparisons,
  analysis: CheckedAnalysis,
  { sound, earlier }: { sound: boolean; earlier: ReadonlyMap<string, number> },
): Record<string, ExperimentEffect> {
  const { sides, goal, alpha, adjustment } = analysis;
  const pValues = differences.map((difference, i) => {
    const now = monitored[i]?.pValue ?? singleLook(difference, sides, goal);
    return Math.min(now, earlier.get(treatments[i]!) ?? 1);
  });
  const relativeSizes = estimates.map(({ customers }) => customers / control.customers);
  // A sequential test's bounds are Bonferroni's, and its p-values go with them.
  const adjusted = adjustComparisons(pValues, {
    sides,
    relativeSizes,
    adjustment: monitored.length > 0 && adjustment !== "none" ? "bonferroni" : adjustment,
  });
  const entries = differences.map((difference, i) => {
    const { estimate, interval, wald, statistic, degrees, relative } = difference;
    const effect: ExperimentEffect = {
      estimate,
      standardError: monitored[i]?.standardError ?? difference.standardError,
      interval: monitored[i]?.interval ?? interval,
      wald,
      statistic,
      degrees,
      pValue: pValues[i]!,
      pValueAdjusted: adjusted[i]!,
      relative,
      decision: decide(estimate, sound && adjusted[i]! < alpha),
    };
    return [treatments[i]!, effect] as const;
  });
  return Object.fromEntries(entries);
}

export function decide(estimate: number, found: boolean): ExperimentEffect["decision"] {
  if (!found || estimate === 0) return "unclear";
  return estimate > 0 ? "higher" : "lower";
}

function singleLook({ above, below }: Difference, sides: 1 | 2, goal: 1 | -1): number {
  if (sides === 2) return Math.min(1, 2 * Math.min(above, below));
  return goal === 1 ? above : below;
}

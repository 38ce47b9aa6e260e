import { studentTCdf } from "../../math/index.js";
import type { Reason } from "../../schema/verdict.js";
import { warnOfSampleRatio } from "../backtest/index.js";
import type { CheckedAnalysis } from "./analysis.js";
import type { ArmEstimate } from "./arm.js";
import { estimateArms } from "./arm-mean.js";
import type { ExperimentColumns } from "./experiment-row.js";

const ENOUGH_CONVERSIONS = 10;
const ENOUGH_CUSTOMERS = 30;
const ENOUGH_CLUSTERS = 15;
/** Customers per unit of squared skewness from which the 95 % interval of a mean holds. */
const PER_SQUARED_SKEWNESS = 355;
const SURE = 0.001;

/**
 * What makes the result of a test weak.
 *
 * @see Kohavi, Deng, Longbotham and Xu, Seven rules of thumb for web site experimenters, KDD (2014), for skewness
 */
export function warnOfArms(
  arms: Readonly<Record<string, ArmEstimate>>,
  { shares, planned, sequential }: CheckedAnalysis,
): Reason[] {
  const names = Object.keys(arms);
  const counts = Object.fromEntries(
    names.map((name) => [name, arms[name]!.clusters ?? arms[name]!.customers]),
  );
  const found = shares === null ? warnOfSampleRatio(counts) : warnOfSampleRatio(counts, shares);
  for (const [arm, estimate] of Object.entries(arms)) found.push(...warnOfArm(arm, estimate));
  const customers = names.reduce((sum, name) => sum + arms[name]!.customers, 0);
  if (sequential === null && planned !== null && customers < 0.98 * planned) {
    found.push({ code: "stopped_early", values: { customers, planned } });
  }
  return found;
}

/** Warns of a covariate that differs between arms: it felt the treatment, or assignment was not random. */
export function warnOfCovariate(columns: ExperimentColumns, control: string): Reason[] {
  const known = columns.covariate!.map((x) => (Number.isNaN(x) ? 0 : x));
  const estimates = estimateArms(columns, known);
  const base = estimates[columns.arms.indexOf(control)]!;
  return estimates.flatMap((estimate, a) => {
    const variance = estimate.variance + base.variance;
    if (estimate === base || !(variance > 0)) return [];
    const t = Math.abs(estimate.value - base.value) / Math.sqrt(variance);
    const pValue = 2 * studentTCdf(-t, Math.min(estimate.degrees, base.degrees));
    if (pValue >= SURE) return [];
    return [{ code: "covariate_imbalance", values: { arm: columns.arms[a]!, pValue } }];
  });
}

function warnOfArm(arm: string, estimate: ArmEstimate): Reason[] {
  const { customers, conversions, clusters, skewness } = estimate;
  const found: Reason[] = [];
  if (conversions !== null) {
    const rarer = Math.min(conversions, customers - conversions);
    if (rarer < ENOUGH_CONVERSIONS) {
      const values = { arm, conversions, customers, needed: ENOUGH_CONVERSIONS };
      found.push({ code: "too_few_conversions", values });
    }
  } else if (customers < ENOUGH_CUSTOMERS) {
    found.push({ code: "too_few_customers", values: { arm, customers, needed: ENOUGH_CUSTOMERS } });
  }
  if (clusters !== null && clusters < ENOUGH_CLUSTERS) {
    found.push({ code: "few_clusters", values: { arm, clusters, needed: ENOUGH_CLUSTERS } });
  }
  const needed = Math.ceil(PER_SQUARED_SKEWNESS * (skewness ?? 0) * (skewness ?? 0));
  if (skewness !== null && customers < needed) {
    found.push({ code: "too_skewed", values: { arm, skewness, customers, needed } });
  }
  return found;
}

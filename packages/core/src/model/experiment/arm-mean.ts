import { CoreError } from "../../error.js";
import { type ArmEstimate, needCustomers } from "./arm.js";
import type { ExperimentColumns } from "./experiment-row.js";

/** What a covariate took away. */
export interface CovariateUse {
  /** Units of outcome per unit of covariate, one for all arms. */
  readonly coefficient: number;
  /** 1 - variance of the adjusted outcome over that of the outcome, within arms. */
  readonly varianceReduction: number;
  readonly correlation: number;
  /** Rows whose covariate is not known; they count as average. */
  readonly missing: number;
}

/**
 * The outcome of each row as a number whose mean in an arm is the arm's value: itself, or the linearised ratio.
 *
 * @throws CoreError `out_of_range` for an arm whose denominators sum to 0
 * @see Deng, Knoblich and Lu, Applying the delta method in metric analytics, KDD (2018)
 */
export function linearise(columns: ExperimentColumns): Float64Array {
  const { arms, arm, value, denominator } = columns;
  if (denominator === null) return value.slice();
  const numerators = meansByArm(columns, value);
  const denominators = meansByArm(columns, denominator);
  arms.forEach((name, a) => {
    if (!(denominators[a]! > 0)) {
      throw new CoreError("out_of_range", `denominators of arm ${name} sum to 0, expected above 0`);
    }
  });
  return value.map((y, i) => {
    const mean = denominators[arm[i]!]!;
    const ratio = numerators[arm[i]!]! / mean;
    return ratio + (y - ratio * denominator[i]!) / mean;
  });
}

/**
 * CUPED: takes away what a covariate from before the test foretells, with one coefficient within all arms.
 *
 * @remarks The covariate must not be able to feel the treatment. Its coefficient does not bias the difference, whatever it
 * is; estimated from n rows, it does so by a term of order 1/n.
 * @returns the adjusted outcome, its mean over all rows unchanged; null where the covariate does not vary
 * @see Deng, Xu, Kohavi and Walker, Improving the sensitivity of online controlled experiments by utilizing
 * pre-experiment data, WSDM (2013)
 */
export function adjustByCovariate(
  columns: ExperimentColumns,
  outcome: Float64Array,
): { outcome: Float64Array; use: CovariateUse } | null {
  const known = columns.covariate!;
  let total = 0;
  let count = 0;
  for (const x of known) {
    if (Number.isNaN(x)) continue;
    total += x;
    count++;
  }
  const centre = total / count;
  const covariate = known.map((x) => (Number.isNaN(x) ? 0 : x - centre));
  const means = meansByArm(columns, covariate);
  const outcomes = meansByArm(columns, outcome);
  let xx = 0;
  let xy = 0;
  let yy = 0;
  outcome.forEach((y, i) => {
    const a = columns.arm[i]!;
    const dx = covariate[i]! - means[a]!;
    const dy = y - outcomes[a]!;
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  });
  if (!(xx > 1e-24 * count * centre * centre)) return null;
  const coefficient = xy / xx;
  const square = yy > 0 ? (xy * xy) / (xx * yy) : 0;
  return {
    outcome: outcome.map((y, i) => y - coefficient * covariate[i]!),
    use: {
      coefficient,
      varianceReduction: square,
      correlation: xy < 0 ? -Math.sqrt(square) : Math.sqrt(square),
      missing: known.length - count,
    },
  };
}

/**
 * Mean of each arm and the variance of that mean: between customers, or between clusters where those were assigned.
 *
 * @throws CoreError `too_few_rows` for an arm with fewer than two customers or clusters
 * @see Cameron and Miller, A practitioner's guide to cluster-robust inference, Journal of Human Resources 50 (2015)
 */
export function estimateArms(columns: ExperimentColumns, outcome: Float64Array): ArmEstimate[] {
  const { arms, arm, cluster } = columns;
  const means = meansByArm(columns, outcome);
  const customers = new Float64Array(arms.length);
  const squares = new Float64Array(arms.length);
  const cubes = new Float64Array(arms.length);
  outcome.forEach((y, i) => {
    const a = arm[i]!;
    const deviation = y - means[a]!;
    customers[a]!++;
    squares[a]! += deviation * deviation;
    cubes[a]! += deviation * deviation * deviation;
  });
  const between = cluster === null ? null : squaresOfClusters(columns, outcome, means);
  return arms.map((name, a) => {
    const n = customers[a]!;
    const units = between === null ? n : between.clusters[a]!;
    needCustomers(name, units, 2, between === null ? "customer" : "cluster");
    const spread = squares[a]! / n;
    return {
      customers: n,
      value: means[a]!,
      variance:
        ((between === null ? squares : between.squares)[a]! * units) / (units - 1) / (n * n),
      degrees: units - 1,
      conversions: null,
      clusters: between === null ? null : units,
      skewness: spread > 0 ? cubes[a]! / n / (spread * Math.sqrt(spread)) : 0,
    };
  });
}

export function meansByArm({ arms, arm }: ExperimentColumns, values: Float64Array): Float64Array {
  const counts = new Float64Array(arms.length);
  const sums = new Float64Array(arms.length);
  values.forEach((value, i) => {
    counts[arm[i]!]!++;
    sums[arm[i]!]! += value;
  });
  // An arm without rows has no mean; it is refused where it is asked for.
  const means = sums.map((sum, a) => (counts[a]! > 0 ? sum / counts[a]! : 0));
  const drift = new Float64Array(arms.length);
  values.forEach((value, i) => {
    drift[arm[i]!]! += value - means[arm[i]!]!;
  });
  return means.map((mean, a) => (counts[a]! > 0 ? mean + drift[a]! / counts[a]! : 0));
}

/** Per arm: clusters, and the sum over them of the squared sum of their deviations. */
function squaresOfClusters(
  { arms, arm, cluster }: ExperimentColumns,
  outcome: Float64Array,
  means: Float64Array,
): { clusters: Float64Array; squares: Float64Array } {
  const highest = cluster!.reduce((most, c) => Math.max(most, c), 0);
  const sums = new Float64Array(highest + 1);
  const armOf = new Int32Array(highest + 1).fill(-1);
  outcome.forEach((y, i) => {
    sums[cluster![i]!]! += y - means[arm[i]!]!;
    armOf[cluster![i]!] = arm[i]!;
  });
  const clusters = new Float64Array(arms.length);
  const squares = new Float64Array(arms.length);
  sums.forEach((sum, c) => {
    const a = armOf[c]!;
    if (a < 0) return;
    clusters[a]!++;
    squares[a]! += sum * sum;
  });
  return { clusters, squares };
}

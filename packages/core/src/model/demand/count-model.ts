import { exp, log, square } from "../../math/index.js";
import type { FitOptions } from "../fit-progress.js";
import type { ElasticityPrior } from "./demand-model.js";
import type { ProductColumns } from "./demand-row.js";
import { type FittedProducts, fitProducts } from "./fit-products.js";
import type { ProductCoefficients } from "./pool-products.js";
import { type WithinColumns, within } from "./within.js";

/** Products whose units are counts, fitted. */
export interface FittedCounts extends FittedProducts {
  /** Columns of the rows of groups that sold something, as the last step weighed them. */
  readonly data: readonly WithinColumns[];
  /** Variance of units is dispersion × (mean + overdispersion × mean²); the dispersion is each product's own. */
  readonly overdispersion: number;
  readonly iterations: number;
  readonly converged: boolean;
}

const MOST_STEPS = 50;
const TOLERANCE = 1e-8;
/** Largest change of ln mean units in a step. */
const LONGEST = 3;
/** Least and greatest ln mean units. */
const FARTHEST = 60;

/**
 * Coefficients of products whose units are counts: mean units are exp(level + Σ coefficient × column), their variance is
 * proportional to mean + overdispersion × mean² (quasi-likelihood), by least squares that is weighed anew at each step.
 *
 * @remarks A group that never sold a product tells nothing of what moves its units, only of its level. With
 * overdispersion 0 this is Poisson's likelihood with an effect per group, whose estimates hold whatever the variance is.
 * @see McCullagh and Nelder, Generalized Linear Models (1989), sections 2.5 and 9.2; Breslow, Extra-Poisson variation in
 * log-linear models, Applied Statistics 33 (1984); Wooldridge, Distribution-free estimation of some nonlinear panel data
 * models, Journal of Econometrics 90 (1999)
 */
export function fitCounts(
  sources: readonly ProductColumns[],
  {
    shrinkage,
    prior,
    covariates,
    check,
    onProgress,
  }: {
    shrinkage: "auto" | "none";
    prior: ElasticityPrior | null;
    /** Number of covariates. */
    covariates: number;
    /** Refuses columns that cannot be fitted. */
    check: (data: readonly WithinColumns[]) => void;
    onProgress?: NonNullable<FitOptions["onProgress"]>;
  },
): FittedCounts {
  const known = sources.map(withoutUnsold);
  let overdispersion = 0;
  let logMeans = known.map(firstLogMeans);
  for (let step = 1; ; step++) {
    onProgress?.({ stage: `counts, step ${step}`, done: 0.2 + 0.3 * (step / (step + 10)) });
    const data = known.map((source, p) =>
      within(working(source, { logMeans: logMeans[p]!, overdispersion }), {
        needed: 1 + covariates,
      }),
    );
    if (step === 1) check(data);
    const found = fitProducts(data, { shrinkage, prior, covariates });
    let moved = 0;
    const before = logMeans;
    logMeans = data.map((each, p) => {
      const next = fittedLogs(each, found.pooled.products[p]!);
      return next.map((value, r) => {
        const away = value - before[p]![r]!;
        moved = Math.max(moved, Math.abs(away));
        const change = Math.max(-LONGEST, Math.min(LONGEST, away));
        return Math.max(-FARTHEST, Math.min(FARTHEST, before[p]![r]! + change));
      });
    });
    const variance = overdispersionOf(data, { logMeans, products: found.pooled.products });
    const settled = moved < TOLERANCE && Math.abs(variance - overdispersion) < 1e-6;
    if (settled || step === MOST_STEPS) {
      return { ...found, data, overdispersion, iterations: step, converged: settled };
    }
    overdispersion = variance;
  }
}

/** Weight of a row of so many mean units: the inverse of the variance of ln units near them. */
export function countWeight(mean: number, overdispersion: number): number {
  return mean / (1 + overdispersion * mean);
}

/** Rows of groups in which the product sold at all. */
function withoutUnsold(source: ProductColumns): ProductColumns {
  const sums = sumsOf(source);
  const kept = source.groups.flatMap((_, g) => (sums[g]! > 0 ? [g] : []));
  if (kept.length === source.groups.length) return source;
  const rows = Array.from(source.cell.keys()).filter((r) => sums[source.cell[r]!]! > 0);
  const k = source.columns;
  const position = new Map(kept.map((g, at) => [g, at]));
  const pick = (from: Float64Array) => Float64Array.from(rows, (r) => from[r]!);
  const x = new Float64Array(rows.length * k);
  rows.forEach((r, at) => {
    x.set(source.x.subarray(r * k, r * k + k), at * k);
  });
  return {
    ...source,
    rows: rows.length,
    x,
    units: pick(source.units),
    y: pick(source.y),
    at: source.at && pick(source.at),
    cell: Int32Array.from(rows, (r) => position.get(source.cell[r]!)!),
    groups: kept.map((g) => source.groups[g]!),
  };
}

function sumsOf({ groups, cell, units }: ProductColumns): Float64Array {
  const sums = new Float64Array(groups.length);
  for (let r = 0; r < units.length; r++) sums[cell[r]!] = sums[cell[r]!]! + units[r]!;
  return sums;
}

/** Half way from the group's mean to what was sold: above 0 where nothing was. */
function firstLogMeans(source: ProductColumns): Float64Array {
  const sums = sumsOf(source);
  const counts = new Float64Array(source.groups.length);
  for (const g of source.cell) counts[g] = counts[g]! + 1;
  return Float64Array.from(source.units, (units, r) => {
    const g = source.cell[r]!;
    return log((units + sums[g]! / counts[g]!) / 2);
  });
}

/** Columns of a step: what a straight line through ln mean units would have to meet, and how much each row tells of it. */
function working(
  source: ProductColumns,
  { logMeans, overdispersion }: { logMeans: Float64Array; overdispersion: number },
): ProductColumns {
  const y = new Float64Array(source.rows);
  const weights = new Float64Array(source.rows);
  for (let r = 0; r < source.rows; r++) {
    const mean = exp(logMeans[r]!);
    y[r] = logMeans[r]! + (source.units[r]! - mean) / mean;
    weights[r] = countWeight(mean, overdispersion);
  }
  return { ...source, y, weights };
}

/** ln mean units of each row, with the level that its group (or the product) has of its own. */
function fittedLogs(
  { source, absorbed }: WithinColumns,
  { values }: ProductCoefficients,
): Float64Array {
  const k = source.columns;
  const of = (r: number) => (absorbed ? source.cell[r]! : 0);
  const cells = absorbed ? source.groups.length : 1;
  const sums = new Float64Array(cells);
  const weights = new Float64Array(cells);
  const fitted = new Float64Array(source.rows);
  for (let r = 0; r < source.rows; r++) {
    const weight = source.weights![r]!;
    for (let j = 0; j < k; j++) fitted[r] = fitted[r]! + source.x[r * k + j]! * values[j]!;
    sums[of(r)] = sums[of(r)]! + weight * (source.y[r]! - fitted[r]!);
    weights[of(r)] = weights[of(r)]! + weight;
  }
  return fitted.map((value, r) => value + sums[of(r)]! / weights[of(r)]!);
}

/** Overdispersion under which squared errors are as large as they should be: 0 where Poisson's variance is enough. */
function overdispersionOf(
  data: readonly WithinColumns[],
  {
    logMeans,
    products,
  }: { logMeans: readonly Float64Array[]; products: readonly ProductCoefficients[] },
): number {
  let freedom = 0;
  const means = logMeans.map((logs) => logs.map((value) => exp(value)));
  data.forEach(({ source, effects, moves }, p) => {
    const { precision, covariance } = products[p]!;
    const k = source.columns;
    let known = effects;
    moves.forEach((moving, j) => {
      if (moving) known += 1 - Math.min(1, precision[j]! * covariance[j * (k + 1)]!);
    });
    freedom += Math.max(0, source.rows - known);
  });
  const excessAt = (overdispersion: number) => {
    let sum = 0;
    data.forEach(({ source }, p) => {
      source.units.forEach((units, r) => {
        const mean = means[p]![r]!;
        sum += square(units - mean) / (mean * (1 + overdispersion * mean));
      });
    });
    return sum - freedom;
  };
  if (!(freedom > 0) || excessAt(0) <= 0) return 0;
  let [low, high] = [1e-9, 1e3];
  if (excessAt(high) > 0) return high;
  if (excessAt(low) <= 0) return low;
  // Halving of the logarithm: the sum falls as overdispersion grows.
  for (let halving = 0; halving < 45; halving++) {
    const middle = Math.sqrt(low * high);
    if (excessAt(middle) > 0) low = middle;
    else high = middle;
  }
  return Math.sqrt(low * high);
}

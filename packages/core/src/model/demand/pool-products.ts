import { choleskyJittered, invertFromCholesky, square } from "../../math/index.js";
import type { ElasticityPrior } from "./demand-model.js";
import type { WithinColumns } from "./within.js";

/** What a column is: the own price, a rival's, or the covariate of that number from 2. */
export type ColumnKind = number;
export const OWN: ColumnKind = 0;
export const CROSS: ColumnKind = 1;
export const FIRST_COVARIATE: ColumnKind = 2;

/** The normal distribution that products' coefficients of a kind come from. */
export interface Hyper {
  readonly mean: number;
  readonly standardError: number;
  readonly spread: number;
  readonly members: number;
}

/** Coefficients of a product. */
export interface ProductCoefficients {
  /** Posterior means; 0 for columns that never move. */
  readonly values: Float64Array;
  /** Posterior covariance, row-major, columns × columns; 0 for columns that never move. */
  readonly covariance: Float64Array;
  /** What the prior adds to the precision of each column. */
  readonly precision: Float64Array;
  /** Variance of the noise times the inflation by shocks that groups share. */
  readonly variance: number;
}

export interface PooledProducts {
  readonly products: readonly ProductCoefficients[];
  /** By kind; null where nothing of the kind moves. */
  readonly hyper: readonly (Hyper | null)[];
  readonly iterations: number;
  readonly converged: boolean;
}

const MOST_ITERATIONS = 500;
const TOLERANCE = 1e-7;
/** Rows that the products' common noise is worth in the noise of each. */
const NOISE_ROWS = 3;

export const kindOf = ({ source }: WithinColumns, column: number): ColumnKind =>
  column === 0
    ? OWN
    : column < source.priced.length
      ? CROSS
      : FIRST_COVARIATE + column - source.priced.length;

/**
 * Coefficients of every product, each kind drawn towards what the products have in common (empirical Bayes), by EM.
 *
 * Of each kind, coefficients come from N(mean, spread²). A kind with one coefficient is left as it is, unless a prior
 * is given for it. The spread maximises its likelihood times itself, which keeps it from collapsing to 0 where products are few.
 *
 * @param options.shrinkage - `none` gives least squares
 * @param options.inflations - of the variance of each product's coefficients beyond that of independent rows, 1 or more
 * @param options.scales - what a usual step of each kind is, so that the start does not depend on units
 * @see Efron and Morris, Data analysis using Stein's estimator and its generalizations, JASA 70 (1975)
 * @see Chung et al., A nondegenerate penalized likelihood estimator for variance parameters, Psychometrika 78 (2013)
 */
export function poolProducts(
  data: readonly WithinColumns[],
  {
    shrinkage,
    prior,
    scales,
    inflations,
    onIteration,
  }: {
    shrinkage: "auto" | "none";
    prior: ElasticityPrior | null;
    scales: readonly number[];
    inflations: readonly number[];
    onIteration?: (iteration: number) => void;
  },
): PooledProducts {
  const kinds = scales.length;
  const members = new Float64Array(kinds);
  for (const each of data) {
    each.moves.forEach((moves, j) => {
      if (moves) members[kindOf(each, j)] = members[kindOf(each, j)]! + 1;
    });
  }
  const pooled = Array.from(members, (count, kind) => {
    if (kind === OWN && prior !== null) return count > 0;
    return shrinkage === "auto" && count > 1;
  });
  const mean = new Float64Array(kinds);
  const meanVariance = new Float64Array(kinds);
  const spread = Float64Array.from(scales, (scale) => 1 / scale);
  // With one product the prior says what it may be; with several, where their mean is.
  const fixed = prior !== null && (members[OWN] === 1 || shrinkage === "none");
  if (prior !== null) {
    mean[OWN] = prior.value;
    if (fixed) spread[OWN] = prior.standardError;
  }
  let common = 0;
  let total = 0;
  const variances = data.map((each) => {
    const rows = Math.max(1, each.source.rows - each.effects);
    common += each.square;
    total += rows;
    return floorOf(each, each.square / rows);
  });
  common /= total;
  let products: ProductCoefficients[] = [];
  let converged = false;
  let iteration = 0;
  const previous = new Float64Array(kinds * 2);
  while (!converged && iteration < MOST_ITERATIONS) {
    iteration++;
    onIteration?.(iteration);
    products = data.map((each, p) =>
      posterior(each, { mean, spread, pooled, variance: variances[p]! * inflations[p]! }),
    );
    let squares = 0;
    let freedom = 0;
    let moved = 0;
    data.forEach((each, p) => {
      const { misfit, known } = misfitOf(each, products[p]!);
      const rows = each.source.rows - each.effects;
      squares += misfit;
      freedom += rows - known;
      const shared = shrinkage === "auto" && data.length > 1 ? NOISE_ROWS : 0;
      const next = floorOf(each, (misfit + shared * common) / Math.max(1, rows - known + shared));
      moved = Math.max(moved, Math.abs(next / variances[p]! - 1));
      variances[p] = next;
    });
    common = squares / Math.max(1, freedom);
    for (let kind = 0; kind < kinds; kind++) {
      if (!pooled[kind] || (kind === OWN && fixed)) continue;
      let sum = 0;
      eachOf(data, kind, (p, j) => {
        sum += products[p]!.values[j]!;
      });
      const n = members[kind]!;
      const before = kind === OWN && prior !== null ? 1 / square(prior.standardError) : 0;
      const between = 1 / square(spread[kind]!);
      meanVariance[kind] = 1 / (n * between + before);
      mean[kind] = (sum * between + before * (prior?.value ?? 0)) * meanVariance[kind]!;
      let around = 0;
      eachOf(data, kind, (p, j) => {
        const k = data[p]!.source.columns;
        const { values, covariance } = products[p]!;
        around += square(values[j]! - mean[kind]!) + covariance[j * k + j]!;
      });
      spread[kind] = Math.max(1e-6 / scales[kind]!, Math.sqrt(around / (n - 1 || 1)));
    }
    for (let kind = 0; kind < kinds; kind++) {
      if (!pooled[kind]) continue;
      const unit = scales[kind]!;
      moved = Math.max(moved, Math.abs(mean[kind]! - previous[kind]!) * unit);
      moved = Math.max(moved, Math.abs(spread[kind]! - previous[kinds + kind]!) * unit);
      previous[kind] = mean[kind]!;
      previous[kinds + kind] = spread[kind]!;
    }
    converged = moved < TOLERANCE;
  }
  products = data.map((each, p) =>
    posterior(each, { mean, spread, pooled, variance: variances[p]! * inflations[p]! }),
  );
  const hyper = Array.from(members, (count, kind) => {
    if (pooled[kind]) {
      const standardError = Math.sqrt(meanVariance[kind]!);
      return { mean: mean[kind]!, standardError, spread: spread[kind]!, members: count };
    }
    return count === 0 ? null : plainMean(data, { products, kind, count });
  });
  return { products, hyper, iterations: iteration, converged };
}

function posterior(
  { gram, cross, moves, source }: WithinColumns,
  hyper: {
    mean: Float64Array;
    spread: Float64Array;
    pooled: readonly boolean[];
    variance: number;
  },
): ProductCoefficients {
  const k = source.columns;
  const columns = moves.flatMap((moving, j) => (moving ? [j] : []));
  const n = columns.length;
  const precision = new Float64Array(k);
  const a = new Float64Array(n * n);
  const b = new Float64Array(n);
  const scale = new Float64Array(n);
  columns.forEach((j, i) => {
    const kind = kindOf({ source } as WithinColumns, j);
    if (hyper.pooled[kind]) precision[j] = 1 / square(hyper.spread[kind]!);
    b[i] = cross[j]! / hyper.variance + precision[j]! * hyper.mean[kind]!;
    scale[i] = 1 / Math.sqrt(gram[j * k + j]! / hyper.variance + precision[j]!);
  });
  columns.forEach((j, i) => {
    columns.forEach((l, m) => {
      const value = gram[j * k + l]! / hyper.variance + (i === m ? precision[j]! : 0);
      a[i * n + m] = value * scale[i]! * scale[m]!;
    });
  });
  const inverse = invertFromCholesky(choleskyJittered(a, n).factor, n);
  const values = new Float64Array(k);
  const covariance = new Float64Array(k * k);
  columns.forEach((j, i) => {
    columns.forEach((l, m) => {
      const value = inverse[i * n + m]! * scale[i]! * scale[m]!;
      covariance[j * k + l] = value;
      values[j] = values[j]! + value * b[m]!;
    });
  });
  return { values, covariance, precision, variance: hyper.variance };
}

/** Squared residuals, and how many coefficients the data determined. */
function misfitOf(
  { gram, cross, square, source, moves }: WithinColumns,
  { values, covariance, precision }: ProductCoefficients,
): { misfit: number; known: number } {
  const k = source.columns;
  let misfit = square;
  let known = 0;
  for (let j = 0; j < k; j++) {
    let fitted = 0;
    for (let l = 0; l < k; l++) fitted += gram[j * k + l]! * values[l]!;
    misfit += values[j]! * (fitted - 2 * cross[j]!);
    if (moves[j]) known += 1 - Math.min(1, precision[j]! * covariance[j * k + j]!);
  }
  return { misfit: Math.max(0, misfit), known };
}

/** Noise is never quite 0: residuals of a perfect fit are rounding errors. */
const floorOf = ({ square, source }: WithinColumns, variance: number): number =>
  Math.max(variance, (1e-14 * square) / source.rows, 1e-28);

function eachOf(
  data: readonly WithinColumns[],
  kind: ColumnKind,
  visit: (product: number, column: number) => void,
): void {
  data.forEach((each, p) => {
    each.moves.forEach((moves, j) => {
      if (moves && kindOf(each, j) === kind) visit(p, j);
    });
  });
}

/** Mean of coefficients that were not pooled, and how they spread around it. */
function plainMean(
  data: readonly WithinColumns[],
  {
    products,
    kind,
    count,
  }: { products: readonly ProductCoefficients[]; kind: ColumnKind; count: number },
): Hyper {
  let mean = 0;
  let variance = 0;
  let squares = 0;
  eachOf(data, kind, (p, j) => {
    mean += products[p]!.values[j]! / count;
    variance += products[p]!.covariance[j * (data[p]!.source.columns + 1)]! / square(count);
  });
  eachOf(data, kind, (p, j) => {
    squares += square(products[p]!.values[j]! - mean);
  });
  const spread = count > 1 ? Math.sqrt(squares / (count - 1)) : 0;
  return { mean, standardError: Math.sqrt(variance), spread, members: count };
}

import { exp, log } from "../../math/index.js";

/** What the covariances of a mixture's components may be; tied ones are the same for all components. */
export type CovarianceFamily =
  | "tied-spherical"
  | "spherical"
  | "tied-diagonal"
  | "diagonal"
  | "tied"
  | "full";

/** Components of normal density, and a uniform density of rows that belong to none. */
export interface GaussianMixture {
  readonly family: CovarianceFamily;
  readonly columns: number;
  readonly weights: Float64Array;
  /** Row-major, components × columns. */
  readonly means: Float64Array;
  /** Row-major: components × columns × columns where `isFull`, else the variances, components × columns. */
  readonly covariances: Float64Array;
  /** What whitens a deviation: inverses of Cholesky factors (lower), or 1 / standard deviation. */
  readonly roots: Float64Array;
  /** Log of weight times density at the mean. */
  readonly peaks: Float64Array;
  readonly noise: UniformNoise | null;
}

/** Rows scattered over the range of the data. */
export interface UniformNoise {
  readonly weight: number;
  readonly logDensity: number;
}

/** How far covariances are held away from singular ones. */
export interface Regularisation {
  /** Least variance of each column. */
  readonly floors: Float64Array;
  /** Variance of each column over all rows. */
  readonly variances: Float64Array;
}

/** Log densities so far below the best count as nothing. */
export const NEGLIGIBLE = 40;

export const hasFullCovariance = (family: CovarianceFamily): boolean =>
  family === "full" || family === "tied";

/** Free parameters, for the Bayesian information criterion. */
export function countParameters(
  family: CovarianceFamily,
  { k, columns, noise }: { k: number; columns: number; noise: boolean },
): number {
  const full = (columns * (columns + 1)) / 2;
  const covariance = {
    "tied-spherical": 1,
    spherical: k,
    "tied-diagonal": columns,
    diagonal: k * columns,
    tied: full,
    full: k * full,
  }[family];
  return k - 1 + k * columns + covariance + (noise ? 1 : 0);
}

/**
 * Log of weight × density of every component at one row, last that of the noise where there is one.
 *
 * @param out - components (+ 1 with noise) values
 * @returns log of their sum
 */
export function logDensities(
  mixture: GaussianMixture,
  values: Float64Array,
  at: number,
  out: Float64Array,
): number {
  const { peaks, noise } = mixture;
  const full = hasFullCovariance(mixture.family);
  let most = -Infinity;
  for (let c = 0; c < peaks.length; c++) {
    const value = peaks[c]! - 0.5 * squaredDistance(mixture, c, values, at, full);
    out[c] = value;
    if (value > most) most = value;
  }
  if (noise !== null) {
    out[peaks.length] = log(noise.weight) + noise.logDensity;
    most = Math.max(most, out[peaks.length]!);
  }
  let total = 0;
  for (let c = 0; c < peaks.length + (noise === null ? 0 : 1); c++) {
    const below = out[c]! - most;
    if (below > -NEGLIGIBLE) total += exp(below);
  }
  return most + log(total);
}

const scratch = new Float64Array(4096);

/** Squared Mahalanobis distance of a row to a component. */
export function squaredDistance(
  { columns, means, roots }: GaussianMixture,
  c: number,
  values: Float64Array,
  at: number,
  full: boolean,
  limit = Infinity,
): number {
  const mean = c * columns;
  let total = 0;
  if (!full) {
    for (let j = 0; j < columns; j++) {
      const z = (values[at + j]! - means[mean + j]!) * roots[mean + j]!;
      total += z * z;
    }
    return total;
  }
  const base = mean * columns;
  for (let a = 0; a < columns; a++) {
    scratch[a] = values[at + a]! - means[mean + a]!;
    let z = 0;
    for (let b = 0, from = base + a * columns; b <= a; b++) z += roots[from + b]! * scratch[b]!;
    total += z * z;
    if (total > limit) return total;
  }
  return total;
}

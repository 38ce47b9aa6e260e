import { cholesky, log } from "../../math/index.js";
import {
  type CovarianceFamily,
  type GaussianMixture,
  hasFullCovariance,
  type Regularisation,
} from "./gaussian-mixture.js";

const LOG_TWO_PI = 1.8378770664093453;

/** Weighted moments of rows around the means of the step before. */
export interface Moments {
  readonly counts: Float64Array;
  /** Sum of weight × deviation, components × columns. */
  readonly first: Float64Array;
  /** Sum of weight × deviation × deviation; its lower triangle where the family needs it, else the diagonal. */
  readonly second: Float64Array;
  readonly noise: number;
  readonly logLikelihood: number;
}

/** The mixture that the moments of weighted rows make likeliest, held away from singular covariances. */
export function maximise(
  { counts, first, second, noise }: Moments,
  before: GaussianMixture,
  { floors, variances }: Regularisation,
): GaussianMixture {
  const { family, columns } = before;
  const k = counts.length;
  const full = hasFullCovariance(family);
  const size = full ? columns * columns : columns;
  const means = before.means.slice();
  let total = noise;
  for (let c = 0; c < k; c++) total += counts[c]!;
  // Scatter around the new means, in place.
  for (let c = 0; c < k; c++) {
    const count = Math.max(counts[c]!, 1e-9);
    for (let a = 0; a < columns; a++) {
      const shift = first[c * columns + a]!;
      means[c * columns + a]! += shift / count;
      if (!full) second[c * size + a]! -= (shift * shift) / count;
      else {
        for (let b = 0; b <= a; b++) {
          second[c * size + a * columns + b]! -= (shift * first[c * columns + b]!) / count;
        }
      }
    }
  }
  const covariances = spread(second, { family, counts, columns, size });
  for (let c = 0; c < k; c++) {
    // One row's worth of a round component: what a component of few rows falls back to.
    const few = family === "full" || family === "diagonal" || family === "spherical";
    const weight = few ? 1 / (counts[c]! + 1) : 0;
    for (let a = 0; a < columns; a++) {
      const round = variances[a]! / (1 + 8 * k);
      if (full) {
        for (let b = 0; b < a; b++) {
          const value = covariances[c * size + a * columns + b]! * (1 - weight);
          covariances[c * size + a * columns + b] = value;
          covariances[c * size + b * columns + a] = value;
        }
      }
      const at = full ? c * size + a * columns + a : c * size + a;
      covariances[at] = Math.max(0, covariances[at]!) * (1 - weight) + weight * round + floors[a]!;
    }
  }
  const weights = counts.map((count) => Math.max(count, 1e-9) / total);
  return {
    family,
    columns,
    weights,
    means,
    covariances,
    ...whiten(covariances, { weights, columns, full }),
    noise:
      before.noise === null ? null : { ...before.noise, weight: Math.max(noise, 1e-6) / total },
  };
}

/** Covariances that the family allows, from scatter matrices. */
function spread(
  scatter: Float64Array,
  {
    family,
    counts,
    columns,
    size,
  }: { family: CovarianceFamily; counts: Float64Array; columns: number; size: number },
): Float64Array {
  const k = counts.length;
  const covariances = new Float64Array(k * size);
  const tied = family.startsWith("tied");
  let rows = 0;
  const pooled = new Float64Array(size);
  for (let c = 0; c < k; c++) {
    rows += counts[c]!;
    const count = Math.max(counts[c]!, 1e-9);
    for (let a = 0; a < size; a++) {
      pooled[a]! += scatter[c * size + a]!;
      covariances[c * size + a] = scatter[c * size + a]! / count;
    }
  }
  for (let c = 0; c < k; c++) {
    if (tied) for (let a = 0; a < size; a++) covariances[c * size + a] = pooled[a]! / rows;
    if (family === "spherical" || family === "tied-spherical") {
      let mean = 0;
      for (let a = 0; a < columns; a++) mean += covariances[c * size + a]!;
      covariances.fill(mean / columns, c * size, (c + 1) * size);
    }
  }
  return covariances;
}

/** What whitens deviations, and the log of weight times density at each mean. */
export function whiten(
  covariances: Float64Array,
  { weights, columns, full }: { weights: Float64Array; columns: number; full: boolean },
): { roots: Float64Array; peaks: Float64Array } {
  const k = weights.length;
  const peaks = new Float64Array(k);
  if (!full) {
    const roots = covariances.map((variance) => 1 / Math.sqrt(variance));
    for (let c = 0; c < k; c++) {
      let logRoot = 0;
      for (let j = 0; j < columns; j++) logRoot += log(roots[c * columns + j]!);
      peaks[c] = log(weights[c]!) + logRoot - 0.5 * columns * LOG_TWO_PI;
    }
    return { roots, peaks };
  }
  const size = columns * columns;
  const roots = new Float64Array(k * size);
  for (let c = 0; c < k; c++) {
    const factor = cholesky(covariances.subarray(c * size, (c + 1) * size), columns);
    let logRoot = 0;
    // Forward substitution on unit vectors: the inverse of a lower triangle is one.
    for (let b = 0; b < columns; b++) {
      for (let a = b; a < columns; a++) {
        let value = a === b ? 1 : 0;
        for (let m = b; m < a; m++)
          value -= factor[a * columns + m]! * roots[c * size + m * columns + b]!;
        roots[c * size + a * columns + b] = value / factor[a * columns + a]!;
      }
      logRoot += log(roots[c * size + b * columns + b]!);
    }
    peaks[c] = log(weights[c]!) + logRoot - 0.5 * columns * LOG_TWO_PI;
  }
  return { roots, peaks };
}

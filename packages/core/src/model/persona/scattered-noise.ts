import { log } from "../../math/index.js";
import { type MixtureFit, runMixture } from "./fit-mixture.js";
import type { GaussianMixture, Regularisation } from "./gaussian-mixture.js";
import type { Points } from "./points.js";

/** Share that scattered rows may have at first. */
const FIRST_SHARE = 0.05;
/** Share above which rows are no scatter but what the data are, and the gain that scatter must bring. */
const MOST_SHARE = 0.35;
const CLEARLY = 10;
/** Columns above which the box of the data says nothing of where scatter would lie: nearly all of it is empty corners. */
const MOST_COLUMNS = 8;
/** How many of the widest components may be scattered rows in truth. */
const MOST_WIDE = 2;

/**
 * The mixture with a uniform density for scattered rows, in place of none, one or two of its widest components, where that lowers
 * the criterion; else the mixture as it is.
 *
 * @see Fraley and Raftery, How many clusters? Which clustering method? Answers via model-based cluster analysis, The Computer
 * Journal 41 (1998)
 */
export function allowNoise(
  points: Points,
  fit: MixtureFit,
  {
    regularisation,
    tolerance,
    most,
  }: { regularisation: Regularisation; tolerance: number; most: number },
): MixtureFit {
  if (points.columns > MOST_COLUMNS) return fit;
  let best = fit;
  const logDensity = -logVolume(points);
  // Density at the mean over weight is lowest where a component is widest.
  const width = fit.mixture.peaks.map((peak, c) => peak - log(fit.mixture.weights[c]!));
  const byWidth = Array.from(width.keys()).sort((a, b) => width[a]! - width[b]! || a - b);
  for (let drop = 0; drop <= Math.min(MOST_WIDE, fit.k - 1); drop++) {
    const kept = byWidth.slice(drop).sort((a, b) => a - b);
    const start = withNoise(fit.mixture, kept, logDensity);
    const found = runMixture(points, start, { regularisation, tolerance, most });
    const share = found.mixture.noise?.weight ?? 0;
    if (share <= MOST_SHARE && found.bic < best.bic && found.bic < fit.bic - CLEARLY) best = found;
  }
  return best;
}

function withNoise(
  mixture: GaussianMixture,
  kept: readonly number[],
  logDensity: number,
): GaussianMixture {
  const part = (block: Float64Array) => {
    const size = block.length / mixture.weights.length;
    const out = new Float64Array(kept.length * size);
    kept.forEach((c, i) => {
      out.set(block.subarray(c * size, (c + 1) * size), i * size);
    });
    return out;
  };
  return {
    ...mixture,
    weights: part(mixture.weights),
    means: part(mixture.means),
    covariances: part(mixture.covariances),
    roots: part(mixture.roots),
    peaks: part(mixture.peaks),
    noise: { weight: FIRST_SHARE, logDensity },
  };
}

/** Log volume of the box of the data. */
function logVolume({ values, columns }: Points): number {
  let total = 0;
  for (let j = 0; j < columns; j++) {
    let low = Infinity;
    let high = -Infinity;
    for (let i = j; i < values.length; i += columns) {
      low = Math.min(low, values[i]!);
      high = Math.max(high, values[i]!);
    }
    total += log(Math.max(1e-300, high - low));
  }
  return total;
}

/** Criterion of one uniform density over the box of the data. */
export function bicOfUniform(points: Points): number {
  return 2 * points.rows * logVolume(points) + 2 * points.columns * log(points.rows);
}

import { chiSquaredQuantile, log } from "../../math/index.js";
import { hardMixture } from "./choose-by-k-means.js";
import type { Grouping } from "./choose-grouping.js";
import { type MixtureFit, regularise, runMixture } from "./fit-mixture.js";
import { type GaussianMixture, hasFullCovariance } from "./gaussian-mixture.js";
import { kMeans } from "./k-means.js";
import type { PersonaComponent } from "./persona-model.js";
import type { AssignmentRule } from "./place.js";
import type { Points } from "./points.js";

const LAST = { tolerance: 1e-7, most: 300 };

/** The chosen grouping, carried over all rows. */
export function finish(
  points: Points,
  { fit, method, k }: Grouping,
  { seed, restarts }: { seed: number; restarts: number },
): MixtureFit & { inertia: number | null } {
  if (method === "kmeans") {
    const found = kMeans(points, { k, seed, restarts });
    const hard = hardMixture(points, found.labels, found.k);
    const { converged, iterations, inertia } = found;
    // Equal weights: a customer belongs to the nearest centre, however many others do.
    return { ...hard, mixture: equalWeights(hard.mixture), converged, iterations, inertia };
  }
  const regularisation = regularise(points);
  return { ...runMixture(points, fit.mixture, { regularisation, ...LAST }), inertia: null };
}

function equalWeights(mixture: GaussianMixture): GaussianMixture {
  const k = mixture.weights.length;
  const peaks = mixture.peaks.map((peak, c) => peak - log(mixture.weights[c]!) - log(k));
  return { ...mixture, weights: mixture.weights.map(() => 1 / k), peaks };
}

/** Components as plain data. */
export function componentsOf(
  { weights, means, roots, peaks, columns, family }: GaussianMixture,
  personaOf: readonly string[],
): PersonaComponent[] {
  return Array.from(weights, (weight, c) => {
    const whitening: number[] = [];
    if (!hasFullCovariance(family)) {
      for (let j = 0; j < columns; j++) whitening.push(roots[c * columns + j]!);
    } else {
      for (let a = 0; a < columns; a++) {
        for (let b = 0; b <= a; b++) whitening.push(roots[(c * columns + a) * columns + b]!);
      }
    }
    return {
      persona: personaOf[c]!,
      weight,
      mean: [...means.subarray(c * columns, (c + 1) * columns)],
      whitening,
      logPeak: peaks[c]!,
    };
  });
}

/** Probability beyond the threshold for a customer of a persona: one false outlier in twenty fits, at most one in a thousand customers. */
const OUTLIERS_PER_FIT = 0.05;
const MOST_OUTLIERS = 0.001;

/**
 * Distance beyond which a customer is like none: a χ² quantile, wider where the data are wider than normal.
 *
 * @param squares - squared distance of each row to its nearest component
 */
export function outlierRule(squares: Float64Array, columns: number): AssignmentRule["outlier"] {
  const tail = Math.min(MOST_OUTLIERS, OUTLIERS_PER_FIT / squares.length);
  const sorted = squares.slice().sort();
  const high = sorted[Math.floor(0.95 * (sorted.length - 1))]!;
  const inflation = Math.max(1, high / chiSquaredQuantile(0.95, columns));
  const squaredDistance = inflation * chiSquaredQuantile(1 - tail, columns);
  return { tail, inflation, squaredDistance };
}

import { exp, log } from "../../math/index.js";
import {
  type CovarianceFamily,
  type GaussianMixture,
  hasFullCovariance,
  NEGLIGIBLE,
  type Regularisation,
  squaredDistance,
  type UniformNoise,
} from "./gaussian-mixture.js";
import { type Moments, maximise } from "./maximise.js";
import type { Points } from "./points.js";

/** One step of expectation and maximisation. */
export function expectMaximise(
  points: Points,
  mixture: GaussianMixture,
  regularisation: Regularisation,
  hints: Int32Array,
): { logLikelihood: number; next: GaussianMixture } {
  const moments = expect(points, mixture, hints);
  return { logLikelihood: moments.logLikelihood, next: maximise(moments, mixture, regularisation) };
}

/** The mixture of groups of rows; label -1 is noise. */
export function mixtureOfLabels(
  points: Points,
  labels: ArrayLike<number>,
  {
    k,
    family,
    regularisation,
    noise,
  }: {
    k: number;
    family: CovarianceFamily;
    regularisation: Regularisation;
    noise: UniformNoise | null;
  },
): GaussianMixture {
  const { values, rows, columns } = points;
  const means = new Float64Array(k * columns);
  const moments = emptyMoments(k, columns, hasFullCovariance(family));
  let scattered = 0;
  for (let i = 0; i < rows; i++) {
    const c = labels[i]!;
    if (c < 0) {
      scattered++;
      continue;
    }
    moments.counts[c]! += 1;
    for (let j = 0; j < columns; j++) means[c * columns + j]! += values[i * columns + j]!;
  }
  for (let c = 0; c < k; c++) {
    for (let j = 0; j < columns; j++) means[c * columns + j]! /= Math.max(1, moments.counts[c]!);
  }
  const deviation = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    const c = labels[i]!;
    if (c < 0) continue;
    for (let j = 0; j < columns; j++) {
      deviation[j] = values[i * columns + j]! - means[c * columns + j]!;
    }
    addSecond(moments.second, c, deviation, { weight: 1, full: hasFullCovariance(family) });
  }
  const empty = new Float64Array(0);
  const start = { family, columns, weights: empty, means, covariances: empty, roots: empty };
  return maximise(
    { ...moments, noise: scattered, logLikelihood: 0 },
    { ...start, peaks: empty, noise },
    regularisation,
  );
}

function expect(points: Points, mixture: GaussianMixture, hints: Int32Array): Moments {
  const { values, rows, columns } = points;
  const { means, peaks, noise } = mixture;
  const k = peaks.length;
  const full = hasFullCovariance(mixture.family);
  const moments = emptyMoments(k, columns, full);
  const { counts, first, second } = moments;
  const parts = new Float64Array(k);
  const deviation = new Float64Array(columns);
  const scattered = noise === null ? -Infinity : log(noise.weight) + noise.logDensity;
  let noiseCount = 0;
  let logLikelihood = 0;
  for (let i = 0; i < rows; i++) {
    const at = i * columns;
    const hint = hints[i]!;
    let most = scattered;
    if (hint < k) {
      most = Math.max(most, peaks[hint]! - 0.5 * squaredDistance(mixture, hint, values, at, full));
    }
    let label = hint;
    for (let c = 0; c < k; c++) {
      const limit = 2 * (peaks[c]! - most + NEGLIGIBLE);
      const value =
        limit > 0
          ? peaks[c]! - 0.5 * squaredDistance(mixture, c, values, at, full, limit)
          : -Infinity;
      parts[c] = value;
      if (value > most) {
        most = value;
        label = c;
      }
    }
    hints[i] = label;
    let total = 0;
    for (let c = 0; c < k; c++) {
      const below = parts[c]! - most;
      if (below > -NEGLIGIBLE) {
        const density = exp(below);
        parts[c] = density;
        total += density;
      } else parts[c] = 0;
    }
    let outside = 0;
    if (noise !== null && scattered - most > -NEGLIGIBLE) {
      outside = exp(scattered - most);
      total += outside;
    }
    logLikelihood += most + log(total);
    noiseCount += outside / total;
    for (let c = 0; c < k; c++) {
      const weight = parts[c]! / total;
      if (weight < 1e-10) continue;
      counts[c]! += weight;
      for (let j = 0; j < columns; j++) {
        const d = values[at + j]! - means[c * columns + j]!;
        deviation[j] = d;
        first[c * columns + j]! += weight * d;
      }
      addSecond(second, c, deviation, { weight, full });
    }
  }
  return { counts, first, second, noise: noiseCount, logLikelihood };
}

function emptyMoments(k: number, columns: number, full: boolean): Moments {
  return {
    counts: new Float64Array(k),
    first: new Float64Array(k * columns),
    second: new Float64Array(k * columns * (full ? columns : 1)),
    noise: 0,
    logLikelihood: 0,
  };
}

function addSecond(
  second: Float64Array,
  c: number,
  deviation: Float64Array,
  { weight, full }: { weight: number; full: boolean },
): void {
  const columns = deviation.length;
  if (!full) {
    for (let j = 0; j < columns; j++) {
      second[c * columns + j]! += weight * deviation[j]! * deviation[j]!;
    }
    return;
  }
  for (let a = 0; a < columns; a++) {
    const scaled = weight * deviation[a]!;
    const from = (c * columns + a) * columns;
    for (let b = 0; b <= a; b++) second[from + b]! += scaled * deviation[b]!;
  }
}

import { cholesky, exp, log } from "../../math/index.js";
import { type GaussianMixture, hasFullCovariance } from "./gaussian-mixture.js";
import type { Points } from "./points.js";
import { type Landscape, placeOnWay } from "./valley.js";

/** Fitted valleys outside this range of depth stand as they are. */
const DOUBTFUL = { from: 0.1, to: 0.95 };
/** Columns above which neighbours are too far away to tell a local density. */
const MOST_COLUMNS = 5;
/** Neighbours that a local density is taken from: a share of the smaller component, within limits. */
const NEIGHBOURS = { share: 0.1, least: 5, most: 30 };

/**
 * Corrects doubtful valleys by the data: a mixture of few components waves where the data are flat, so the fitted ratio is
 * averaged (on the log scale) with that of local densities, which are taken from nearest neighbours.
 *
 * @see Loftsgaarden and Quesenberry, A nonparametric estimate of a multivariate density function, Annals of Mathematical
 * Statistics 36 (1965)
 */
export function countValleys(
  points: Points,
  { mixture }: { mixture: GaussianMixture },
  { peaks, saddles, lowest }: Landscape,
): Landscape {
  const k = peaks.length;
  if (points.columns > MOST_COLUMNS) return { peaks, saddles, lowest };
  const corrected = saddles.slice();
  for (let a = 0; a < k; a++) {
    for (let b = 0; b < a; b++) {
      const lower = Math.min(peaks[a]!, peaks[b]!);
      const depth = saddles[a * k + b]! - lower;
      const ratio = exp(Math.max(-100, depth));
      if (ratio < DOUBTFUL.from || ratio > DOUBTFUL.to) continue;
      const counted = localRatio(points, mixture, { a, b, share: lowest[a * k + b]! });
      corrected[a * k + b] = lower + Math.min(0, (depth + counted) / 2);
      corrected[b * k + a] = corrected[a * k + b]!;
    }
  }
  return { peaks, saddles: corrected, lowest };
}

/** Log of the local density in the valley over that at the lower of the two means. */
function localRatio(
  points: Points,
  mixture: GaussianMixture,
  { a, b, share }: { a: number; b: number; share: number },
): number {
  const { columns, weights } = mixture;
  const smaller = Math.min(weights[a]!, weights[b]!) * points.rows;
  const k = Math.round(
    Math.min(NEIGHBOURS.most, Math.max(NEIGHBOURS.least, NEIGHBOURS.share * smaller)),
  );
  const factor = pooledFactor(mixture, a, b);
  const radius = (at: Float64Array) => radiusOf(points, { at, factor, k });
  const mean = (c: number) => mixture.means.slice(c * columns, (c + 1) * columns);
  const peak = Math.max(radius(mean(a)), radius(mean(b)));
  const valley = radius(placeOnWay(mixture, { a, b, share }));
  if (!(valley > 0) || !(peak > 0)) return 0;
  return Math.min(0, columns * (log(peak) - log(valley)));
}

/** Cholesky factor of the sum of two components' covariances. */
function pooledFactor(
  { columns, covariances, family }: GaussianMixture,
  a: number,
  b: number,
): Float64Array {
  const sum = new Float64Array(columns * columns);
  const full = hasFullCovariance(family);
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j < columns; j++) {
      if (full) {
        const at = i * columns + j;
        const size = columns * columns;
        sum[at] = covariances[a * size + at]! + covariances[b * size + at]!;
      } else if (i === j) {
        sum[i * columns + i] = covariances[a * columns + i]! + covariances[b * columns + i]!;
      }
    }
  }
  return cholesky(sum, columns);
}

/** Distance from a place to its k-th nearest row. */
function radiusOf(
  { values, rows, columns }: Points,
  { at, factor, k }: { at: Float64Array; factor: Float64Array; k: number },
): number {
  const squares = new Float64Array(rows);
  const z = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    let total = 0;
    for (let a = 0; a < columns; a++) {
      let value = values[i * columns + a]! - at[a]!;
      for (let b = 0; b < a; b++) value -= factor[a * columns + b]! * z[b]!;
      z[a] = value / factor[a * columns + a]!;
      total += z[a]! * z[a]!;
    }
    squares[i] = total;
  }
  squares.sort();
  return Math.sqrt(squares[Math.min(rows, k) - 1]!);
}

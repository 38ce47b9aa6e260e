import { cholesky, exp, solveCholesky } from "../../math/index.js";
import {
  type GaussianMixture,
  hasFullCovariance,
  logDensities,
  squaredDistance,
} from "./gaussian-mixture.js";

/** Points looked at on the way from one component to another. */
const STEPS = 12;
/** Columns above which the way is a straight line: the ridge would need an inverse at each step. */
const RIDGE_COLUMNS = 12;
/** Components farther apart than this, in their own standard deviations, have nothing between them. */
const APART = 16;

/** How components of a mixture hang together. */
export interface Landscape {
  /** Log density of the whole mixture (without noise) at each component's mean. */
  readonly peaks: Float64Array;
  /** Row-major, k × k: lowest log density on the way between two components. */
  readonly saddles: Float64Array;
  /** Row-major, k × k: where on the way that point lies, as share of the way from the later component to the earlier. */
  readonly lowest: Float64Array;
}

/**
 * Log density of a mixture at its components' means and at the lowest point of the ways between them.
 *
 * @remarks The way is the ridge line of the two components, on which every mode of their sum lies.
 * @see Ray and Lindsay, The topography of multivariate normal mixtures, Annals of Statistics 33 (2005)
 */
export function landscape(whole: GaussianMixture): Landscape {
  const mixture = { ...whole, noise: null };
  const k = mixture.weights.length;
  const { columns, means } = mixture;
  const out = new Float64Array(k);
  const peaks = new Float64Array(k);
  for (let c = 0; c < k; c++) peaks[c] = logDensities(mixture, means, c * columns, out);
  const saddles = new Float64Array(k * k).fill(-Infinity);
  const lowest = new Float64Array(k * k).fill(0.5);
  const full = hasFullCovariance(mixture.family);
  for (let a = 0; a < k; a++) {
    for (let b = 0; b < a; b++) {
      const near = Math.min(
        squaredDistance(mixture, a, means, b * columns, full),
        squaredDistance(mixture, b, means, a * columns, full),
      );
      if (near > APART * APART) continue;
      let saddle = Infinity;
      for (let step = 1; step < STEPS; step++) {
        const density = logDensities(
          mixture,
          placeOnWay(mixture, { a, b, share: step / STEPS }),
          0,
          out,
        );
        if (density >= saddle) continue;
        saddle = density;
        lowest[a * k + b] = step / STEPS;
      }
      // The means themselves are ends of the way.
      saddle = Math.min(saddle, peaks[a]!, peaks[b]!);
      saddles[a * k + b] = saddle;
      saddles[b * k + a] = saddle;
    }
  }
  return { peaks, saddles, lowest };
}

/** A place on the ridge line of two components (above 12 columns of the straight line), at a share of the way from a to b. */
export function placeOnWay(
  { means, covariances, columns, family }: GaussianMixture,
  { a, b, share }: { a: number; b: number; share: number },
): Float64Array {
  if (family === "full" && columns <= RIDGE_COLUMNS) {
    const size = columns * columns;
    const matrix = new Float64Array(size);
    // [(1 - s) A⁻¹ + s B⁻¹]⁻¹ [(1 - s) A⁻¹ a + s B⁻¹ b] without inverses: a + s A [(1 - s) B + s A]⁻¹ (b - a).
    for (let i = 0; i < size; i++) {
      matrix[i] = (1 - share) * covariances[b * size + i]! + share * covariances[a * size + i]!;
    }
    const gap = Float64Array.from(
      { length: columns },
      (_, j) => means[b * columns + j]! - means[a * columns + j]!,
    );
    const solved = solveCholesky(cholesky(matrix, columns), columns, gap);
    return gap.map((_, i) => {
      let total = 0;
      for (let j = 0; j < columns; j++)
        total += covariances[a * size + i * columns + j]! * solved[j]!;
      return means[a * columns + i]! + share * total;
    });
  }
  const own = family === "diagonal" || family === "spherical";
  return Float64Array.from({ length: columns }, (_, j) => {
    const p = own ? (1 - share) / covariances[a * columns + j]! : 1 - share;
    const q = own ? share / covariances[b * columns + j]! : share;
    return (p * means[a * columns + j]! + q * means[b * columns + j]!) / (p + q);
  });
}

/** One step of the joining of components: after it, `groups` are left. */
export interface Joining {
  readonly groups: number;
  /** Density in the valley as share of the lower of the two peaks that it parts: 1 = no valley. */
  readonly ratio: number;
  /** Group of each component after the step, 0 … groups - 1 by first component. */
  readonly groupOf: readonly number[];
}

/**
 * Joins components into groups, the shallowest valley first, until one is left.
 *
 * @returns one step for each number of groups from k down to 1; the first has ratio 0
 */
export function joinComponents({ peaks, saddles }: Landscape): Joining[] {
  const k = peaks.length;
  const group = Array.from({ length: k }, (_, c) => c);
  const height = [...peaks];
  const between = saddles.slice();
  const alive = new Set(group);
  const steps: Joining[] = [{ groups: k, ratio: 0, groupOf: [...group] }];
  while (alive.size > 1) {
    let best = -Infinity;
    let pair: [number, number] = [0, 0];
    for (const a of alive) {
      for (const b of alive) {
        if (b >= a) continue;
        const depth = between[a * k + b]! - Math.min(height[a]!, height[b]!);
        if (depth > best || (best === -Infinity && pair[0] === pair[1])) {
          best = depth;
          pair = [a, b];
        }
      }
    }
    const [gone, kept] = pair;
    alive.delete(gone);
    height[kept] = Math.max(height[kept]!, height[gone]!);
    for (const other of alive) {
      const most = Math.max(between[kept * k + other]!, between[gone * k + other]!);
      between[kept * k + other] = most;
      between[other * k + kept] = most;
    }
    for (let c = 0; c < k; c++) if (group[c] === gone) group[c] = kept;
    const names = [...new Set(group)];
    steps.push({
      groups: alive.size,
      ratio: best === -Infinity ? 0 : Math.min(1, exp(best)),
      groupOf: group.map((name) => names.indexOf(name)),
    });
  }
  return steps;
}

import { type Points, squared } from "./points.js";

/** Where Lloyd's steps ended. */
export interface Partition {
  /** Row-major, k × columns: means of their rows. */
  readonly centres: Float64Array;
  readonly labels: Int32Array;
  /** Sum of squared distances to the own centre. */
  readonly inertia: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/** Share of a distance by which bounds are loosened, far above their rounding error. */
const SLACK = 1e-12;

/**
 * Lloyd's steps from given centres until no row changes its centre, with bounds on distances that spare most of them.
 *
 * @param start - row-major, k × columns; it is not changed
 * @remarks A centre that loses all its rows moves to the row that is farthest from its own.
 * @see Hamerly, Making k-means even faster, SIAM International Conference on Data Mining (2010)
 */
export function lloyd(
  points: Points,
  start: Float64Array,
  { most = 300 }: { most?: number } = {},
): Partition {
  const { values, rows, columns } = points;
  const k = start.length / columns;
  const centres = start.slice();
  const labels = new Int32Array(rows);
  const upper = new Float64Array(rows);
  const lower = new Float64Array(rows);
  const sums = new Float64Array(k * columns);
  const counts = new Float64Array(k);
  const moved = new Float64Array(k);
  const half = new Float64Array(k);
  assignAll(points, centres, { labels, upper, lower, sums, counts });
  let iterations = 0;
  let converged = false;
  while (iterations < most) {
    iterations++;
    refill(points, { labels, upper, lower, sums, counts, centres });
    const far = moveCentres(centres, { sums, counts, moved, columns });
    if (far.first === 0) {
      converged = true;
      break;
    }
    halfGaps(centres, half, columns);
    for (let i = 0; i < rows; i++) {
      const own = labels[i]!;
      const high = upper[i]! + moved[own]!;
      const low = lower[i]! - (own === far.label ? far.second : far.first);
      lower[i] = low;
      const bound = low > half[own]! ? low : half[own]!;
      if (high < bound) {
        upper[i] = high;
        continue;
      }
      const at = i * columns;
      const exact = Math.sqrt(distance(values, at, centres, own * columns, columns));
      if (exact * (1 + SLACK) < bound) {
        upper[i] = exact * (1 + SLACK);
        continue;
      }
      let best = Infinity;
      let second = Infinity;
      let label = 0;
      for (let c = 0, base = 0; c < k; c++, base += columns) {
        const d = distance(values, at, centres, base, columns);
        if (d < best) {
          second = best;
          best = d;
          label = c;
        } else if (d < second) second = d;
      }
      upper[i] = Math.sqrt(best) * (1 + SLACK);
      lower[i] = Math.sqrt(second) * (1 - SLACK);
      if (label === own) continue;
      labels[i] = label;
      counts[own]! -= 1;
      counts[label]! += 1;
      for (let j = 0; j < columns; j++) {
        const value = values[at + j]!;
        sums[own * columns + j]! -= value;
        sums[label * columns + j]! += value;
      }
    }
  }
  return { labels, iterations, converged, ...recentre(points, labels, k) };
}

/** Centres as plain means of their rows, free of the drift of running sums, and what is left around them. */
export function recentre(
  { values, rows, columns }: Points,
  labels: Int32Array,
  k: number,
): { centres: Float64Array; inertia: number } {
  const centres = new Float64Array(k * columns);
  const counts = new Float64Array(k);
  for (let i = 0, at = 0; i < rows; i++) {
    const base = labels[i]! * columns;
    counts[labels[i]!]! += 1;
    for (let j = 0; j < columns; j++, at++) centres[base + j]! += values[at]!;
  }
  for (let c = 0; c < k; c++) {
    for (let j = 0; j < columns; j++) centres[c * columns + j]! /= Math.max(1, counts[c]!);
  }
  let inertia = 0;
  for (let i = 0; i < rows; i++) {
    inertia += distance(values, i * columns, centres, labels[i]! * columns, columns);
  }
  return { centres, inertia };
}

/** Squared distance of two rows. */
export function distance(
  a: Float64Array,
  fromA: number,
  b: Float64Array,
  fromB: number,
  columns: number,
): number {
  let total = 0;
  for (let j = 0; j < columns; j++) {
    const difference = a[fromA + j]! - b[fromB + j]!;
    total += difference * difference;
  }
  return total;
}

interface Bounds {
  readonly labels: Int32Array;
  readonly upper: Float64Array;
  readonly lower: Float64Array;
  readonly sums: Float64Array;
  readonly counts: Float64Array;
}

/** Nearest and second nearest centre of every row. */
function assignAll(
  { values, rows, columns }: Points,
  centres: Float64Array,
  { labels, upper, lower, sums, counts }: Bounds,
): void {
  const k = counts.length;
  for (let i = 0, at = 0; i < rows; i++, at += columns) {
    let best = Infinity;
    let second = Infinity;
    let label = 0;
    for (let c = 0, base = 0; c < k; c++, base += columns) {
      const d = distance(values, at, centres, base, columns);
      if (d < best) {
        second = best;
        best = d;
        label = c;
      } else if (d < second) second = d;
    }
    labels[i] = label;
    upper[i] = Math.sqrt(best) * (1 + SLACK);
    lower[i] = Math.sqrt(second) * (1 - SLACK);
    counts[label]! += 1;
    for (let j = 0; j < columns; j++) sums[label * columns + j]! += values[at + j]!;
  }
}

/** Gives each centre without rows the row that is farthest from its own centre. */
function refill(
  { values, rows, columns }: Points,
  { labels, upper, lower, sums, counts, centres }: Bounds & { centres: Float64Array },
): void {
  for (let c = 0; c < counts.length; c++) {
    if (counts[c]! > 0) continue;
    let farthest = -1;
    let most = 0;
    for (let i = 0; i < rows; i++) {
      const own = labels[i]!;
      if (counts[own]! < 2) continue;
      const d = distance(values, i * columns, centres, own * columns, columns);
      if (d > most) {
        most = d;
        farthest = i;
      }
    }
    if (farthest < 0) return;
    const own = labels[farthest]!;
    labels[farthest] = c;
    counts[own]! -= 1;
    counts[c] = 1;
    for (let j = 0; j < columns; j++) {
      const value = values[farthest * columns + j]!;
      sums[own * columns + j]! -= value;
      sums[c * columns + j] = value;
      centres[c * columns + j] = value;
    }
    // The bounds of other rows know nothing of a centre that jumps: look at all of them again.
    lower.fill(0);
    upper.fill(Infinity);
    upper[farthest] = 0;
  }
}

/** Puts centres on the means of their rows; how far the farthest and the second farthest moved. */
function moveCentres(
  centres: Float64Array,
  {
    sums,
    counts,
    moved,
    columns,
  }: { sums: Float64Array; counts: Float64Array; moved: Float64Array; columns: number },
): { first: number; second: number; label: number } {
  let first = 0;
  let second = 0;
  let label = -1;
  for (let c = 0; c < counts.length; c++) {
    let square = 0;
    if (counts[c]! > 0) {
      for (let at = c * columns; at < (c + 1) * columns; at++) {
        const value = sums[at]! / counts[c]!;
        square += squared(value - centres[at]!);
        centres[at] = value;
      }
    }
    const far = Math.sqrt(square) * (1 + SLACK);
    moved[c] = far;
    if (far > first) {
      second = first;
      first = far;
      label = c;
    } else if (far > second) second = far;
  }
  return { first, second, label };
}

/** Half the distance of each centre to the nearest other one. */
function halfGaps(centres: Float64Array, half: Float64Array, columns: number): void {
  for (let c = 0; c < half.length; c++) {
    let least = Infinity;
    for (let other = 0; other < half.length; other++) {
      if (other === c) continue;
      const d = distance(centres, c * columns, centres, other * columns, columns);
      if (d < least) least = d;
    }
    half[c] = (Math.sqrt(least) / 2) * (1 - SLACK);
  }
}

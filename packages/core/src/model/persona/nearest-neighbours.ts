import { columnVariances, type Points, takeRows } from "./points.js";

/** The nearest other rows of every row. */
export interface Neighbours {
  /** Row-major, rows × count: positions of the nearest other rows, nearest first. */
  readonly nearest: Int32Array;
  /** Row-major, rows × count: their distances. */
  readonly distances: Float64Array;
  readonly count: number;
}

/**
 * Nearest other rows by Euclidean distance; `count` is at most rows - 1.
 *
 * @remarks Rows are gone through by their widest column, outwards from each, until that column alone is too far away.
 */
export function nearestNeighbours(points: Points, { count }: { count: number }): Neighbours {
  const { values, rows, columns } = points;
  const variances = columnVariances(points);
  let widest = 0;
  for (let j = 1; j < columns; j++) if (variances[j]! > variances[widest]!) widest = j;
  const order = Array.from({ length: rows }, (_, i) => i).sort(
    (a, b) => values[a * columns + widest]! - values[b * columns + widest]! || a - b,
  );
  const sorted = takeRows(points, order).values;
  const nearest = new Int32Array(rows * count);
  const distances = new Float64Array(rows * count).fill(Infinity);
  for (let at = 0; at < rows; at++) {
    const from = order[at]! * count;
    const last = from + count - 1;
    const own = sorted[at * columns + widest]!;
    let below = at - 1;
    let above = at + 1;
    while (below >= 0 || above < rows) {
      const gapBelow = below < 0 ? Infinity : own - sorted[below * columns + widest]!;
      const gapAbove = above >= rows ? Infinity : sorted[above * columns + widest]! - own;
      const gap = Math.min(gapBelow, gapAbove);
      const limit = distances[last]!;
      if (gap * gap >= limit) break;
      const other = gapBelow <= gapAbove ? below-- : above++;
      let square = 0;
      for (let j = 0; j < columns && square < limit; j++) {
        const apart = sorted[at * columns + j]! - sorted[other * columns + j]!;
        square += apart * apart;
      }
      if (square >= limit) continue;
      let place = last;
      for (; place > from && distances[place - 1]! > square; place--) {
        distances[place] = distances[place - 1]!;
        nearest[place] = nearest[place - 1]!;
      }
      distances[place] = square;
      nearest[place] = order[other]!;
    }
  }
  for (let at = 0; at < distances.length; at++) distances[at] = Math.sqrt(distances[at]!);
  return { nearest, distances, count };
}

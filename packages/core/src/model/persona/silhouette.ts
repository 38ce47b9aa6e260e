import { purposeId, uniformSource } from "../../math/index.js";
import { distance } from "./lloyd.js";
import { type Points, sampleRows } from "./points.js";

const SAMPLE = purposeId("silhouette sample");
const MOST_ROWS = 500;

/**
 * Mean silhouette of a grouping, on at most 500 drawn rows: how much nearer rows are to their own group than to the next.
 *
 * @param labels - group of each row; below 0 = none, left out
 * @returns -1 to 1; null with fewer than two groups
 * @see Rousseeuw, Silhouettes: a graphical aid to the interpretation and validation of cluster analysis, JCAM 20 (1987)
 */
export function silhouette(
  points: Points,
  labels: ArrayLike<number>,
  { k }: { k: number },
): number | null {
  const { values, columns } = points;
  const drawn = sampleRows(uniformSource(0, 0, SAMPLE), points.rows, MOST_ROWS);
  const rows = drawn.filter((i) => labels[i]! >= 0);
  const counts = new Float64Array(k);
  for (const i of rows) counts[labels[i]!]! += 1;
  if (counts.filter((count) => count > 0).length < 2) return null;
  const sums = new Float64Array(k);
  let total = 0;
  for (const i of rows) {
    const own = labels[i]!;
    if (counts[own]! < 2) continue;
    sums.fill(0);
    for (const other of rows) {
      sums[labels[other]!]! += Math.sqrt(
        distance(values, i * columns, values, other * columns, columns),
      );
    }
    const inside = sums[own]! / (counts[own]! - 1);
    let outside = Infinity;
    for (let c = 0; c < k; c++) {
      if (c !== own && counts[c]! > 0) outside = Math.min(outside, sums[c]! / counts[c]!);
    }
    const most = Math.max(inside, outside);
    if (most > 0) total += (outside - inside) / most;
  }
  return total / rows.length;
}

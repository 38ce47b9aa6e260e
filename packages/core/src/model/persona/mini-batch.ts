import { purposeId, uniform } from "../../math/index.js";
import { distance, lloyd, type Partition, recentre } from "./lloyd.js";
import type { Points } from "./points.js";

const BATCH = purposeId("mini-batch");
const BATCH_ROWS = 8192;
const BATCHES = 100;
/** Whole passes after the batches, so that labels and centres belong together. */
const PASSES = 4;

/**
 * Moves centres by batches of drawn rows, each centre by the inverse of how many rows it has seen, then finishes with a few whole passes.
 *
 * @see Sculley, Web-scale k-means clustering, WWW (2010)
 */
export function miniBatch(
  points: Points,
  start: Float64Array,
  { seed = 0 }: { seed?: number } = {},
): Partition {
  const { values, rows, columns } = points;
  const k = start.length / columns;
  const centres = start.slice();
  const seen = new Float64Array(k).fill(BATCH_ROWS / k);
  for (let batch = 0; batch < BATCHES; batch++) {
    for (let i = 0; i < BATCH_ROWS; i++) {
      const at = Math.floor(uniform(seed, batch, i, BATCH) * rows) * columns;
      let label = 0;
      let best = Infinity;
      for (let c = 0; c < k; c++) {
        const d = distance(values, at, centres, c * columns, columns);
        if (d < best) {
          best = d;
          label = c;
        }
      }
      seen[label]! += 1;
      const step = 1 / seen[label]!;
      for (let j = 0; j < columns; j++) {
        const to = label * columns + j;
        centres[to]! += step * (values[at + j]! - centres[to]!);
      }
    }
  }
  const end = lloyd(points, centres, { most: PASSES });
  return { ...end, ...recentre(points, end.labels, k) };
}

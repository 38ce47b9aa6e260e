import { purposeId, uniform } from "../../math/index.js";
import { distance, lloyd, type Partition } from "./lloyd.js";
import type { Points } from "./points.js";

const SWAP = purposeId("k-means swap");
/** Distances that swaps may cost in all, roughly; large fits rely on their restarts. */
const BUDGET = 3e6;
/** Steps that a swap gets before it must have paid off. */
const STEPS = 300;

/**
 * Takes away the centre that is missed least and puts one on a drawn row that is served badly; keeps what lowers the inertia.
 *
 * @see Fränti, Efficiency of random swap clustering, Journal of Big Data 5 (2018)
 */
export function improveBySwaps(
  points: Points,
  start: Partition,
  { seed, most }: { seed: number; most: number },
): Partition {
  const k = start.centres.length / points.columns;
  const tries = Math.min(most, Math.floor(BUDGET / (points.rows * k)));
  if (k < 2 || !(start.inertia > 0)) return start;
  let best = start;
  let order = dispensable(points, best);
  for (let attempt = 0, failed = 0; attempt < tries; attempt++) {
    const centres = best.centres.slice();
    const row = drawFar(points, best, uniform(seed, attempt, 0, SWAP));
    const removed = order[Math.min(order.length - 1, failed % 3)]!;
    centres.set(
      points.values.subarray(row * points.columns, (row + 1) * points.columns),
      removed * points.columns,
    );
    const found = lloyd(points, centres, { most: STEPS });
    failed++;
    if (found.inertia < best.inertia * (1 - 1e-9)) {
      best = found;
      order = dispensable(points, best);
      failed = 0;
    }
  }
  return best;
}

/** Centres by what the rows would lose if they went to their second nearest, least first. */
function dispensable({ values, rows, columns }: Points, { centres, labels }: Partition): number[] {
  const k = centres.length / columns;
  const loss = new Float64Array(k);
  for (let i = 0; i < rows; i++) {
    const own = labels[i]!;
    let second = Infinity;
    for (let c = 0; c < k; c++) {
      if (c === own) continue;
      const d = distance(values, i * columns, centres, c * columns, columns);
      if (d < second) second = d;
    }
    loss[own]! += second - distance(values, i * columns, centres, own * columns, columns);
  }
  return Array.from(loss.keys()).sort((a, b) => loss[a]! - loss[b]! || a - b);
}

/** A row drawn by its squared distance to its centre. */
function drawFar({ values, rows, columns }: Points, best: Partition, u: number): number {
  let left = u * best.inertia;
  for (let i = 0; i < rows; i++) {
    left -= distance(values, i * columns, best.centres, best.labels[i]! * columns, columns);
    if (left <= 0) return i;
  }
  return rows - 1;
}

import { CoreError } from "../../error.js";
import { purposeId, uniformSource } from "../../math/index.js";
import { distance, lloyd, type Partition } from "./lloyd.js";
import { miniBatch } from "./mini-batch.js";
import { type Points, sampleRows, takeRows } from "./points.js";
import { improveBySwaps } from "./swap.js";

/** Rows in k groups of least squared distance. */
export interface KMeansFit extends Partition {
  /** Fewer than asked for where there are fewer different rows. */
  readonly k: number;
}

const SEEDING = purposeId("k-means seeding");
const SAMPLING = purposeId("k-means sample");

/** Rows from which restarts first compete on a sample, and its size at least. */
const SAMPLE = 10_000;
/** How many different optima of the sample are carried on over all rows. */
const CARRIED_ON = 3;
/** Rows from which all rows are walked in batches instead of at every step. */
const BATCHES_FROM = 200_000;

/**
 * Groups rows so that the squared distances to the means of their groups are least: k-means++ seeding, restarts, Lloyd's steps
 * with bounds, then swaps of single centres where rows are few enough.
 *
 * @remarks From 20,000 rows on, restarts compete on one sample of at least 10,000; the three best of its different optima
 * are carried on over all rows, above 200,000 rows in batches.
 * @param points - finite, in comparable units
 * @param options.restarts - 10 unless told
 * @param options.swaps - how many swaps of a centre are tried at most; 60 unless told, fewer where rows are many
 * @throws CoreError `too_few_rows` without rows, `out_of_range` for k
 * @see Arthur and Vassilvitskii, k-means++: the advantages of careful seeding, SODA (2007)
 */
export function kMeans(
  points: Points,
  {
    k,
    seed = 0,
    restarts = 10,
    swaps = 60,
  }: { k: number; seed?: number; restarts?: number; swaps?: number },
): KMeansFit {
  if (points.rows === 0 || points.columns === 0) {
    throw new CoreError("too_few_rows", `found ${points.rows} rows of ${points.columns} columns`);
  }
  if (!Number.isInteger(k) || k < 1 || !(restarts >= 1)) {
    throw new CoreError("out_of_range", `k ${k} with ${restarts} restarts, expected 1 or more`);
  }
  const size = Math.max(SAMPLE, 200 * k);
  if (points.rows >= 2 * size) return fitLarge(points, { k, seed, restarts, size });
  let best: Partition | null = null;
  for (let restart = 0; restart < restarts && (best === null || k > 1); restart++) {
    const start = seedCentres(points, k, uniformSource(seed, restart, SEEDING));
    const found = lloyd(points, start);
    if (best === null || found.inertia < best.inertia) best = found;
  }
  const improved = improveBySwaps(points, best!, { seed, most: swaps });
  return { ...improved, k: improved.centres.length / points.columns };
}

/** Restarts compete on a sample; the best different optima are carried on over all rows. */
function fitLarge(
  points: Points,
  { k, seed, restarts, size }: { k: number; seed: number; restarts: number; size: number },
): KMeansFit {
  const chosen = sampleRows(uniformSource(seed, 0, SAMPLING), points.rows, size);
  const sample = takeRows(points, chosen);
  const found: Partition[] = [];
  for (let restart = 0; restart < restarts && (k > 1 || restart === 0); restart++) {
    const start = seedCentres(sample, k, uniformSource(seed, restart, SEEDING));
    const one = lloyd(sample, start);
    if (!found.some(({ inertia }) => Math.abs(inertia - one.inertia) <= 1e-6 * inertia)) {
      found.push(one);
    }
  }
  found.sort((a, b) => a.inertia - b.inertia);
  const finish = points.rows > BATCHES_FROM ? miniBatch : lloyd;
  let best: Partition | null = null;
  for (const { centres } of found.slice(0, CARRIED_ON)) {
    const full = finish(points, centres, { seed });
    if (best === null || full.inertia < best.inertia) best = full;
  }
  return { ...best!, k: best!.centres.length / points.columns };
}

/** Centres drawn from the rows, each with a probability that grows with the squared distance to those before (k-means++). */
export function seedCentres(points: Points, k: number, next: () => number): Float64Array {
  const { values, rows, columns } = points;
  const centres = new Float64Array(k * columns);
  const near = new Float64Array(rows).fill(Infinity);
  let row = Math.floor(next() * rows);
  for (let c = 0; c < k; c++) {
    centres.set(values.subarray(row * columns, (row + 1) * columns), c * columns);
    let total = 0;
    for (let i = 0; i < rows; i++) {
      const d = distance(values, i * columns, centres, c * columns, columns);
      if (d < near[i]!) near[i] = d;
      total += near[i]!;
    }
    // All rows are centres already: there are no more different ones.
    if (!(total > 0)) return centres.slice(0, (c + 1) * columns);
    row = pick(near, next() * total);
  }
  return centres;
}

/** The row at which the running sum of weights passes `target`. */
function pick(weights: Float64Array, target: number): number {
  let sum = 0;
  let last = 0;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i]! === 0) continue;
    sum += weights[i]!;
    last = i;
    if (sum >= target) return i;
  }
  return last;
}

/** Estimates are at most this far from the exact quantile, as a share of it. */
const RELATIVE_ERROR = 0.01;
const GAMMA = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR);
const LOG_GAMMA = Math.log(GAMMA);
/** Of what is faster, and slower, only that is known: 1 µs and 17 minutes. */
const LOWEST = indexOf(1e-3);
const HIGHEST = indexOf(1e6);
/** Numbers of the first and the last bucket. */
export const LATENCY_BUCKETS = { lowest: LOWEST, highest: HIGHEST } as const;

/**
 * Counts of latencies in buckets whose bounds grow by a constant factor. Sketches add up exactly, bucket by bucket, and
 * every quantile of the sum is within 1 % of the exact one.
 *
 * @see Masson, Rim and Lee, DDSketch: a fast and fully-mergeable quantile sketch with relative-error guarantees, VLDB 2019
 */
export type LatencySketch = Readonly<Record<string, number>>;

/** Number of the bucket of a latency. */
export function latencyBucket(milliseconds: number): number {
  if (!(milliseconds > 1e-3)) return LOWEST;
  return Math.min(HIGHEST, indexOf(milliseconds));
}

/**
 * A quantile of what was counted, in ms; null when nothing was.
 *
 * @param q - 0–1; the smallest latency that at least this share does not exceed
 */
export function latencyQuantile(sketch: LatencySketch, q: number): number | null {
  const buckets = Object.entries(sketch)
    .map(([index, count]) => ({ index: Number(index), count }))
    .sort((a, b) => a.index - b.index);
  const total = buckets.reduce((sum, { count }) => sum + count, 0);
  let left = Math.max(1, Math.ceil(q * total));
  for (const { index, count } of buckets) {
    left -= count;
    if (left <= 0) return (2 * GAMMA ** index) / (GAMMA + 1);
  }
  return null;
}

/** Adds counts to a sketch in place. */
export function addLatency(sum: Record<string, number>, more: LatencySketch): void {
  for (const [index, count] of Object.entries(more)) sum[index] = (sum[index] ?? 0) + count;
}

function indexOf(milliseconds: number): number {
  return Math.ceil(Math.log(milliseconds) / LOG_GAMMA);
}

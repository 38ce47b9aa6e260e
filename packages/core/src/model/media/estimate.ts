import { quantileSorted } from "../../math/index.js";
import type { MediaEstimate } from "./media-model.js";

/** Share of the draws nearest to 0 that a shortest interval may begin in to count as beginning at 0. */
const AT_ZERO = 0.01;

/**
 * Mean, spread and interval of draws.
 *
 * The interval has equal tails. Where the value cannot be below 0 and its shortest interval begins there, it is that interval:
 * equal tails would keep 0 out of the interval of something that may well be 0.
 *
 * @see Chen and Shao, Monte Carlo estimation of Bayesian credible and HPD intervals, JCGS 8 (1999)
 */
export function estimateOf(
  draws: Float64Array,
  { level, nonNegative = false }: { level: number; nonNegative?: boolean },
): MediaEstimate {
  const n = draws.length;
  let total = 0;
  for (let i = 0; i < n; i++) total += draws[i]!;
  const value = total / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (draws[i]! - value) * (draws[i]! - value);
  const sorted = draws.slice().sort();
  const tail = (1 - level) / 2;
  const standardError = Math.sqrt(squares / Math.max(1, n - 1));
  if (nonNegative && startOfShortest(sorted, level) < AT_ZERO * n) {
    return { value, standardError, lower: 0, upper: quantileSorted(sorted, level) };
  }
  const lower = quantileSorted(sorted, tail);
  return { value, standardError, lower, upper: quantileSorted(sorted, 1 - tail) };
}

function startOfShortest(sorted: Float64Array, level: number): number {
  const n = sorted.length;
  const inside = Math.min(n - 1, Math.ceil(level * n));
  let best = 0;
  for (let i = 1; i + inside < n; i++) {
    if (sorted[i + inside]! - sorted[i]! < sorted[best + inside]! - sorted[best]!) best = i;
  }
  return best;
}

import type { ChoiceDesign } from "./design.js";
import { logitShares } from "./logit-sums.js";

/** First derivative of a log-likelihood by the smoothing of the loyalty state, and its expected information. */
export interface SmoothingScore {
  score: number;
  information: number;
}

/**
 * Adds weight × the score of some occasions by the smoothing.
 *
 * @param options.slope - derivative of each row's loyalty state by the smoothing, see `fillLoyalty`
 */
export function addSmoothingScore(
  design: ChoiceDesign,
  theta: Float64Array,
  { from, to, weight }: { from: number; to: number; weight: number },
  { slope, share, sums }: { slope: Float64Array; share: Float64Array; sums: SmoothingScore },
): void {
  const { rowStart, chosen, columns } = design;
  const worth = theta[columns - 1]!;
  for (let t = from; t < to; t++) {
    if (chosen[t]! < 0) continue;
    logitShares(design, t, theta, share);
    const start = rowStart[t]!;
    const size = rowStart[t + 1]! - start;
    let mean = 0;
    let square = 0;
    for (let i = 0; i < size; i++) {
      const value = worth * slope[start + i]!;
      mean += share[i]! * value;
      square += share[i]! * value * value;
    }
    sums.score += weight * (worth * slope[chosen[t]!]! - mean);
    sums.information += weight * (square - mean * mean);
  }
}

const LEAST = 0.01;
const MOST = 0.98;

/** The smoothing after a Newton step that is kept short, between 0.01 and 0.98. */
export function movedSmoothing(smoothing: number, { score, information }: SmoothingScore): number {
  // A weak pull to the middle keeps the smoothing defined where loyalty is worth nothing.
  const pulled = score - 4 * (smoothing - 0.7);
  const step = pulled / (information + 4);
  return heldSmoothing(smoothing + Math.min(0.1, Math.max(-0.1, step)));
}

export function heldSmoothing(smoothing: number): number {
  return Math.min(MOST, Math.max(LEAST, smoothing));
}

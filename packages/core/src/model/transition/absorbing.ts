import { betaQuantile, exp, log1p } from "../../math/index.js";
import type { TransitionModel } from "./transition-model.js";

/** Below this a state that was never left is taken to be one that cannot be left. */
const SURE = 0.05;

/**
 * States that were never left.
 *
 * Each is tested against the others: were it left as often as they are, it would have been left with probability
 * 1 - `pValue`. Below 0.05 it counts as absorbing.
 *
 * @param options.sums - transitions from each state
 * @param options.dispersion - what these are divided by, for sequences that differ
 */
export function absorbingStates(
  counts: Float64Array,
  {
    states,
    sums,
    dispersion,
    level,
  }: { states: readonly string[]; sums: Float64Array; dispersion: Float64Array; level: number },
): TransitionModel["absorbing"] {
  const n = states.length;
  let left = 0;
  let others = 0;
  const isLeft = states.map((_, i) => counts[i * n + i]! < sums[i]!);
  states.forEach((_, i) => {
    if (!isLeft[i]) return;
    others += sums[i]!;
    left += sums[i]! - counts[i * n + i]!;
  });
  return states.flatMap((state, i) => {
    const stays = sums[i]!;
    if (isLeft[i] || stays === 0) return [];
    const trials = stays / dispersion[i]!;
    const rate = others > 0 ? left / others : 0;
    const pValue = rate >= 1 ? 0 : exp(trials * log1p(-rate));
    return [
      {
        state,
        stays,
        leavesAtMost: betaQuantile(level, 1, trials),
        pValue,
        established: pValue < SURE,
      },
    ];
  });
}

import type { ChoiceDesign } from "./design.js";

/**
 * Fills the loyalty column: of each alternative the chooser's own earlier choices, smoothed exponentially.
 *
 * A state starts at `initial` and becomes smoothing × state + (1 − smoothing) × (1 for what was chosen, 0 for the others).
 *
 * @param options.initial - share of each alternative, what is believed of a chooser without history
 * @param options.slope - if given, receives the derivative of each row's state by the smoothing
 * @see Guadagni and Little, A logit model of brand choice calibrated on scanner data, Marketing Science 2 (1983)
 */
export function fillLoyalty(
  design: ChoiceDesign,
  { smoothing, initial, slope }: { smoothing: number; initial: Float64Array; slope?: Float64Array },
): void {
  const { choosers, chooserStart, rowStart, alternative, chosen, x, columns } = design;
  const last = columns - 1;
  const state = new Float64Array(initial.length);
  const change = new Float64Array(initial.length);
  for (let h = 0; h < choosers; h++) {
    state.set(initial);
    change.fill(0);
    for (let t = chooserStart[h]!; t < chooserStart[h + 1]!; t++) {
      for (let row = rowStart[t]!; row < rowStart[t + 1]!; row++) {
        x[row * columns + last] = state[alternative[row]!]!;
        if (slope !== undefined) slope[row] = change[alternative[row]!]!;
      }
      if (chosen[t]! < 0) continue;
      const taken = alternative[chosen[t]!]!;
      for (let j = 0; j < state.length; j++) {
        const now = j === taken ? 1 : 0;
        change[j] = state[j]! + smoothing * change[j]! - now;
        state[j] = smoothing * state[j]! + (1 - smoothing) * now;
      }
    }
  }
}

/** Share of each alternative among the known choices, one choice spread evenly over all of them. */
export function chosenShares({ chosen, alternative, frame }: ChoiceDesign): Float64Array {
  const count = frame.alternatives.length;
  const shares = new Float64Array(count).fill(1 / count);
  let total = 1;
  for (const row of chosen) {
    if (row < 0) continue;
    const j = alternative[row]!;
    shares[j] = shares[j]! + 1;
    total++;
  }
  for (let j = 0; j < count; j++) shares[j] = shares[j]! / total;
  return shares;
}

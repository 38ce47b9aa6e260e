import { exp, log } from "../../math/index.js";
import type { ChoiceDesign } from "./design.js";

/** Nest of each alternative, and how much alternatives of each nest differ: 1 as in plain logit, towards 0 the more alike. */
export interface Nests {
  readonly of: Int32Array;
  readonly dissimilarity: Float64Array;
}

/**
 * Choice probabilities of nested logit, into `share` at the rows' order.
 *
 * @see McFadden, Modelling the choice of residential location (1978); Train (2009), chapter 4
 */
export function nestedShares(
  { rowStart, constant, x, columns, alternative }: ChoiceDesign,
  t: number,
  { theta, nests }: { theta: Float64Array; nests: Nests },
  share: Float64Array,
): void {
  const from = rowStart[t]!;
  const size = rowStart[t + 1]! - from;
  const count = nests.dissimilarity.length;
  const top = new Float64Array(count).fill(-Infinity);
  const inclusive = new Float64Array(count);
  for (let i = 0; i < size; i++) {
    const row = from + i;
    const m = nests.of[alternative[row]!]!;
    let utility = constant[row]! < 0 ? 0 : theta[constant[row]!]!;
    for (let k = 0; k < columns; k++) utility += theta[k]! * x[row * columns + k]!;
    share[i] = utility / nests.dissimilarity[m]!;
    top[m] = Math.max(top[m]!, share[i]!);
  }
  for (let i = 0; i < size; i++) {
    const m = nests.of[alternative[from + i]!]!;
    share[i] = exp(share[i]! - top[m]!);
    inclusive[m] = inclusive[m]! + share[i]!;
  }
  let highest = -Infinity;
  const worth = new Float64Array(count);
  for (let m = 0; m < count; m++) {
    worth[m] =
      inclusive[m]! > 0 ? nests.dissimilarity[m]! * (top[m]! + log(inclusive[m]!)) : -Infinity;
    highest = Math.max(highest, worth[m]!);
  }
  let total = 0;
  for (let m = 0; m < count; m++) {
    worth[m] = exp(worth[m]! - highest);
    total += worth[m]!;
  }
  for (let i = 0; i < size; i++) {
    const m = nests.of[alternative[from + i]!]!;
    share[i] = (share[i]! / inclusive[m]!) * (worth[m]! / total);
  }
}

import { exp, log } from "./elementary.js";

/** log of the sum of e^x, without overflow; -Infinity for no values. */
export function logSumExp(values: ArrayLike<number>): number {
  const top = largest(values);
  if (top === -Infinity || top === Infinity || Number.isNaN(top)) return top;
  let total = 0;
  for (let i = 0; i < values.length; i++) total += exp(values[i]! - top);
  return top + log(total);
}

/**
 * Shares in proportion to e^x, without overflow.
 *
 * @param utilities - finite, or -Infinity for what cannot be chosen (not all of them)
 * @returns shares that sum to 1 within a few ulp, in the order of the utilities
 */
export function softmax(utilities: ArrayLike<number>): Float64Array {
  const shares = new Float64Array(utilities.length);
  const top = largest(utilities);
  let total = 0;
  for (let i = 0; i < shares.length; i++) {
    shares[i] = exp(utilities[i]! - top);
    total += shares[i]!;
  }
  for (let i = 0; i < shares.length; i++) shares[i] = shares[i]! / total;
  return shares;
}

function largest(values: ArrayLike<number>): number {
  let top = -Infinity;
  for (let i = 0; i < values.length; i++) top = Math.max(top, values[i]!);
  return top;
}

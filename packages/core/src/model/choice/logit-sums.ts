import { exp, log } from "../../math/index.js";
import type { ChoiceDesign } from "./design.js";

/** Which occasions are summed, and with what weight. */
export interface SumRange {
  readonly from: number;
  readonly to: number;
  readonly weight: number;
}

/** Room for the probabilities of one occasion and the means of its columns; make it once. */
export interface LogitRoom {
  readonly share: Float64Array;
  readonly mean: Float64Array;
}

export function logitRoom({ frame, columns }: ChoiceDesign): LogitRoom {
  return { share: new Float64Array(frame.alternatives.length), mean: new Float64Array(columns) };
}

/**
 * Choice probabilities of an occasion, into `share` at the rows' order.
 *
 * @returns log of the probability of what was chosen; 0 where it is not known
 */
export function logitShares(
  { rowStart, constant, chosen, x, columns }: ChoiceDesign,
  t: number,
  theta: Float64Array,
  share: Float64Array,
): number {
  const from = rowStart[t]!;
  const size = rowStart[t + 1]! - from;
  let top = -Infinity;
  for (let i = 0; i < size; i++) {
    const row = from + i;
    let utility = constant[row]! < 0 ? 0 : theta[constant[row]!]!;
    for (let k = 0; k < columns; k++) utility += theta[k]! * x[row * columns + k]!;
    share[i] = utility;
    if (utility > top) top = utility;
  }
  const mine = chosen[t]! < 0 ? 0 : share[chosen[t]! - from]! - top;
  let total = 0;
  for (let i = 0; i < size; i++) {
    const grown = exp(share[i]! - top);
    share[i] = grown;
    total += grown;
  }
  for (let i = 0; i < size; i++) share[i] = share[i]! / total;
  return chosen[t]! < 0 ? 0 : mine - log(total);
}

/**
 * Log-likelihood of multinomial logit over some occasions; adds its gradient and minus its Hessian to what is there.
 *
 * @param options.gradient - receives weight × the gradient
 * @param options.information - receives the lower triangle of weight × minus the Hessian, row-major, if given
 * @returns weight × log-likelihood
 * @see McFadden, Conditional logit analysis of qualitative choice behavior, Frontiers in Econometrics (1974)
 */
export function addLogitSums(
  design: ChoiceDesign,
  theta: Float64Array,
  { from, to, weight }: SumRange,
  {
    gradient,
    information,
    room: { share, mean },
  }: { gradient: Float64Array; information?: Float64Array | undefined; room: LogitRoom },
): number {
  const { rowStart, constant, chosen, x, columns, parameters } = design;
  let total = 0;
  for (let t = from; t < to; t++) {
    if (chosen[t]! < 0) continue;
    total += logitShares(design, t, theta, share);
    const start = rowStart[t]!;
    const size = rowStart[t + 1]! - start;
    mean.fill(0);
    for (let i = 0; i < size; i++) {
      const p = share[i]!;
      const at = (start + i) * columns;
      for (let k = 0; k < columns; k++) mean[k] = mean[k]! + p * x[at + k]!;
      const c = constant[start + i]!;
      if (c >= 0) gradient[c] = gradient[c]! - weight * p;
    }
    const taken = chosen[t]!;
    for (let k = 0; k < columns; k++) {
      gradient[k] = gradient[k]! + weight * (x[taken * columns + k]! - mean[k]!);
    }
    if (constant[taken]! >= 0) gradient[constant[taken]!] = gradient[constant[taken]!]! + weight;
    if (information === undefined) continue;
    for (let i = 0; i < size; i++) {
      const p = weight * share[i]!;
      const at = (start + i) * columns;
      for (let k = 0; k < columns; k++) {
        const scaled = p * (x[at + k]! - mean[k]!);
        const to = k * parameters;
        for (let l = 0; l <= k; l++) {
          information[to + l] = information[to + l]! + scaled * (x[at + l]! - mean[l]!);
        }
      }
      const c = constant[start + i]!;
      if (c < 0) continue;
      const to = c * parameters;
      for (let k = 0; k < columns; k++) {
        information[to + k] = information[to + k]! + p * (x[at + k]! - mean[k]!);
      }
      information[to + c] = information[to + c]! + p;
      for (let l = 0; l < size; l++) {
        const d = constant[start + l]!;
        if (d >= 0 && d <= c) information[to + d] = information[to + d]! - p * share[l]!;
      }
    }
  }
  return weight * total;
}

/** Totals are multiplied up to this before their logarithm is taken. */
const LARGE_PRODUCT = 1e200;

/**
 * Log-likelihood of some occasions at `theta[at …]`.
 *
 * @remarks The innermost loop of random coefficients: no probabilities, and one logarithm for many occasions.
 */
export function logitLikelihood(
  { rowStart, constant, chosen, x, columns }: ChoiceDesign,
  { thetas, at }: { thetas: Float64Array; at: number },
  { from, to }: { from: number; to: number },
  utilities: Float64Array,
): number {
  let total = 0;
  let product = 1;
  for (let t = from; t < to; t++) {
    const taken = chosen[t]!;
    if (taken < 0) continue;
    const start = rowStart[t]!;
    const size = rowStart[t + 1]! - start;
    let top = -Infinity;
    for (let i = 0; i < size; i++) {
      const c = constant[start + i]!;
      let utility = c < 0 ? 0 : thetas[at + c]!;
      const row = (start + i) * columns;
      for (let k = 0; k < columns; k++) utility += thetas[at + k]! * x[row + k]!;
      utilities[i] = utility;
      if (utility > top) top = utility;
    }
    let sum = 0;
    for (let i = 0; i < size; i++) sum += exp(utilities[i]! - top);
    total += utilities[taken - start]! - top;
    product *= sum;
    if (product > LARGE_PRODUCT) {
      total -= log(product);
      product = 1;
    }
  }
  return total - log(product);
}

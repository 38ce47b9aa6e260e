import { cholesky, exp, normalQuantile } from "../../math/index.js";

/** Where a random walk goes next. */
export interface Proposal {
  /** Writes a point near `from` into `to`. */
  readonly propose: (from: Float64Array, to: Float64Array, next: () => number) => void;
  /** Told where the chain is after each move of the warm-up. */
  readonly learn: (
    at: Float64Array,
    move: { sweep: number; accepted: boolean; fromPrior: boolean },
  ) => void;
}

const TARGET = 0.3;
/** Moves before the shape of what was visited is used. */
const FEW = 100;

/**
 * A random walk that learns step and shape while it warms up.
 *
 * @see Haario, Saksman and Tamminen, An adaptive Metropolis algorithm, Bernoulli 7 (2001)
 */
export function adaptiveProposal(size: number): Proposal {
  let factor = new Float64Array(size * size);
  for (let i = 0; i < size; i++) factor[i * size + i] = 0.7;
  let logStep = 0;
  let count = 0;
  const mean = new Float64Array(size);
  const product = new Float64Array(size * size);
  const z = new Float64Array(size);
  return {
    propose(from, to, next) {
      for (let i = 0; i < size; i++) z[i] = normalQuantile(next());
      const step = exp(logStep);
      for (let i = 0; i < size; i++) {
        let value = 0;
        for (let k = 0; k <= i; k++) value += factor[i * size + k]! * z[k]!;
        to[i] = from[i]! + step * value;
      }
    },
    learn(at, { sweep, accepted, fromPrior }) {
      if (!fromPrior) logStep += ((accepted ? 1 : 0) - TARGET) / Math.sqrt(sweep + 4);
      // The way from the start is forgotten.
      if (sweep < 50) return;
      count++;
      for (let i = 0; i < size; i++) z[i] = at[i]! - mean[i]!;
      for (let i = 0; i < size; i++) mean[i] = mean[i]! + z[i]! / count;
      for (let i = 0; i < size; i++) {
        for (let k = 0; k < size; k++) {
          product[i * size + k] = product[i * size + k]! + z[i]! * (at[k]! - mean[k]!);
        }
      }
      if (count < FEW || count % FEW !== 0) return;
      const covariance = product.map(
        (value, i) => value / (count - 1) + (i % (size + 1) === 0 ? 1e-3 : 0),
      );
      for (let i = 0; i < size; i++) {
        for (let k = 0; k < i; k++) covariance[k * size + i] = covariance[i * size + k]!;
      }
      factor = cholesky(covariance, size) as Float64Array<ArrayBuffer>;
    },
  };
}

import { choleskyJittered, exp, log, solveCholesky } from "../../math/index.js";
import { BELIEF_CHOOSERS, BELIEF_VARIANCE, type NormalState } from "./normal-state.js";
import { outerProducts } from "./standard-error.js";

/** Longest steps of a mean, in working units or standard deviations, and of the logarithm of a standard deviation. */
const LONGEST_MOVE = 0.5;
const LONGEST_GROWTH = 0.6;

/** What is believed of the variances, in logarithms, up to a constant. */
export function beliefOf({ mean, covariance }: NormalState): number {
  const p = mean.length;
  let total = 0;
  for (let i = 0; i < p; i++) {
    const variance = covariance[i * p + i]!;
    total -= (BELIEF_CHOOSERS / 2) * (log(variance) + BELIEF_VARIANCE / variance);
  }
  return total;
}

/**
 * A step of means and standard deviations between that of EM, which never fails but creeps where data tell little, and that of
 * Berndt, Hall, Hall and Hausman, which takes the curvature from the choosers' scores; correlations and personas go EM's way.
 *
 * @param options.scores - of choosers by each mean and each logarithm of a standard deviation, choosers × 2 parameters
 * @param options.caution - weight of EM's curvature, which is that of coefficients known without error
 * @see Berndt, Hall, Hall and Hausman, Estimation and inference in nonlinear structural models, Annals of Economic and Social Measurement 3 (1974)
 */
export function boldStep(
  from: NormalState,
  to: NormalState,
  { scores, caution, choosers }: { scores: Float64Array; caution: number; choosers: number },
): NormalState {
  const p = from.mean.length;
  const size = 2 * p;
  const information = outerProducts(scores, size);
  const gradient = new Float64Array(size);
  for (let at = 0; at < scores.length; at++)
    gradient[at % size] = gradient[at % size]! + scores[at]!;
  for (let i = 0; i < p; i++) {
    const variance = from.covariance[i * p + i]!;
    gradient[p + i] =
      gradient[p + i]! - BELIEF_CHOOSERS + (BELIEF_CHOOSERS * BELIEF_VARIANCE) / variance;
    information[i * size + i] = information[i * size + i]! + (caution * choosers) / variance;
    information[(p + i) * size + p + i] =
      information[(p + i) * size + p + i]! + 2 * caution * choosers + 2 * BELIEF_CHOOSERS;
  }
  const { factor } = choleskyJittered(information, size);
  const step = solveCholesky(factor, size, gradient);
  let length = 1;
  for (let i = 0; i < p; i++) {
    const longest = LONGEST_MOVE * Math.max(1, Math.sqrt(from.covariance[i * p + i]!));
    length = Math.min(length, longest / Math.max(1e-300, Math.abs(step[i]!)));
  }
  const mean = from.mean.map((value, i) => value + length * step[i]!);
  const factors = Float64Array.from({ length: p }, (_, i) => {
    const growth = Math.min(LONGEST_GROWTH, Math.max(-LONGEST_GROWTH, step[p + i]!));
    return Math.sqrt(from.covariance[i * p + i]! / to.covariance[i * p + i]!) * exp(growth);
  });
  const covariance = to.covariance.map(
    (value, at) => value * factors[Math.floor(at / p)]! * factors[at % p]!,
  );
  return { ...to, mean, covariance };
}

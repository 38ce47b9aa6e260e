import { digamma, log, logGamma } from "../../math/index.js";

/** Amounts of a customer ~ gamma(p, rate ν), ν ~ gamma(q, v): mean spend differs by customer, not over time. */
export interface GammaGamma {
  readonly p: number;
  readonly q: number;
  /** In money. */
  readonly v: number;
}

/** Customers with repeats of known amount. */
export interface SpendColumns {
  /** Number of amounts, x. */
  readonly amounts: Float64Array;
  /** Their mean, above 0. */
  readonly means: Float64Array;
}

/**
 * Log-likelihood of gamma-gamma and its derivatives by p, q and v.
 *
 * @see Fader and Hardie, The gamma-gamma model of monetary value (2013), equation 1a
 */
export function gammaGammaLogLikelihood(
  { amounts, means }: SpendColumns,
  parameters: Float64Array,
  slopes: Float64Array,
): number {
  const p = parameters[0]!;
  const q = parameters[1]!;
  const v = parameters[2]!;
  const lgQ = logGamma(q);
  const psiQ = digamma(q);
  const logV = log(v);
  let total = 0;
  slopes.fill(0);
  for (let i = 0; i < amounts.length; i++) {
    const x = amounts[i]!;
    const logSum = log(x * means[i]!);
    const n = p * x + q;
    const logRate = log(v + x * means[i]!);
    const psiN = digamma(n);
    total +=
      logGamma(n) -
      logGamma(p * x) -
      lgQ +
      q * logV +
      p * x * logSum -
      log(means[i]!) -
      n * logRate;
    slopes[0]! += x * (psiN - digamma(p * x) + logSum - logRate);
    slopes[1]! += psiN - psiQ + logV - logRate;
    slopes[2]! += q / v - n / (v + x * means[i]!);
  }
  return total;
}

/**
 * Expected mean amount of a customer, between the own mean and everybody's.
 *
 * @returns null where it is infinite (p x + q ≤ 1)
 * @see Fader and Hardie (2013), equation 5
 */
export function expectedAmount(
  { p, q, v }: GammaGamma,
  { amounts, mean }: { amounts: number; mean: number },
): number | null {
  const n = p * amounts + q - 1;
  return n > 0 ? (p * (v + amounts * mean)) / n : null;
}

import { CoreError } from "../error.js";
import { exp, log, log1p } from "./elementary.js";
import { deviance } from "./gamma.js";
import { stirlingCorrection } from "./log-gamma.js";
import { normalQuantile } from "./normal-quantile.js";

/** Where draws come from: each call gives the next number strictly between 0 and 1; see `uniformSource`. */
export type UniformSource = () => number;

const TWO_PI = 6.283185307179586;
/** Mean from which rejection is quicker than walking up from 0. */
const REJECTION_FROM = 10;

/**
 * Number of events at a given mean, exactly Poisson: by inversion below a mean of 10, else by
 * transformed rejection, at a cost that does not grow with the mean.
 *
 * @param mean - 0 to 1e12
 * @throws CoreError `out_of_range`
 * @see Hörmann, The transformed rejection method for generating Poisson random variables (1993), PTRS
 */
export function samplePoisson(next: UniformSource, mean: number): number {
  check(mean >= 0 && mean <= 1e12, `Poisson mean ${mean}`, "0 to 1e12");
  if (mean < REJECTION_FROM) return poissonByInversion(next, mean);
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  for (;;) {
    const u = next() - 0.5;
    const v = next();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= 0.9277 - 3.6224 / (b - 2)) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    const accept = log((v * inverseAlpha) / (a / (us * us) + b));
    if (accept <= logPoisson(k, mean)) return k;
  }
}

/**
 * Number of successes in independent trials, exactly binomial: by inversion where few are expected, else by
 * transformed rejection, at a cost that does not grow with the number of trials.
 *
 * @param trials - integer, 0 to 2^53 - 1
 * @param probability - of success, 0 to 1
 * @throws CoreError `out_of_range`
 * @see Hörmann, The generation of binomial random variates (1993), BTRS
 */
export function sampleBinomial(next: UniformSource, trials: number, probability: number): number {
  check(Number.isSafeInteger(trials) && trials >= 0, `${trials} trials`, "an integer from 0");
  check(probability >= 0 && probability <= 1, `probability ${probability}`, "0 to 1");
  if (probability > 0.5) return trials - binomialOfRare(next, trials, 1 - probability);
  return binomialOfRare(next, trials, probability);
}

/**
 * Gamma draw of scale 1.
 *
 * @param shape - above 0; a draw of a shape below 0.01 may be too small for a double and is then 0
 * @throws CoreError `out_of_range`
 */
export function sampleGamma(next: UniformSource, shape: number): number {
  return exp(sampleLogGamma(next, shape));
}

/**
 * Logarithm of a gamma draw of scale 1, which small shapes need; by Marsaglia and Tsang's exact rejection.
 *
 * @param shape - above 0
 * @throws CoreError `out_of_range`
 * @see Marsaglia and Tsang, A simple method for generating gamma variables, ACM TOMS 26 (2000)
 */
export function sampleLogGamma(next: UniformSource, shape: number): number {
  check(shape > 0 && shape < Infinity, `gamma shape ${shape}`, "above 0");
  if (shape < 1) return sampleLogGamma(next, shape + 1) + log(next()) / shape;
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normalQuantile(next());
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    const logV = log(v);
    if (log(next()) < 0.5 * x * x + d - d * v + d * logV) return log(d) + logV;
  }
}

/**
 * Beta draw, from two gamma draws.
 *
 * @param a - above 0
 * @param b - above 0
 * @returns 0 to 1
 * @throws CoreError `out_of_range`
 */
export function sampleBeta(next: UniformSource, a: number, b: number): number {
  const above = sampleLogGamma(next, a);
  const other = sampleLogGamma(next, b);
  return 1 / (1 + exp(other - above));
}

/**
 * Shares drawn from a Dirichlet distribution.
 *
 * @param weights - each above 0
 * @returns shares that sum to 1 within a few ulp
 * @throws CoreError `out_of_range`
 */
export function sampleDirichlet(next: UniformSource, weights: ArrayLike<number>): Float64Array {
  const shares = Float64Array.from(weights, (weight) => sampleLogGamma(next, weight));
  let top = -Infinity;
  for (const value of shares) top = Math.max(top, value);
  let total = 0;
  for (let i = 0; i < shares.length; i++) {
    shares[i] = exp(shares[i]! - top);
    total += shares[i]!;
  }
  return shares.map((value) => value / total);
}

/**
 * Counts of `trials` independent choices, by one conditional binomial for each alternative.
 *
 * @param trials - integer, 0 to 2^53 - 1
 * @param shares - each 0 or more, with a positive sum (which need not be 1)
 * @returns one count for each share; they sum to `trials`
 * @throws CoreError `out_of_range`
 */
export function sampleMultinomial(
  next: UniformSource,
  trials: number,
  shares: ArrayLike<number>,
): Float64Array {
  const counts = new Float64Array(shares.length);
  // What is left is summed from the end, so that the last alternative's probability is exactly 1.
  const left = new Float64Array(shares.length + 1);
  for (let i = shares.length - 1; i >= 0; i--) {
    check(shares[i]! >= 0 && shares[i]! < Infinity, `share ${shares[i]}`, "0 or more");
    left[i] = left[i + 1]! + shares[i]!;
  }
  check(left[0]! > 0, "shares that sum to 0", "a positive sum");
  let remaining = trials;
  for (let i = 0; i < counts.length && remaining > 0; i++) {
    if (left[i] === 0) break;
    counts[i] = sampleBinomial(next, remaining, shares[i]! / left[i]!);
    remaining -= counts[i]!;
  }
  return counts;
}

function poissonByInversion(next: UniformSource, mean: number): number {
  let rest = next();
  let probability = exp(-mean);
  let k = 0;
  while (rest > probability && k < 1000) {
    rest -= probability;
    k++;
    probability *= mean / k;
  }
  return k;
}

function binomialOfRare(next: UniformSource, trials: number, p: number): number {
  if (p === 0 || trials === 0) return 0;
  if (trials * p < REJECTION_FROM) return binomialByInversion(next, trials, p);
  const spread = Math.sqrt(trials * p * (1 - p));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const c = trials * p + 0.5;
  const vr = 0.92 - 4.2 / b;
  const alpha = (2.83 + 5.1 / b) * spread;
  const mode = Math.floor((trials + 1) * p);
  let atMode = Number.NaN;
  for (;;) {
    const u = next() - 0.5;
    const v = next();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + c);
    if (us >= 0.07 && v <= vr) return k;
    if (k < 0 || k > trials) continue;
    // Most draws are accepted above, without this.
    if (Number.isNaN(atMode)) atMode = logBinomial(mode, trials, p);
    const accept = log((v * alpha) / (a / (us * us) + b));
    if (accept <= logBinomial(k, trials, p) - atMode) return k;
  }
}

function binomialByInversion(next: UniformSource, trials: number, p: number): number {
  const odds = p / (1 - p);
  let rest = next();
  let probability = exp(trials * log1p(-p));
  let k = 0;
  while (rest > probability && k < trials) {
    rest -= probability;
    k++;
    probability *= (odds * (trials - k + 1)) / k;
  }
  return k;
}

// Loader's saddle-point form of both densities: right to 1e-15 even where the factorials are huge.

function logPoisson(k: number, mean: number): number {
  if (k === 0) return -mean;
  return -stirlingCorrection(k) - deviance(k, mean) - 0.5 * log(TWO_PI * k);
}

/** Logarithm of the binomial probability of k, without its factor that does not depend on k. */
function logBinomial(k: number, trials: number, p: number): number {
  const other = trials - k;
  if (k === 0 || other === 0) {
    const all = k === 0 ? trials * log1p(-p) : trials * log(p);
    return all - stirlingCorrection(trials) - 0.5 * log(trials / TWO_PI);
  }
  return (
    -stirlingCorrection(k) -
    stirlingCorrection(other) -
    deviance(k, trials * p) -
    deviance(other, trials * (1 - p)) -
    0.5 * log(k) -
    0.5 * log(other)
  );
}

function check(holds: boolean, found: string, expected: string): void {
  if (!holds) throw new CoreError("out_of_range", `${found}, expected ${expected}`);
}

import { CoreError } from "../error.js";
import { exp, log } from "./elementary.js";
import { logGamma, stirlingCorrection } from "./log-gamma.js";

const TWO_PI = 6.283185307179586;
const TINY = 1e-300;
const CONVERGED = 1e-16;
/** Below it the density is computed from log gamma; above, from Loader's saddle point, which loses nothing. */
const LARGE = 10;

/**
 * Regularised lower incomplete gamma function P(a, x): the gamma distribution's probability below x.
 *
 * @remarks Relative error below 1e-12 for a up to 1e6; the time grows with the square root of a.
 * @param a - shape, above 0
 * @param x - 0 or more
 * @throws CoreError `out_of_range`
 * @see Loader, Fast and accurate computation of binomial probabilities (2000), for the leading factor
 */
export function lowerGamma(a: number, x: number): number {
  check(a, x);
  return x < a + 1 ? lowerSeries(a, x) : 1 - upperFraction(a, x);
}

/**
 * Regularised upper incomplete gamma function Q(a, x) = 1 - P(a, x), without loss in the upper tail.
 *
 * @remarks Relative error below 1e-12 for a from 0.01 to 1e6.
 * @throws CoreError `out_of_range`
 */
export function upperGamma(a: number, x: number): number {
  check(a, x);
  return x < a + 1 ? 1 - lowerSeries(a, x) : upperFraction(a, x);
}

/** Poisson probability of `count` (any number above 0) at `mean`: mean^count e^-mean / gamma(count + 1). */
export function poissonDensity(count: number, mean: number): number {
  if (count < LARGE) return exp(count * log(mean) - mean - logGamma(count + 1));
  return exp(-stirlingCorrection(count) - deviance(count, mean)) / Math.sqrt(TWO_PI * count);
}

/** count log(count / mean) + mean - count, without cancellation where the two are close (Loader's bd0). */
export function deviance(count: number, mean: number): number {
  const difference = count - mean;
  if (Math.abs(difference) >= 0.1 * (count + mean)) return count * log(count / mean) - difference;
  const v = difference / (count + mean);
  const square = v * v;
  let term = 2 * count * v;
  let total = difference * v;
  for (let n = 3; n < 100; n += 2) {
    term *= square;
    const next = total + term / n;
    if (next === total) return total;
    total = next;
  }
  return total;
}

function lowerSeries(a: number, x: number): number {
  if (x === 0) return 0;
  let term = 1;
  let total = 1;
  for (let n = 1; term > total * CONVERGED; n++) {
    term *= x / (a + n);
    total += term;
  }
  return Math.min(1, poissonDensity(a, x) * total);
}

/** Legendre's continued fraction by Lentz's method. */
function upperFraction(a: number, x: number): number {
  if (x === Infinity) return 0;
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; ; n++) {
    const step = -n * (n - a);
    b += 2;
    d = 1 / nonZero(step * d + b);
    c = nonZero(b + step / c);
    const ratio = d * c;
    fraction *= ratio;
    if (Math.abs(ratio - 1) <= 2.3e-16) return Math.min(1, a * poissonDensity(a, x) * fraction);
  }
}

function nonZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

function check(a: number, x: number): void {
  if (!(a > 0 && a < Infinity && x >= 0)) {
    throw new CoreError(
      "out_of_range",
      `incomplete gamma at a = ${a}, x = ${x}, expected a > 0, x >= 0`,
    );
  }
}

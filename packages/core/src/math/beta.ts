import { CoreError } from "../error.js";
import { exp } from "./elementary.js";
import { deviance } from "./gamma.js";
import { logGamma, stirlingCorrection } from "./log-gamma.js";

const TWO_PI = 6.283185307179586;
const TINY = 1e-300;

/**
 * Regularised incomplete beta function I_x(a, b): the beta distribution's probability below x.
 *
 * @remarks Relative error below 1e-12 for a and b up to 1e4; the time grows with their square root.
 * @param x - 0 to 1
 * @param a - above 0
 * @param b - above 0
 * @throws CoreError `out_of_range`
 */
export function regularisedBeta(x: number, a: number, b: number): number {
  if (!(x >= 0 && x <= 1)) throw new CoreError("out_of_range", `x = ${x}, expected 0 to 1`);
  return betaBelow(x, 1 - x, a, b);
}

/**
 * I_x(a, b) where 1 - x is known better than it can be computed.
 *
 * @param x - 0 to 1
 * @param y - 1 - x
 * @throws CoreError `out_of_range`
 */
export function betaBelow(x: number, y: number, a: number, b: number): number {
  if (!(a > 0 && b > 0 && a < Infinity && b < Infinity)) {
    throw new CoreError(
      "out_of_range",
      `beta distribution with a = ${a}, b = ${b}, expected above 0`,
    );
  }
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - below(y, x, b, a);
  return below(x, y, a, b);
}

/** Logarithm of the beta function B(a, b); a and b above 0. */
export function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** Leading factor by Loader's saddle point, times the continued fraction by Lentz's method. */
function below(x: number, y: number, a: number, b: number): number {
  const n = a + b;
  const exponent =
    stirlingCorrection(n) -
    stirlingCorrection(a) -
    stirlingCorrection(b) -
    deviance(a, n * x) -
    deviance(b, n * y);
  const factor = exp(exponent) * Math.sqrt(b / (TWO_PI * n * a));
  return Math.min(1, factor * continuedFraction(x, a, b));
}

function continuedFraction(x: number, a: number, b: number): number {
  const n = a + b;
  let c = 1;
  let d = 1 / nonZero(1 - (n * x) / (a + 1));
  let fraction = d;
  for (let m = 1; ; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (n + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    const ratio = d * c;
    fraction *= ratio;
    if (Math.abs(ratio - 1) <= 2.3e-16) return fraction;
  }
}

function nonZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

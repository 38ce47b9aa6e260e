import { log } from "./logarithm.js";
import { polynomial } from "./polynomial.js";

/** log gamma(x) / ((x - 1)(x - 2)) in powers of x - 2, 1.5 <= x <= 2.5; made by test/math/special-coefficients.py. */
const RATIO = [
  0.42278433509846713, -0.10031730167435392, 0.032965000621155864, -0.012384192193371297,
  0.00499864116469194, -0.0021081308339532027, 0.0009153769225258352, -0.0004057073976405256,
  0.00018255263198029055, -8.309512288139664e-5, 3.816899450869808e-5, -1.7661727092640293e-5,
  8.221243547899526e-6, -3.846868630984396e-6, 1.813340925941714e-6, -8.554745925302383e-7,
  3.863844148542206e-7, -1.8333634733806836e-7, 1.2211977636940668e-7, -5.832930129320894e-8,
];
/** Stirling's series in powers of 1 / x², from Bernoulli numbers. */
const STIRLING = [
  1 / 12,
  -1 / 360,
  1 / 1260,
  -1 / 1680,
  1 / 1188,
  -691 / 360360,
  1 / 156,
  -3617 / 122400,
];
const HALF_LOG_TWO_PI = 0.9189385332046728;
const LARGE = 10;

/**
 * Natural logarithm of the gamma function, relative error below 1e-14 (also around its zeros 1 and 2).
 *
 * @param x - above 0
 * @returns Infinity at 0; NaN below 0
 */
export function logGamma(x: number): number {
  if (!(x > 0)) return x === 0 ? Infinity : NaN;
  if (x >= LARGE) {
    if (x > 1e300) return x * (log(x) - 1);
    return (x - 0.5) * (log(x) - 1) + (HALF_LOG_TWO_PI - 0.5) + stirlingCorrection(x);
  }
  if (x < 0.5) return around2(x + 2) - log(x * (1 + x));
  if (x < 1.5) return around2From1(x);
  let product = 1;
  let rest = x;
  while (rest > 2.5) {
    rest -= 1;
    product *= rest;
  }
  return product === 1 ? around2(rest) : around2(rest) + log(product);
}

/**
 * log gamma(x) - ((x - 1/2) log x - x + log(2 pi) / 2): what Stirling's formula lacks.
 *
 * @param x - above 0
 */
export function stirlingCorrection(x: number): number {
  if (x >= LARGE) return polynomial(STIRLING, 1 / (x * x)) / x;
  return logGamma(x) - ((x - 0.5) * log(x) - x + HALF_LOG_TWO_PI);
}

function around2(x: number): number {
  return (x - 1) * (x - 2) * polynomial(RATIO, x - 2);
}

/** log gamma(x + 1) - log x, for x from 0.5 to 1.5. */
function around2From1(x: number): number {
  return x * (x - 1) * polynomial(RATIO, x - 1) - log(x);
}

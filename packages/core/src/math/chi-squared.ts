import { CoreError } from "../error.js";
import { exp, log } from "./elementary.js";
import { lowerGamma, upperGamma } from "./gamma.js";
import { findRoot } from "./root.js";

const LOWEST_LOG = -740;
const HIGHEST_LOG = 700;

/**
 * Probability that a chi-squared variable is below x; relative error below 1e-12.
 *
 * @param degrees - degrees of freedom, above 0
 * @throws CoreError `out_of_range`
 */
export function chiSquaredCdf(x: number, degrees: number): number {
  return x <= 0 ? 0 : lowerGamma(degrees / 2, x / 2);
}

/** Probability that a chi-squared variable is above x, without loss in the tail. @throws CoreError `out_of_range` */
export function chiSquaredTail(x: number, degrees: number): number {
  return x <= 0 ? 1 : upperGamma(degrees / 2, x / 2);
}

/**
 * Quantile of the chi-squared distribution, relative error below 1e-12 (a quantile below 1e-300 is given as 0).
 *
 * @param p - probability below, 0 to 1
 * @param degrees - degrees of freedom, above 0
 * @throws CoreError `out_of_range`
 */
export function chiSquaredQuantile(p: number, degrees: number): number {
  return 2 * gammaQuantile(p, degrees / 2);
}

/**
 * Quantile of the gamma distribution of scale 1.
 *
 * @param p - probability below, 0 to 1
 * @param shape - above 0
 * @throws CoreError `out_of_range`
 */
export function gammaQuantile(p: number, shape: number): number {
  if (!(p >= 0 && p <= 1 && shape > 0)) {
    throw new CoreError(
      "out_of_range",
      `quantile at p = ${p}, shape ${shape}, expected p in 0 to 1`,
    );
  }
  if (p === 0) return 0;
  if (p === 1) return Infinity;
  const target = log(p < 0.5 ? p : 1 - p);
  // Logs on both sides: nearly straight in the tails, and x keeps its relative precision.
  const excess = (logX: number) => {
    const probability = p < 0.5 ? lowerGamma(shape, exp(logX)) : upperGamma(shape, exp(logX));
    return Math.max(log(probability), -1e9) - target;
  };
  const start = log(shape);
  let width = 1;
  while (width < 2000 && excess(clamp(start - width)) > 0 === excess(clamp(start + width)) > 0) {
    width *= 2;
  }
  if (width >= 2000) return 0;
  return exp(findRoot(excess, clamp(start - width), clamp(start + width)));
}

function clamp(logX: number): number {
  return Math.min(HIGHEST_LOG, Math.max(LOWEST_LOG, logX));
}

import { CoreError } from "../error.js";
import { exp } from "./elementary.js";
import { deviance } from "./gamma.js";
import { stirlingCorrection } from "./log-gamma.js";
import { normalCdf } from "./normal.js";
import { integrate } from "./quadrature.js";

const FOUR_PI = 12.566370614359172;
/** Standard deviations beyond which nothing is left, of the scale and of the normal part. */
const REACH = 10;

/**
 * Probability that Student's noncentral t is above `t`: the power of a t test whose critical value is `t`.
 *
 * The integral over the scale s = √(χ²/ν) of Φ(δ − t s) times the density of s; absolute error below 1e-11.
 *
 * @param degrees - ν, degrees of freedom, from 1; need not be whole
 * @param noncentrality - δ, finite
 * @throws CoreError `out_of_range`
 * @see Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 2 (1995), chapter 31
 */
export function noncentralTTail(t: number, degrees: number, noncentrality: number): number {
  return mixOverScale(t, degrees, (s) => normalCdf(noncentrality - t * s), noncentrality);
}

/** Probability that Student's noncentral t is below `t`; see {@link noncentralTTail}. @throws CoreError `out_of_range` */
export function noncentralTCdf(t: number, degrees: number, noncentrality: number): number {
  return mixOverScale(t, degrees, (s) => normalCdf(t * s - noncentrality), noncentrality);
}

function mixOverScale(
  t: number,
  degrees: number,
  given: (scale: number) => number,
  noncentrality: number,
): number {
  if (!(degrees >= 1 && degrees < Infinity) || !Number.isFinite(t + noncentrality)) {
    throw new CoreError(
      "out_of_range",
      `noncentral t at ${t}, ${degrees} degrees of freedom, noncentrality ${noncentrality}; expected finite numbers and degrees from 1`,
    );
  }
  const spread = 1 / Math.sqrt(2 * degrees);
  const mode = Math.sqrt(Math.max(0, degrees - 1) / degrees);
  const low = Math.max(0, mode - REACH * spread);
  const high = mode + (REACH + 2) * spread;
  const turn = t === 0 ? [] : [-REACH, 0, REACH].map((z) => (noncentrality + z) / t);
  const breaks = [low, mode, high, ...turn.filter((s) => s > low && s < high)];
  breaks.sort((a, b) => a - b);
  const factor = exp(-stirlingCorrection(degrees / 2)) * 2 * Math.sqrt(degrees / FOUR_PI);
  const density = (s: number) => (factor / s) * exp(-(degrees / 2) * deviance(1, s * s));
  return Math.min(
    1,
    integrate((s) => density(s) * given(s), breaks, 8),
  );
}

import { CoreError } from "../error.js";
import { betaBelow } from "./beta.js";
import { exp, log } from "./elementary.js";
import { findRoot } from "./root.js";

/**
 * Probability that Student's t is below x; relative error below 1e-12.
 *
 * @param degrees - degrees of freedom, above 0
 * @throws CoreError `out_of_range`
 */
export function studentTCdf(x: number, degrees: number): number {
  if (x === Infinity || x === -Infinity) return x > 0 ? 1 : 0;
  return x < 0 ? upperTail(-x, degrees) : 0.5 + 0.5 * withinCentre(x, degrees);
}

/**
 * Quantile of Student's t, relative error below 1e-12.
 *
 * @param p - probability below, 0 to 1
 * @param degrees - degrees of freedom, above 0
 * @throws CoreError `out_of_range`
 */
export function studentTQuantile(p: number, degrees: number): number {
  if (!(p >= 0 && p <= 1 && degrees > 0 && degrees < Infinity)) {
    throw new CoreError(
      "out_of_range",
      `quantile of t at p = ${p}, ${degrees} degrees of freedom, expected p in 0 to 1, degrees above 0`,
    );
  }
  if (p === 0.5) return 0;
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity;
  const magnitude =
    p < 0.5 ? magnitudeAt(p, 0.5 - p, degrees) : magnitudeAt(1 - p, p - 0.5, degrees);
  return p < 0.5 ? -magnitude : magnitude;
}

/** t whose upper tail is `tail`; `centre` is 1/2 - tail, the one that is smaller decides. */
function magnitudeAt(tail: number, centre: number, degrees: number): number {
  const central = centre < 0.25;
  const target = log(central ? 2 * centre : tail);
  const excess = (logT: number) => {
    const t = exp(logT);
    const probability = central ? withinCentre(t, degrees) : upperTail(t, degrees);
    return Math.max(log(probability), -1e9) - target;
  };
  let width = 1;
  while (width < 350 && excess(-width) > 0 === excess(width) > 0) width *= 2;
  return exp(findRoot(excess, -Math.min(width, 350), Math.min(width, 350)));
}

function upperTail(t: number, degrees: number): number {
  const square = t * t;
  return (
    0.5 * betaBelow(degrees / (degrees + square), square / (degrees + square), degrees / 2, 0.5)
  );
}

/** Probability between -t and t. */
function withinCentre(t: number, degrees: number): number {
  const square = t * t;
  return betaBelow(square / (degrees + square), degrees / (degrees + square), 0.5, degrees / 2);
}

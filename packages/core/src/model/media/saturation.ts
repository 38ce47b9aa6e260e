import { exp, expm1, log, tanh } from "../../math/index.js";
import type { SaturationFamily } from "./media-option.js";

/** Weakly informative normal priors of the logarithms of a family's parameters, spend scaled so that its largest is 1. */
export const SATURATION_PRIOR: Readonly<
  Record<SaturationFamily, readonly { readonly median: number; readonly logSd: number }[]>
> = {
  linear: [],
  logistic: [{ median: 2.5, logSd: 0.8 }],
  exponential: [{ median: 1.5, logSd: 0.8 }],
  hill: [
    { median: 0.5, logSd: 0.7 },
    { median: 1.2, logSd: 0.4 },
  ],
};

/**
 * Effect of adstocked spends as a share of the effect of the largest spend kept up.
 *
 * - logistic: tanh(λu / 2) = (1 - e^-λu) / (1 + e^-λu); shape [λ]
 * - exponential: 1 - e^-λu; shape [λ]
 * - hill: u^s / (k^s + u^s); shape [k, s]
 *
 * each divided by its value at u = 1, so that the factor in front stays readable where saturation is not told from scale.
 *
 * @param u - adstocked spend over the largest spend, 0 or more
 * @param shape - parameters of the family, each above 0
 * @param times - what every u is multiplied by first
 */
export function saturate(
  u: Float64Array,
  {
    family,
    shape,
    times = 1,
  }: { family: SaturationFamily; shape: ArrayLike<number>; times?: number },
  out: Float64Array = new Float64Array(u.length),
): Float64Array {
  const n = u.length;
  const first = shape[0] ?? 1;
  if (family === "linear") {
    for (let i = 0; i < n; i++) out[i] = u[i]! * times;
  } else if (family === "logistic") {
    const half = 0.5 * first * times;
    const whole = tanh(0.5 * first);
    for (let i = 0; i < n; i++) out[i] = u[i] === 0 ? 0 : tanh(half * u[i]!) / whole;
  } else if (family === "exponential") {
    const rate = -first * times;
    const whole = expm1(-first);
    for (let i = 0; i < n; i++) out[i] = u[i] === 0 ? 0 : expm1(rate * u[i]!) / whole;
  } else {
    // u^s / (k^s + u^s) = 1 / (1 + e^(s (ln k - ln u)))
    const slope = shape[1]!;
    const middle = log(first) - log(times);
    const whole = 1 + exp(slope * log(first));
    for (let i = 0; i < n; i++) {
      out[i] = u[i] === 0 ? 0 : whole / (1 + exp(slope * (middle - log(u[i]!))));
    }
  }
  return out;
}

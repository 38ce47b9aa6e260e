import { CoreError } from "../../error.js";
import { exp, log, normalCdf, normalQuantile, studentTCdf } from "../../math/index.js";
import type { ArmEstimate } from "./arm.js";
import { criticalT } from "./power.js";

/** Limits of an interval. */
export interface Limits {
  readonly lower: number;
  readonly upper: number;
}

/** A treatment arm beside the control, looked at once. */
export interface Difference {
  readonly method: "newcombe" | "t";
  /** Treatment minus control. */
  readonly estimate: number;
  readonly standardError: number;
  readonly interval: Limits;
  /** Estimate ± normal quantile × standard error. */
  readonly wald: Limits;
  /** In standard errors; pooled of proportions. */
  readonly statistic: number;
  readonly degrees: number | null;
  /** Probability of a statistic as high, and as low, without effect. */
  readonly above: number;
  readonly below: number;
  /** Estimate over the control's value; null where a logarithm does not exist. */
  readonly relative: ({ readonly estimate: number } & Limits) | null;
}

/**
 * Difference of two rates: Newcombe's interval, pooled z test, relative lift on the log scale.
 *
 * @remarks Where an arm has no conversions, or nothing else, Wald's standard error is too small or 0; it is then that
 * implied by the interval.
 * @param tail - what is left out on each side of the intervals
 * @see Newcombe, Interval estimation for the difference between independent proportions, Statistics in Medicine 17 (1998),
 * method 10; Katz, Baptista, Azen and Pike, Obtaining confidence intervals for the risk ratio in cohort studies, Biometrics 34 (1978)
 */
export function compareProportions(
  control: ArmEstimate,
  treatment: ArmEstimate,
  tail: number,
): Difference {
  const z = -normalQuantile(tail);
  const p0 = control.value;
  const p1 = treatment.value;
  const estimate = p1 - p0;
  const wilson0 = wilson(control, z);
  const wilson1 = wilson(treatment, z);
  const interval = {
    lower: estimate - hypotenuse(p1 - wilson1.lower, wilson0.upper - p0),
    upper: estimate + hypotenuse(wilson1.upper - p1, p0 - wilson0.lower),
  };
  const extreme = [p0, p1].some((rate) => rate === 0 || rate === 1);
  const standardError = extreme
    ? (interval.upper - interval.lower) / (2 * z)
    : Math.sqrt(control.variance + treatment.variance);
  const statistic = pooledStatistic(control, treatment);
  return {
    method: "newcombe",
    estimate,
    standardError,
    interval,
    wald: around(estimate, z * standardError),
    statistic,
    degrees: null,
    above: normalCdf(-statistic),
    below: normalCdf(statistic),
    relative: relativeTo(control, treatment, z),
  };
}

/**
 * Difference of two means (or linearised ratios) by Welch's t test.
 *
 * @throws CoreError `no_variation` where neither arm varies
 * @see Welch, The generalization of "Student's" problem when several different population variances are involved, Biometrika 34 (1947)
 */
export function compareMeans(
  control: ArmEstimate,
  treatment: ArmEstimate,
  tail: number,
): Difference {
  const estimate = treatment.value - control.value;
  const variance = control.variance + treatment.variance;
  if (!(variance > 0)) {
    throw new CoreError(
      "no_variation",
      `outcomes of both arms are constant (${control.value} and ${treatment.value}), expected some that vary`,
    );
  }
  const share = control.variance / variance;
  const degrees =
    1 / ((share * share) / control.degrees + ((1 - share) * (1 - share)) / treatment.degrees);
  const standardError = Math.sqrt(variance);
  const critical = criticalT(tail, degrees);
  const statistic = estimate / standardError;
  return {
    method: "t",
    estimate,
    standardError,
    interval: around(estimate, critical * standardError),
    wald: around(estimate, -normalQuantile(tail) * standardError),
    statistic,
    degrees,
    above: studentTCdf(-statistic, degrees),
    below: studentTCdf(statistic, degrees),
    relative: relativeTo(control, treatment, critical),
  };
}

/** Limits of Wilson's score interval of a rate. */
function wilson({ value, customers }: ArmEstimate, z: number): Limits {
  const square = (z * z) / customers;
  const centre = value + square / 2;
  const half = z * Math.sqrt((value * (1 - value)) / customers + square / (4 * customers));
  return {
    lower: Math.max(0, (centre - half) / (1 + square)),
    upper: Math.min(1, (centre + half) / (1 + square)),
  };
}

function pooledStatistic(control: ArmEstimate, treatment: ArmEstimate): number {
  const customers = control.customers + treatment.customers;
  const rate = (control.conversions! + treatment.conversions!) / customers;
  const square = rate * (1 - rate) * (1 / control.customers + 1 / treatment.customers);
  return square > 0 ? (treatment.value - control.value) / Math.sqrt(square) : 0;
}

/** Relative lift; the logarithm of a ratio of positive values is closer to normal than the ratio. */
function relativeTo(
  control: ArmEstimate,
  treatment: ArmEstimate,
  critical: number,
): Difference["relative"] {
  if (!(control.value > 0 && treatment.value > 0)) return null;
  const logError = Math.sqrt(
    control.variance / (control.value * control.value) +
      treatment.variance / (treatment.value * treatment.value),
  );
  const logRatio = log(treatment.value) - log(control.value);
  const lower = exp(logRatio - critical * logError) - 1;
  const upper = exp(logRatio + critical * logError) - 1;
  const estimate = treatment.value / control.value - 1;
  return Number.isFinite(lower + upper + estimate) ? { estimate, lower, upper } : null;
}

function around(estimate: number, half: number): Limits {
  return { lower: estimate - half, upper: estimate + half };
}

function hypotenuse(a: number, b: number): number {
  return Math.sqrt(a * a + b * b);
}

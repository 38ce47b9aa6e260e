import { CoreError } from "../../error.js";
import { type ExperimentMetric, outOfRange, type RatioBaseline } from "./design.js";

/** Counts of an arm of a proportion. */
export interface ConversionSummary {
  readonly customers: number;
  readonly conversions: number;
}

/** Mean and standard deviation (divisor n - 1) per customer. */
export interface MeanSummary {
  readonly customers: number;
  readonly mean: number;
  readonly sd: number;
}

/** The same as sums over customers; loses digits where the mean is large beside the standard deviation. */
export interface SumSummary {
  readonly customers: number;
  readonly sum: number;
  readonly sumOfSquares: number;
}

/** Moments per customer of both parts of a ratio (divisor n - 1). */
export interface RatioSummary extends RatioBaseline {
  readonly customers: number;
}

/** What an arm comes to, where rows are not at hand. */
export type ArmSummary = ConversionSummary | MeanSummary | SumSummary | RatioSummary;

/** What is known of an arm once rows or sums are read. */
export interface ArmEstimate {
  readonly customers: number;
  /** Rate, mean or ratio; adjusted by the covariate where there is one. */
  readonly value: number;
  /** Of `value`. */
  readonly variance: number;
  /** Of `variance`: customers, or clusters, less one. */
  readonly degrees: number;
  /** Of a proportion that is compared by counts. */
  readonly conversions: number | null;
  readonly clusters: number | null;
  /** Third standardised moment of the outcome; null where only sums are known, or of a proportion. */
  readonly skewness: number | null;
}

/**
 * Reads the sums of an arm.
 *
 * @throws CoreError `too_few_rows` | `out_of_range` | `not_finite` | `invalid_input`, naming the arm
 */
export function estimateOfSummary(
  arm: string,
  summary: ArmSummary,
  metric: ExperimentMetric,
): ArmEstimate {
  for (const [name, value] of Object.entries(summary)) {
    if (!Number.isFinite(value)) {
      throw new CoreError("not_finite", `${name} of arm ${arm} is ${value}, expected a number`);
    }
  }
  const { customers } = summary;
  if (!Number.isSafeInteger(customers) || customers < 0) {
    throw outOfRange(`customers of arm ${arm}`, customers, "a whole number from 0");
  }
  if (metric === "proportion" && "conversions" in summary) {
    const { conversions } = summary;
    if (!(Number.isSafeInteger(conversions) && conversions >= 0 && conversions <= customers)) {
      throw outOfRange(
        `conversions of arm ${arm}`,
        conversions,
        `a whole number, 0 to its ${customers} customers`,
      );
    }
    return estimateOfCounts(arm, customers, conversions);
  }
  const { value, square } = momentsOf(arm, summary, metric);
  needCustomers(arm, customers, 2);
  return {
    customers,
    value,
    variance: square / customers,
    degrees: customers - 1,
    conversions: null,
    clusters: null,
    skewness: null,
  };
}

/** @throws CoreError `too_few_rows` for an arm without customers */
export function estimateOfCounts(arm: string, customers: number, conversions: number): ArmEstimate {
  needCustomers(arm, customers, 1);
  const value = conversions / customers;
  return {
    customers,
    value,
    variance: (value * (1 - value)) / customers,
    degrees: Math.max(1, customers - 1),
    conversions,
    clusters: null,
    skewness: null,
  };
}

export function needCustomers(arm: string, found: number, needed: number, unit = "customer"): void {
  if (found >= needed) return;
  throw new CoreError(
    "too_few_rows",
    `arm ${arm} has ${found} ${unit}(s), expected at least ${needed}`,
  );
}

/** Value of a mean or ratio, and the variance between customers of its (linearised) outcome. */
function momentsOf(
  arm: string,
  summary: ArmSummary,
  metric: ExperimentMetric,
): { value: number; square: number } {
  if (metric === "ratio" && "denominatorMean" in summary) {
    const { numeratorMean, denominatorMean, numeratorVariance, denominatorVariance, covariance } =
      summary;
    if (!(denominatorMean > 0)) {
      throw outOfRange(`denominatorMean of arm ${arm}`, denominatorMean, "above 0");
    }
    const value = numeratorMean / denominatorMean;
    const square =
      (numeratorVariance - 2 * value * covariance + value * value * denominatorVariance) /
      (denominatorMean * denominatorMean);
    if (!(numeratorVariance >= 0 && denominatorVariance >= 0 && square >= 0)) {
      throw outOfRange(`variance of arm ${arm}`, square, "0 or more, from moments that can be");
    }
    return { value, square };
  }
  if (metric === "mean" && "sd" in summary) {
    if (!(summary.sd >= 0)) throw outOfRange(`sd of arm ${arm}`, summary.sd, "0 or more");
    return { value: summary.mean, square: summary.sd * summary.sd };
  }
  if (metric === "mean" && "sumOfSquares" in summary) {
    const { customers, sum, sumOfSquares } = summary;
    needCustomers(arm, customers, 2);
    const square = (sumOfSquares - (sum * sum) / customers) / (customers - 1);
    if (!(square >= -1e-9 * sumOfSquares)) {
      throw outOfRange(`sumOfSquares of arm ${arm}`, sumOfSquares, "at least sum² / customers");
    }
    return { value: sum / customers, square: Math.max(0, square) };
  }
  throw new CoreError(
    "invalid_input",
    `arm ${arm} of a ${metric} has ${Object.keys(summary).join(", ")}; expected conversions, mean and sd, sums, or the moments of a ratio`,
  );
}

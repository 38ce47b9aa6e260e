import { square } from "../../math/index.js";
import type { ProductCoefficients } from "./pool-products.js";
import type { WithinColumns } from "./within.js";

/** How much of what moves sales unexplained moves them in all groups at once. */
export interface SharedShocks {
  /** Correlation of residuals of two groups in one period, 0 to 1. */
  readonly correlation: number;
  /** By how much the variance of the product's coefficients exceeds that of rows with independent noise; 1 or more. */
  readonly inflation: number;
  /** How much of the inflation shrinkage counts: all where periods are few, little where they are many. */
  readonly counted: number;
}

export const NO_SHOCKS: SharedShocks = { correlation: 0, inflation: 1, counted: 1 };

/**
 * Periods per coefficient below which shocks count in full: with fewer a price may have moved with one shock by
 * chance. With many times more, least squares is left nearly as it is, so that large data speak for themselves.
 */
const ENOUGH_PERIODS = 2;

/** Most that residuals of few periods are taken to have been flattened by the fit. */
const MOST_FLATTENED = 4;

/**
 * Shocks that groups share in a period, and what they cost: prices that move in all groups at once say little more than
 * one group's would (Moulton's factor).
 *
 * @see Moulton, Random group effects and the precision of regression estimates, Journal of Econometrics 32 (1986)
 */
export function sharedShocks(
  { x, source, moves }: WithinColumns,
  { coefficients, residuals }: { coefficients: ProductCoefficients; residuals: Float64Array },
): SharedShocks {
  const { at, columns: k, rows } = source;
  if (at === null || source.groups.length < 2) return NO_SHOCKS;
  const order = Array.from({ length: rows }, (_, i) => i);
  order.sort((a, b) => at[a]! - at[b]! || a - b);
  const width = k + 1;
  const sums = new Float64Array(width);
  const between = new Float64Array(width);
  const squares = new Float64Array(width);
  let periods = 0;
  let pairs = 0;
  for (let i = 0; i < rows; ) {
    const first = i;
    sums.fill(0);
    for (; i < rows && at[order[i]!] === at[order[first]!]; i++) {
      const r = order[i]!;
      for (let j = 0; j < width; j++) {
        const value = j < k ? x[r * k + j]! : residuals[r]!;
        sums[j] = sums[j]! + value;
        squares[j] = squares[j]! + value * value;
      }
    }
    for (let j = 0; j < width; j++) between[j] = between[j]! + square(sums[j]!);
    periods++;
    pairs += (i - first) * (i - first - 1);
  }
  if (pairs === 0 || periods < 2) return NO_SHOCKS;
  const correlationOf = (j: number, flattened = 1): number => {
    const mean = (flattened * between[j]! - squares[j]!) / pairs;
    return squares[j]! > 0 ? Math.max(0, Math.min(1, (mean * rows) / squares[j]!)) : 0;
  };
  let known = 0;
  let common = 0;
  let moving = 0;
  for (let j = 0; j < k; j++) {
    if (!moves[j]) continue;
    moving++;
    common += correlationOf(j);
    known += 1 - Math.min(1, coefficients.precision[j]! * coefficients.covariance[j * (k + 1)]!);
  }
  if (moving === 0) return NO_SHOCKS;
  // The fit follows shocks of few periods: what is left of them is less than they were.
  const flattened = periods / Math.max(periods / MOST_FLATTENED, periods - known);
  const correlation = correlationOf(k, flattened);
  const others = pairs / rows;
  const inflation = 1 + (others * correlation * common) / moving;
  const scarce = square(Math.min(1, (ENOUGH_PERIODS * moving) / periods));
  return { correlation, inflation, counted: 1 + scarce * (inflation - 1) };
}

import { CoreError } from "../error.js";

/** Sum with Neumaier's compensation, in index order; 0 for no values. */
export function sum(values: ArrayLike<number>): number {
  let total = 0;
  let lost = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  // Once the total is infinite or NaN, the compensation means nothing.
  return Number.isFinite(total) ? total + lost : total;
}

/** Arithmetic mean. @throws CoreError `too_few_rows` without values */
export function mean(values: ArrayLike<number>): number {
  if (values.length === 0) throw tooFew("a mean", 1, 0);
  return sum(values) / values.length;
}

/**
 * Sample variance (divisor n - 1), by two passes.
 *
 * @throws CoreError `too_few_rows` below two values
 */
export function variance(values: ArrayLike<number>): number {
  const n = values.length;
  if (n < 2) throw tooFew("a variance", 2, n);
  const centre = mean(values);
  const squares = new Float64Array(n);
  let drift = 0;
  for (let i = 0; i < n; i++) {
    const deviation = values[i]! - centre;
    squares[i] = deviation * deviation;
    drift += deviation;
  }
  return (sum(squares) - (drift * drift) / n) / (n - 1);
}

/**
 * Quantile of ascending values, interpolated linearly (Hyndman and Fan's type 7, the default of R and NumPy).
 *
 * @param p - probability, 0 to 1
 * @throws CoreError `too_few_rows` without values, `out_of_range` for another p
 */
export function quantileSorted(sorted: ArrayLike<number>, p: number): number {
  if (sorted.length === 0) throw tooFew("a quantile", 1, 0);
  if (!(p >= 0 && p <= 1)) {
    throw new CoreError("out_of_range", `probability ${p}, expected 0 to 1`);
  }
  const position = (sorted.length - 1) * p;
  const below = Math.floor(position);
  const low = sorted[below]!;
  const weight = position - below;
  if (weight === 0) return low;
  const high = sorted[below + 1]!;
  return low === high ? low : low + weight * (high - low);
}

/**
 * Quantiles (type 7) of values in any order; the values stay as they are.
 *
 * @param ps - probabilities, 0 to 1
 * @returns one quantile for each p, in the order of `ps`
 * @throws CoreError `too_few_rows` without values, `not_finite` for NaN among them, `out_of_range` for a p
 */
export function quantiles(values: Float64Array, ps: readonly number[]): number[] {
  const sorted = values.slice().sort();
  // NaN sorts to the end.
  if (Number.isNaN(sorted[sorted.length - 1])) {
    throw new CoreError("not_finite", "NaN among the values of a quantile, expected numbers");
  }
  return ps.map((p) => quantileSorted(sorted, p));
}

function tooFew(what: string, needed: number, found: number): CoreError {
  return new CoreError("too_few_rows", `${what} needs at least ${needed} value(s), found ${found}`);
}

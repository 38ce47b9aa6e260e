import { CoreError } from "../../error.js";
import { chiSquaredTail, erfc } from "../../math/index.js";
import type { Reason } from "../../schema/verdict.js";

const SURE = 0.001;

/**
 * Warns where the order of rows tells their outcome, as in a file sorted by it: a split by position then leaks or starves.
 *
 * @param outcomes - one number per row, in the order of the file; classes as 0 and 1
 * @returns `row_order_tells_outcome` with Kendall-like z of the rank correlation between position and outcome, or none
 * @see Mann, Nonparametric tests against trend, Econometrica 13 (1945)
 */
export function warnOfRowOrder(outcomes: ArrayLike<number>): Reason[] {
  const n = outcomes.length;
  if (n < 10) return [];
  const ranks = midRanks(outcomes);
  const centre = (n + 1) / 2;
  let product = 0;
  let square = 0;
  for (let i = 0; i < n; i++) {
    product += (i + 1 - centre) * (ranks[i]! - centre);
    square += (ranks[i]! - centre) * (ranks[i]! - centre);
  }
  if (square === 0) return [];
  const correlation = product / Math.sqrt((square * (n * n * n - n)) / 12);
  const z = correlation * Math.sqrt(n - 1);
  if (erfc(Math.abs(z) / Math.SQRT2) >= SURE || Math.abs(correlation) < 0.05) return [];
  return [{ code: "row_order_tells_outcome", values: { correlation, rows: n } }];
}

/**
 * Warns of levers that are asked about outside the range in which they were observed.
 *
 * @param observed - values by lever, from the rows that the model learnt from
 * @param asked - values by lever
 * @returns one `extrapolation` for each lever, with its range and the farthest value asked, or `never_observed`
 */
export function warnOfExtrapolation(
  observed: Readonly<Record<string, ArrayLike<number>>>,
  asked: Readonly<Record<string, ArrayLike<number>>>,
): Reason[] {
  return Object.entries(asked).flatMap(([lever, values]) => {
    const [low, high] = rangeOf(observed[lever] ?? []);
    if (low > high) return values.length > 0 ? [{ code: "never_observed", values: { lever } }] : [];
    const [least, most] = rangeOf(values);
    if (!(least < low || most > high)) return [];
    const farthest = low - least > most - high ? least : most;
    return [{ code: "extrapolation", values: { lever, low, high, asked: farthest } }];
  });
}

/**
 * Warns where arms hold other numbers of customers than the plan says: who is counted depends on the arm.
 *
 * @param counts - customers by arm
 * @param planned - share of each arm, in any unit; equal unless told
 * @returns `sample_ratio_mismatch` with the p-value of Pearson's χ² test below 0.001, or none
 * @throws CoreError `unknown_key` for an arm without planned share, `out_of_range`
 * @see Fabijan et al., Diagnosing sample ratio mismatch in online controlled experiments, KDD (2019)
 */
export function warnOfSampleRatio(
  counts: Readonly<Record<string, number>>,
  planned: Readonly<Record<string, number>> = Object.fromEntries(
    Object.keys(counts).map((arm) => [arm, 1]),
  ),
): Reason[] {
  let total = 0;
  let shares = 0;
  for (const [arm, count] of Object.entries(counts)) {
    const share = planned[arm];
    if (share === undefined) throw new CoreError("unknown_key", `arm ${arm} has no planned share`);
    if (!(count >= 0 && count < Infinity) || !(share > 0 && share < Infinity)) {
      throw new CoreError(
        "out_of_range",
        `arm ${arm}: ${count} customers, planned share ${share}; expected 0 or more, and above 0`,
      );
    }
    total += count;
    shares += share;
  }
  if (total === 0) return [];
  let statistic = 0;
  const arms = Object.entries(counts);
  for (const [arm, count] of arms) {
    const expected = (total * planned[arm]!) / shares;
    statistic += ((count - expected) * (count - expected)) / expected;
  }
  const pValue = arms.length < 2 ? 1 : chiSquaredTail(statistic, arms.length - 1);
  if (pValue >= SURE) return [];
  return [{ code: "sample_ratio_mismatch", values: { pValue, customers: total } }];
}

function rangeOf(values: ArrayLike<number>): [low: number, high: number] {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]!);
    high = Math.max(high, values[i]!);
  }
  return [low, high];
}

/** Ranks from 1; equal values share the mean of theirs. */
function midRanks(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, i) => i);
  order.sort((a, b) => values[a]! - values[b]! || a - b);
  const ranks = new Float64Array(values.length);
  for (let i = 0; i < order.length; ) {
    let end = i;
    while (end < order.length && values[order[end]!] === values[order[i]!]) end++;
    const rank = (i + 1 + end) / 2;
    for (; i < end; i++) ranks[order[i]!] = rank;
  }
  return ranks;
}

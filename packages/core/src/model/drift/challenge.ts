import { CoreError } from "../../error.js";
import { studentTCdf } from "../../math/index.js";
import type { Reason } from "../../schema/verdict.js";

/** How sure a replacement must be. */
export interface ChallengeOptions {
  /** By how much the challenger's mean loss must be lower, as a share of the champion's; 0 unless told. */
  readonly margin?: number;
  /** Largest probability that a challenger that is not better by the margin wins; 0.05 unless told. */
  readonly alpha?: number;
  /** Days ahead that the losses are of: such forecasts are correlated over as many days; 1 unless told. */
  readonly horizon?: number;
}

/** Whether a challenger replaces the champion. */
export interface Challenge {
  readonly replace: boolean;
  readonly days: number;
  readonly championLoss: number;
  readonly challengerLoss: number;
  /** Challenger minus champion; below 0 the challenger is better. */
  readonly difference: number;
  /** Of the difference, allowing for correlation from day to day. */
  readonly standardError: number;
  /** One-sided: that a challenger not better by the margin looks so good. */
  readonly pValue: number;
  readonly reasons: readonly Reason[];
}

const FEWEST_DAYS = 14;

/**
 * Lets a challenger replace the champion only if it is better on the same held-out days, day by day, by more than chance.
 *
 * The standard error of the mean difference is Newey and West's; the test is Diebold and Mariano's with the correction of
 * Harvey, Leybourne and Newbold for few days.
 *
 * @param champion - loss of each held-out day, in order of time; lower is better
 * @param challenger - losses of the same days
 * @throws CoreError `invalid_input` for lengths that differ, `not_finite`, `out_of_range`
 * @see Diebold and Mariano, Comparing predictive accuracy, Journal of Business and Economic Statistics 13 (1995)
 * @see Harvey, Leybourne and Newbold, Testing the equality of prediction mean squared errors, International Journal of Forecasting 13 (1997)
 */
export function challenge(
  {
    champion,
    challenger,
  }: { readonly champion: ArrayLike<number>; readonly challenger: ArrayLike<number> },
  { margin = 0, alpha = 0.05, horizon = 1 }: ChallengeOptions = {},
): Challenge {
  const n = champion.length;
  if (challenger.length !== n) {
    throw new CoreError(
      "invalid_input",
      `found ${n} losses of the champion and ${challenger.length} of the challenger, expected the same days`,
    );
  }
  if (!(margin >= 0) || !(alpha > 0 && alpha < 1) || !(horizon >= 1)) {
    throw new CoreError(
      "out_of_range",
      `margin ${margin}, alpha ${alpha}, horizon ${horizon}; expected 0 or more, between 0 and 1, 1 or more`,
    );
  }
  let old = 0;
  let fresh = 0;
  for (let i = 0; i < n; i++) {
    if (!Number.isFinite(champion[i]) || !Number.isFinite(challenger[i])) {
      throw new CoreError("not_finite", `day ${i}: losses ${champion[i]} and ${challenger[i]}`);
    }
    old += champion[i]! / n;
    fresh += challenger[i]! / n;
  }
  const differences = Float64Array.from({ length: n }, (_, i) => challenger[i]! - champion[i]!);
  const difference = n > 0 ? fresh - old : 0;
  const standardError = longRunError(differences, { difference, horizon });
  const excess = difference + margin * Math.abs(old);
  const pValue = pValueOf(excess, { standardError, n });
  const reasons: Reason[] = [];
  if (n < FEWEST_DAYS)
    reasons.push({ code: "too_few_held_out_days", values: { days: n, needed: FEWEST_DAYS } });
  if (!(excess < 0))
    reasons.push({ code: "challenger_not_better", values: { difference, margin } });
  else if (pValue > alpha)
    reasons.push({ code: "difference_may_be_chance", values: { difference, pValue } });
  return {
    replace: reasons.length === 0,
    days: n,
    championLoss: n > 0 ? old : 0,
    challengerLoss: n > 0 ? fresh : 0,
    difference,
    standardError,
    pValue,
    reasons,
  };
}

function pValueOf(
  excess: number,
  { standardError, n }: { standardError: number; n: number },
): number {
  if (n < 2) return 1;
  if (standardError === 0) return excess < 0 ? 0 : 1;
  return studentTCdf(excess / standardError, n - 1);
}

/** Newey-West standard error of a mean with Bartlett weights; at least `horizon` - 1 lags. */
function longRunError(
  values: Float64Array,
  { difference, horizon }: { difference: number; horizon: number },
): number {
  const n = values.length;
  if (n < 2) return 0;
  let lags = horizon - 1;
  // Newey and West's rule of thumb 4 (n / 100)^(2/9), without a power: it grows by one at these lengths.
  for (const length of [1, 5, 28, 101, 274, 621, 1242])
    if (n >= length) lags = Math.max(lags, LAGS[length]!);
  lags = Math.min(lags, n - 2);
  let sum = 0;
  for (let lag = 0; lag <= lags; lag++) {
    let product = 0;
    for (let i = lag; i < n; i++) {
      product += (values[i]! - difference) * (values[i - lag]! - difference);
    }
    sum += (lag === 0 ? 1 : 2 * (1 - lag / (lags + 1))) * product;
  }
  const h = lags + 1;
  // Harvey, Leybourne and Newbold's correction, turned into a factor of the error.
  const small = (n + 1 - 2 * h + (h * (h - 1)) / n) / n;
  return Math.sqrt(Math.max(0, sum)) / n / Math.sqrt(Math.max(0.1, small));
}

const LAGS: Readonly<Record<number, number>> = {
  1: 1,
  5: 2,
  28: 3,
  101: 4,
  274: 5,
  621: 6,
  1242: 7,
};

import { CoreError } from "../../error.js";
import { log, normalCdf, normalDensity } from "../../math/index.js";

/** Probability below which log loss counts no further, so that one impossible event has a finite price. */
export const LEAST_PROBABILITY = 1e-15;

/**
 * Loss of the probability that was given to what happened: -ln p.
 *
 * @see Good, Rational decisions, Journal of the Royal Statistical Society B 14 (1952)
 */
export function logLoss(probabilities: Readonly<Record<string, number>>, happened: string): number {
  return -log(Math.max(LEAST_PROBABILITY, probabilities[happened] ?? 0));
}

/**
 * Sum of squared differences between the probabilities and what happened, 0 to 2.
 *
 * @remarks Of two outcomes this is twice the square of one difference, which others call Brier score.
 * @see Brier, Verification of forecasts expressed in terms of probability, Monthly Weather Review 78 (1950)
 */
export function brierScore(
  probabilities: Readonly<Record<string, number>>,
  happened: string,
): number {
  let squares = happened in probabilities ? 0 : 1;
  for (const [outcome, probability] of Object.entries(probabilities)) {
    const away = probability - (outcome === happened ? 1 : 0);
    squares += away * away;
  }
  return squares;
}

/**
 * Loss of a quantile forecast; half the absolute error at p = 0.5.
 *
 * @param p - probability that the value is below the forecast, as it claims
 * @see Koenker and Bassett, Regression quantiles, Econometrica 46 (1978)
 */
export function pinballLoss(forecast: number, { value, p }: { value: number; p: number }): number {
  return value >= forecast ? p * (value - forecast) : (1 - p) * (forecast - value);
}

/**
 * Continuous ranked probability score of a normal forecast, in the value's unit; 0 is perfect.
 *
 * @see Gneiting and Raftery, Strictly proper scoring rules, JASA 102 (2007), equation 21
 */
export function crpsOfNormal(
  { mean, sd }: { mean: number; sd: number },
  { value }: { value: number },
): number {
  if (!(sd > 0)) return Math.abs(value - mean);
  const z = (value - mean) / sd;
  const INVERSE_ROOT_PI = 0.5641895835477563;
  return sd * (z * (2 * normalCdf(z) - 1) + 2 * normalDensity(z) - INVERSE_ROOT_PI);
}

/**
 * Continuous ranked probability score of a forecast that is known by draws: E|X - y| - E|X - X'| / 2.
 *
 * @param sorted - draws, ascending, at least one
 * @see Gneiting and Raftery, Strictly proper scoring rules, JASA 102 (2007), equation 20
 * @throws CoreError `too_few_rows` without draws
 */
export function crpsOfDraws(sorted: ArrayLike<number>, { value }: { value: number }): number {
  const n = sorted.length;
  if (n === 0) throw new CoreError("too_few_rows", "found no draws, expected at least one");
  let away = 0;
  let apart = 0;
  for (let i = 0; i < n; i++) {
    away += Math.abs(sorted[i]! - value);
    apart += (2 * i - n + 1) * sorted[i]!;
  }
  return away / n - apart / (n * n);
}

/** A central band of a forecast and the share of values that it claims to hold. */
export interface ForecastBand {
  readonly low: number;
  readonly high: number;
  /** Nominal coverage, between 0 and 1. */
  readonly level: number;
}

/**
 * Width of a band, and 2 / (1 - level) times the distance of a value that lies outside: lower is better.
 *
 * @see Gneiting and Raftery, Strictly proper scoring rules, JASA 102 (2007), equation 43
 */
export function intervalScore(
  { low, high, level }: ForecastBand,
  { value }: { value: number },
): number {
  const outside = Math.max(0, low - value) + Math.max(0, value - high);
  return high - low + (2 / (1 - level)) * outside;
}

/** What bands were worth. */
export interface BandScore {
  /** Share of the values inside, ends included. */
  readonly coverage: number;
  readonly meanWidth: number;
  readonly meanIntervalScore: number;
}

/** @throws CoreError `too_few_rows` without bands, `invalid_input` where the lengths differ */
export function scoreBands(bands: readonly ForecastBand[], values: ArrayLike<number>): BandScore {
  const n = bands.length;
  checkLengths(n, values.length);
  let inside = 0;
  let width = 0;
  let score = 0;
  bands.forEach((band, i) => {
    const value = values[i]!;
    if (value >= band.low && value <= band.high) inside++;
    width += band.high - band.low;
    score += intervalScore(band, { value });
  });
  return { coverage: inside / n, meanWidth: width / n, meanIntervalScore: score / n };
}

/** How far point forecasts were off. */
export interface PointScore {
  readonly meanAbsoluteError: number;
  /** Weighted absolute percentage error: Σ|error| / Σ|value|; null where all values are 0. */
  readonly weightedAbsolutePercentageError: number | null;
  readonly rootMeanSquaredError: number;
  /** 1 - Σ error² / Σ (value - their mean)²; null where the values do not vary. */
  readonly rSquared: number | null;
}

/** @throws CoreError `too_few_rows` without forecasts, `invalid_input` where the lengths differ */
export function scorePoints(forecasts: ArrayLike<number>, values: ArrayLike<number>): PointScore {
  const n = forecasts.length;
  checkLengths(n, values.length);
  let total = 0;
  for (let i = 0; i < n; i++) total += values[i]!;
  const centre = total / n;
  let absolute = 0;
  let size = 0;
  let squares = 0;
  let spread = 0;
  for (let i = 0; i < n; i++) {
    const error = forecasts[i]! - values[i]!;
    absolute += Math.abs(error);
    size += Math.abs(values[i]!);
    squares += error * error;
    const away = values[i]! - centre;
    spread += away * away;
  }
  return {
    meanAbsoluteError: absolute / n,
    weightedAbsolutePercentageError: size > 0 ? absolute / size : null,
    rootMeanSquaredError: Math.sqrt(squares / n),
    rSquared: spread > 0 ? 1 - squares / spread : null,
  };
}

/**
 * Area under the receiver operating characteristic: the probability that a positive row has the higher score; ties count half.
 *
 * @param scores - higher where the event is likelier
 * @param happened - 1 or true for positive rows
 * @returns null where all rows are alike
 * @see Hanley and McNeil, The meaning and use of the area under a ROC curve, Radiology 143 (1982)
 */
export function areaUnderCurve(
  scores: ArrayLike<number>,
  happened: ArrayLike<number | boolean>,
): number | null {
  checkLengths(scores.length, happened.length);
  const order = Array.from({ length: scores.length }, (_, i) => i);
  order.sort((a, b) => scores[a]! - scores[b]! || a - b);
  let positives = 0;
  let rankSum = 0;
  for (let i = 0; i < order.length; ) {
    let end = i;
    while (end < order.length && scores[order[end]!] === scores[order[i]!]) end++;
    const rank = (i + 1 + end) / 2;
    for (; i < end; i++) {
      if (!happened[order[i]!]) continue;
      positives++;
      rankSum += rank;
    }
  }
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) return null;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

function checkLengths(forecasts: number, values: number): void {
  if (forecasts === 0) {
    throw new CoreError("too_few_rows", "found no forecasts, expected at least one");
  }
  if (forecasts !== values) {
    throw new CoreError("invalid_input", `found ${forecasts} forecasts of ${values} values`);
  }
}

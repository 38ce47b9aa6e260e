import type { Evidence } from "./evidence.js";
import {
  moveCovariance,
  moveState,
  type Reach,
  startVariance,
  WANDERING,
  type Wander,
} from "./wander.js";

/** What is known of level, slope, residual and effects; covariance in units of the noise. */
export interface FilterState {
  /** Parts of the state: those that wander, then the effects. */
  readonly n: number;
  readonly wander: Wander;
  /** Variance of the noise of one period. */
  readonly noise: number;
  readonly mean: Float64Array;
  /** Row-major, n × n, symmetric. */
  readonly covariance: Float64Array;
  /** Room for one column, so that an update allocates nothing. */
  readonly gain: Float64Array;
}

/** Errors larger than so many standard deviations count as outliers and move the state no further. */
const OUTLYING = 2.5;

/** The state before any value was seen, given the prior variances of the effects. */
export function startState(
  { wander, noise, priors }: Pick<Evidence, "wander" | "noise" | "priors">,
  blockOf: Int32Array,
): FilterState {
  const n = WANDERING + blockOf.length;
  const covariance = new Float64Array(n * n);
  covariance[2 * n + 2] = startVariance(wander);
  for (let j = 0; j < blockOf.length; j++) {
    covariance[(WANDERING + j) * (n + 1)] = priors[blockOf[j]!]!;
  }
  return { n, wander, noise, mean: new Float64Array(n), covariance, gain: new Float64Array(n) };
}

/** Moves the state `steps` periods on, in place. */
export function advance({ n, wander, mean, covariance }: FilterState, steps: number): void {
  for (let step = 0; step < steps; step++) {
    moveState(mean, wander);
    moveCovariance(covariance, { n, wander });
  }
}

/**
 * Learns from a value of the period at which the state stands, in place.
 *
 * @param options.excess - what its noise has beyond 1 where that is known; else outliers count less by their error
 */
export function learn(
  { n, noise, mean, covariance, gain }: FilterState,
  { x, y, excess }: { x: Float64Array; y: number; excess?: number },
): void {
  weigh(covariance, { n, x, short: 1, slope: 0, out: gain });
  const explained = gain[0]! + gain[2]! + dotEffects(gain, x);
  const error = y - mean[0]! - mean[2]! - dotEffects(mean, x);
  const variance =
    excess === undefined
      ? Math.max(explained + 1, (error * error) / (OUTLYING * OUTLYING * noise))
      : explained + 1 + excess;
  const step = error / variance;
  for (let i = 0; i < n; i++) mean[i] = mean[i]! + gain[i]! * step;
  for (let i = 0; i < n; i++) {
    const left = gain[i]! / variance;
    if (left === 0) continue;
    const row = i * n;
    for (let j = 0; j < n; j++) covariance[row + j] = covariance[row + j]! - left * gain[j]!;
  }
}

/** Expectation of the value `ahead` periods after the one at which the state stands. */
export function expect(
  { mean }: FilterState,
  { x, ahead, reach }: { x: Float64Array; ahead: number; reach: Reach },
): number {
  return (
    mean[0]! + reach.slope[ahead]! * mean[1]! + reach.short[ahead]! * mean[2]! + dotEffects(mean, x)
  );
}

/** Standard deviation of the error of that expectation, the noise of the period itself included. */
export function deviation(
  { n, noise, covariance, gain }: FilterState,
  { x, ahead, reach }: { x: Float64Array; ahead: number; reach: Reach },
): number {
  const slope = reach.slope[ahead]!;
  const short = reach.short[ahead]!;
  weigh(covariance, { n, x, slope, short, out: gain });
  const known = gain[0]! + slope * gain[1]! + short * gain[2]! + dotEffects(gain, x);
  return Math.sqrt(noise * Math.max(1, known + reach.variance[ahead]! + 1));
}

/** Covariance of the state with a weighted sum of it. */
function weigh(
  covariance: Float64Array,
  {
    n,
    x,
    slope,
    short,
    out,
  }: { n: number; x: Float64Array; slope: number; short: number; out: Float64Array },
): void {
  const effects = n - WANDERING;
  for (let i = 0; i < n; i++) {
    const row = i * n;
    let sum = covariance[row]! + slope * covariance[row + 1]! + short * covariance[row + 2]!;
    for (let j = 0; j < effects; j++) sum += covariance[row + WANDERING + j]! * x[j]!;
    out[i] = sum;
  }
}

function dotEffects(state: Float64Array, x: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < x.length; j++) sum += state[WANDERING + j]! * x[j]!;
  return sum;
}

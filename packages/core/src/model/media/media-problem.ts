import { exp, logistic } from "../../math/index.js";
import { adstock } from "./adstock.js";
import type { SaturationFamily } from "./media-option.js";
import type { Projection } from "./projection.js";
import { saturate } from "./saturation.js";

/** An experiment in units of the fit. */
export interface ScaledCalibration {
  /** First and last period of the window. */
  readonly from: number;
  readonly to: number;
  readonly spendChange: number;
  readonly incremental: number;
  readonly standardError: number;
}

/** A channel as the sampler sees it. */
export interface ProblemChannel {
  /** Of each period. */
  readonly spend: Float64Array;
  /** Largest spend of a period. */
  readonly scale: number;
  readonly calibrations: readonly ScaledCalibration[];
}

/** What the sampler draws from: outcome = baseline + Σ effect × response + noise, outcome in standard deviations. */
export interface MediaProblem {
  /** Of each row, filtered. */
  readonly outcome: Float64Array;
  readonly projection: Projection;
  readonly period: Int32Array;
  readonly periods: number;
  readonly channels: readonly ProblemChannel[];
  readonly family: SaturationFamily;
  readonly lags: number;
  readonly nonNegative: boolean;
  /** Takes correlation of the noise and held-out rows out of a column, in place. */
  readonly filter: (column: Float64Array) => void;
  /** Rows that are learnt from. */
  readonly learnt: number;
}

/**
 * A filter for noise that follows the row before by `correlation`, and for rows that are held out.
 *
 * @param learnt - 1 for rows that are learnt from; all unless told
 */
export function rowFilter(
  correlation: number,
  learnt?: Uint8Array,
): (column: Float64Array) => void {
  const first = Math.sqrt(1 - correlation * correlation);
  return (column) => {
    if (correlation !== 0) {
      for (let i = column.length - 1; i > 0; i--) {
        column[i] = column[i]! - correlation * column[i - 1]!;
      }
      column[0] = first * column[0]!;
    }
    if (learnt !== undefined) {
      for (let i = 0; i < column.length; i++) if (learnt[i] === 0) column[i] = 0;
    }
  };
}

/** Parameters of a channel on the sampler's scale: log-odds of carry-over, then logarithms of the saturation's. */
export interface ChannelTransform {
  readonly carryOver: number;
  readonly shape: readonly number[];
}

/** The sampler's scale → parameters. @param position - log-odds of carry-over (absent where `lags` is 1), logarithms of shape */
export function transformOf(position: ArrayLike<number>, lags: number): ChannelTransform {
  const first = lags > 1 ? 1 : 0;
  const shape: number[] = [];
  for (let i = first; i < position.length; i++) shape.push(exp(position[i]!));
  return { carryOver: lags > 1 ? logistic(position[0]!) : 0, shape };
}

/** Buffers of one channel, as long as the periods. */
export interface ResponseBuffers {
  readonly held: Float64Array;
  readonly response: Float64Array;
}

/** Response of each period, effect 1; `buffers.held` keeps the adstocked spend. */
export function respond(
  spend: Float64Array,
  { carryOver, shape }: ChannelTransform,
  {
    scale,
    family,
    lags,
    buffers,
  }: { scale: number; family: SaturationFamily; lags: number; buffers: ResponseBuffers },
): Float64Array {
  adstock(spend, { carryOver, lags, scale }, buffers.held);
  return saturate(buffers.held, { family, shape }, buffers.response);
}

/** What an experiment would have found at effect 1, given the response of each period as it was. */
export function experimentalResponse(
  { spend, scale }: ProblemChannel,
  { from, to, spendChange }: ScaledCalibration,
  {
    transform,
    response,
    family,
    lags,
  }: {
    transform: ChannelTransform;
    response: Float64Array;
    family: SaturationFamily;
    lags: number;
  },
): number {
  // Before `from` the spend is as it was, and after `to` nothing is counted.
  const first = Math.max(0, from - lags + 1);
  const changed = spend.slice(first, to + 1);
  for (let t = from; t <= to; t++) changed[t - first] = spend[t]! * (1 + spendChange);
  const buffers = {
    held: new Float64Array(changed.length),
    response: new Float64Array(changed.length),
  };
  const found = respond(changed, transform, { scale, family, lags, buffers });
  let total = 0;
  for (let t = from; t <= to; t++) total += found[t - first]! - response[t]!;
  return total;
}

import type { FitOptions } from "../fit-progress.js";

/** One period of a market: outcome, spends, controls and date by column name. */
export type MediaRow = Readonly<Record<string, number | string | boolean | null>>;

/** How a channel's effect flattens as its spend grows. */
export type SaturationFamily = "linear" | "logistic" | "exponential" | "hill";

/** How the level of the outcome moves over the years without media: not, evenly, or ever more slowly. */
export type TrendShape = "none" | "linear" | "root";

/** What a lift experiment found: part of the outcome's change that a change of one channel's spend made. */
export interface MediaCalibration {
  readonly channel: string;
  /** Outcome with the changed spend minus outcome without the change, over all periods from `from` to `to`. */
  readonly incremental: number;
  /** Of `incremental`, above 0. */
  readonly standardError: number;
  /** First and last date of the window, within the rows. */
  readonly from: string;
  readonly to: string;
  /** Relative change against the spend in the rows: -1 switched off, 0.5 half as much again; not 0. */
  readonly spendChange: number;
  /** Test id or publication, kept in the model. */
  readonly source?: string;
}

/** What one unit of the outcome is worth. */
export interface MediaMoney {
  /** ISO 4217. */
  readonly currency: string;
  /** Money per unit of the outcome; 1 where the outcome is money. */
  readonly valuePerUnit: number;
}

/** What is fitted, and how. */
export interface MediaOptions extends FitOptions {
  /** Column of the outcome, such as sales. */
  readonly target: string;
  /** Columns of spend, each 0 or more. */
  readonly channels: readonly string[];
  /** Columns of what else moves the outcome: price, weather, flags of events (0/1 or false/true). */
  readonly controls?: readonly string[];
  /** Column of the period's first day, `YYYY-MM-DD`; days, weeks or months. */
  readonly date: string;
  /** Periods over which a spend works, the first included; 8 unless told, 1 for no carry-over. */
  readonly lags?: number;
  /** `auto` unless told: the family that foretells held-out blocks best. */
  readonly saturation?: SaturationFamily | "auto";
  /** `auto` unless told: the shape that foretells later periods best. */
  readonly trend?: TrendShape | "auto";
  /** Pairs of sine and cosine per year, 0 to 3; `auto` unless told. */
  readonly harmonics?: number | "auto";
  /** Whether media can only add; true unless told. */
  readonly nonNegative?: boolean;
  readonly calibrations?: readonly MediaCalibration[];
  /** What the outcome is worth; unless told the outcome counts as money of an unnamed currency. */
  readonly money?: MediaMoney;
  /** Probability that intervals hold, between 0 and 1; 0.95 unless told. */
  readonly level?: number;
  /** Parameter draws kept in the model; 500 unless told. */
  readonly draws?: number;
}

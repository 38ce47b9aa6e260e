import type { FitOptions } from "../fit-progress.js";
import type { BaselineTransform } from "./transform.js";

/**
 * One period of a series: its first day, its value, and its regressors under their own names.
 *
 * A value of null (or none) is missing; so are dates that have no row. A regressor of null is not known: its usual
 * value at that time of the year stands in.
 */
export interface BaselineRow {
  /** `YYYY-MM-DD` */
  readonly date: string;
  readonly value?: number | null;
  readonly [regressor: string]: unknown;
}

/** One period of several shares that sum to 1; null where none was measured. */
export interface ShareRow {
  /** `YYYY-MM-DD` */
  readonly date: string;
  readonly shares: Readonly<Record<string, number>> | null;
  readonly [regressor: string]: unknown;
}

/** Which seasons a series has. */
export interface BaselineSeasonality {
  readonly weekly?: boolean;
  /** Pairs of sine and cosine within a year; 0 for no yearly season. */
  readonly yearly?: number;
}

export interface BaselineOptions extends FitOptions {
  /** Columns of the rows that move the series and are known, or assumed, for the days that are asked: weather, prices. */
  readonly regressors?: readonly string[];
  /** First days of holidays, past and to come; under names where they differ. Two periods before and after count as near. */
  readonly holidays?: readonly string[] | Readonly<Record<string, readonly string[]>>;
  /** Whether the residual of the period before tells of the next (1) or not (0); `auto` asks the held-out score. */
  readonly lags?: "auto" | 0 | 1;
  readonly seasonality?: "auto" | BaselineSeasonality;
  readonly transform?: "auto" | BaselineTransform;
  /** Nominal coverage of the bands, each between 0 and 1; 0.5, 0.8 and 0.95 unless told. */
  readonly levels?: readonly number[];
  /** Farthest period ahead that the choice among variants looks at; a quarter of the series unless told. */
  readonly horizon?: number;
}

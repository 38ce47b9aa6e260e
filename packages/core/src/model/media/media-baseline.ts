import { cosineOfDegrees, sineOfDegrees } from "../../math/index.js";
import type { TrendShape } from "./media-option.js";

/** What moves the outcome without media, but for controls. */
export interface BaselineShape {
  readonly trend: TrendShape;
  /** Pairs of sine and cosine per year. */
  readonly harmonics: number;
  /** Whether days of the week differ: three pairs per week. */
  readonly weekly: boolean;
}

/** How a control is centred and scaled. */
export interface ControlScale {
  readonly mean: number;
  readonly sd: number;
}

const DAYS_PER_YEAR = 365.25;
const WEEKLY_PAIRS = 3;

/**
 * Columns of the baseline: intercept, trend, season, week, controls.
 *
 * @param options.periods - periods of the rows that were fitted; the trend is counted in them
 * @returns one array per column, each with a value per row
 */
export function baselineColumns(
  {
    day,
    period,
    controls,
  }: {
    day: ArrayLike<number>;
    period: ArrayLike<number>;
    controls: readonly Float64Array[];
  },
  {
    shape,
    periods,
    scales,
  }: { shape: BaselineShape; periods: number; scales: readonly ControlScale[] },
): Float64Array[] {
  const n = day.length;
  const column = (value: (row: number) => number) =>
    Float64Array.from({ length: n }, (_, i) => value(i));
  const columns = [column(() => 1)];
  if (shape.trend === "linear") columns.push(column((i) => period[i]! / periods));
  if (shape.trend === "root") {
    columns.push(column((i) => Math.sqrt(Math.max(0, period[i]!) / periods)));
  }
  const turn = (pairs: number, days: number) => {
    for (let k = 1; k <= pairs; k++) {
      columns.push(column((i) => sineOfDegrees((360 * k * day[i]!) / days)));
      columns.push(column((i) => cosineOfDegrees((360 * k * day[i]!) / days)));
    }
  };
  turn(shape.harmonics, DAYS_PER_YEAR);
  turn(shape.weekly ? WEEKLY_PAIRS : 0, 7);
  controls.forEach((values, j) => {
    const { mean, sd } = scales[j]!;
    columns.push(column((i) => (values[i]! - mean) / sd));
  });
  return columns;
}

/** Number of columns before those of the controls. */
export function baselineSize({ trend, harmonics, weekly }: BaselineShape): number {
  return 1 + (trend === "none" ? 0 : 1) + 2 * harmonics + (weekly ? 2 * WEEKLY_PAIRS : 0);
}

/** Mean and standard deviation of a control; its own unit (sd 1) where it does not vary. */
export function controlScale(values: Float64Array): ControlScale {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  const mean = total / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) * (values[i]! - mean);
  const sd = Math.sqrt(squares / values.length);
  return { mean, sd: sd > 1e-12 * Math.abs(mean) ? sd : 1 };
}

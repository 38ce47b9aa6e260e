import { CoreError } from "../../error.js";
import { calendarOf, type MediaCalendar, periodOf, readDay } from "./media-calendar.js";
import type { MediaRow } from "./media-option.js";

/** Columns that are read from the rows. */
export interface MediaColumns {
  readonly target: string;
  readonly channels: readonly string[];
  readonly controls: readonly string[];
  readonly date: string;
}

/** Rows as columns, in order of time. */
export interface MediaPanel {
  readonly calendar: MediaCalendar;
  /** Periods from the first row to the last, those without a row included. */
  readonly periods: number;
  /** Day and period of each row. */
  readonly day: Float64Array;
  readonly period: Int32Array;
  readonly outcome: Float64Array;
  /** By channel: spend of each period; 0 where there is no row. */
  readonly spend: readonly Float64Array[];
  /** By control: value of each row. */
  readonly controls: readonly Float64Array[];
}

/**
 * Reads rows into columns.
 *
 * @param rows - in any order; at most one per period
 * @throws CoreError `no_data`, `invalid_input` (date, two rows of a period), `not_finite` (value that is no number), `out_of_range` (negative spend)
 */
export function mediaPanel(
  rows: readonly MediaRow[],
  { target, channels, controls, date }: MediaColumns,
): MediaPanel {
  if (rows.length === 0) throw new CoreError("no_data", "found no rows, expected one per period");
  const days = rows.map((row, i) => readDay(row[date], i, date));
  const order = rows.map((_, i) => i).sort((a, b) => days[a]! - days[b]! || a - b);
  const day = Float64Array.from(order, (row) => days[row]!);
  const calendar = calendarOf(day);
  const period = Int32Array.from(day, (value) => periodOf(calendar, value));
  order.forEach((row, i) => {
    if (i > 0 && period[i] === period[i - 1]) {
      throw new CoreError(
        "invalid_input",
        `rows ${order[i - 1]} and ${row}: both in the period of ${rows[row]![date]}, expected one row per period`,
      );
    }
  });
  const column = (name: string) =>
    Float64Array.from(order, (row) => readNumber(rows[row]![name], row, name));
  const periods = period[period.length - 1]! + 1;
  return {
    calendar,
    periods,
    day,
    period,
    outcome: column(target),
    spend: channels.map((channel) => {
      const spend = new Float64Array(periods);
      order.forEach((row, i) => {
        spend[period[i]!] = readSpend(rows[row]![channel], row, channel);
      });
      return spend;
    }),
    controls: controls.map(column),
  };
}

/** @throws CoreError `not_finite` */
export function readNumber(value: unknown, row: number, column: string): number {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new CoreError(
    "not_finite",
    `row ${row}, column ${column}: found ${value === undefined ? "nothing" : (JSON.stringify(value) ?? String(value))}, expected a number`,
  );
}

/** @throws CoreError `not_finite`, `out_of_range` below 0 */
export function readSpend(value: unknown, row: number, column: string): number {
  const spend = readNumber(value, row, column);
  if (spend < 0) {
    throw new CoreError(
      "out_of_range",
      `row ${row}, column ${column}: found spend ${spend}, expected 0 or more`,
    );
  }
  return spend;
}

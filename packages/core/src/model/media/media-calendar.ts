import { CoreError } from "../../error.js";
import { dateOfDay, dayOfDate } from "../../schema/time-text.js";

/** The cadence of the rows. */
export interface MediaCalendar {
  /** Days from 1970-01-01 to the first row. */
  readonly firstDay: number;
  /** Days from one period to the next; 0 for months. */
  readonly stepDays: number;
}

/** Days from 1970-01-01. @throws CoreError `invalid_input` for what is no date */
export function readDay(value: unknown, row: number, column: string): number {
  if (typeof value === "string" && /^\d{4}-\d\d-\d\d/.test(value)) {
    const date = value.slice(0, 10);
    const day = dayOfDate(date);
    if (Number.isFinite(day) && dateOfDay(day) === date) return day;
  }
  throw new CoreError(
    "invalid_input",
    `row ${row}, column ${column}: found ${String(value)}, expected a date YYYY-MM-DD`,
  );
}

/** The cadence that most neighbouring rows have. @param days - ascending */
export function calendarOf(days: ArrayLike<number>): MediaCalendar {
  const gaps = new Float64Array(Math.max(0, days.length - 1));
  for (let i = 0; i < gaps.length; i++) gaps[i] = days[i + 1]! - days[i]!;
  gaps.sort();
  const middle = gaps[gaps.length >> 1] ?? 1;
  const monthly = middle >= 28 && middle <= 31;
  return { firstDay: days[0] ?? 0, stepDays: monthly ? 0 : Math.max(1, middle) };
}

/** Position of a day on the calendar, 0 for the first row's; may be negative. */
export function periodOf({ firstDay, stepDays }: MediaCalendar, day: number): number {
  if (stepDays > 0) return Math.round((day - firstDay) / stepDays);
  return monthOf(day) - monthOf(firstDay);
}

/** Mean days in a period. */
export function daysPerPeriod({ stepDays }: MediaCalendar): number {
  return stepDays > 0 ? stepDays : 365.25 / 12;
}

function monthOf(day: number): number {
  const [year = "", month = ""] = dateOfDay(day).split("-");
  return 12 * Number(year) + Number(month);
}

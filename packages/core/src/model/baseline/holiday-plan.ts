import * as z from "zod";
import { CoreError } from "../../error.js";
import { dayOfDate, LocalDate } from "../../schema/index.js";
import type { BaselineOptions } from "./baseline-row.js";
import { degreesOfYear } from "./regressor-shape.js";

/** Days that are the same holiday in different years. */
export const HolidayPlan = z.strictObject({
  name: z.string(),
  near: z.boolean().meta({ description: "Whether the periods beside it are its own as well" }),
  days: z.array(z.int()).meta({ description: "Since 1970-01-01, ascending" }),
});
export type HolidayPlan = z.infer<typeof HolidayPlan>;

/** Periods from a holiday to a row that count as near, and the size that an effect there is given beforehand. */
export const NEAR = [
  { offset: -2, weight: 0.5 },
  { offset: -1, weight: 0.7 },
  { offset: 0, weight: 1 },
  { offset: 1, weight: 0.7 },
  { offset: 2, weight: 0.5 },
] as const;

/** Those of them at which a holiday has an effect of its own. */
export function ownOf({ near }: HolidayPlan): (typeof NEAR)[number][] {
  return NEAR.filter(({ offset }) => offset === 0 || (near && Math.abs(offset) === 1));
}

/** Dates of one year and of another that lie so near on the calendar are taken for the same holiday. */
const SAME_DAYS = 7;

/**
 * Holidays by name.
 *
 * @remarks Dates without names are put together by their place in the year: Christmas, or the fourth Thursday of November.
 * A holiday that moves by more than a week (Easter, Lunar New Year) needs a name to be known again.
 * @throws CoreError `invalid_input` for a date that is none
 */
export function planHolidays(given: NonNullable<BaselineOptions["holidays"]>): HolidayPlan[] {
  if (!isList(given)) {
    return Object.keys(given)
      .sort()
      .map((name) => ({ name, near: true, days: daysOf(given[name]!) }))
      .filter(({ days }) => days.length > 0);
  }
  const place = (day: number) => (((degreesOfYear(day) % 360) + 360) % 360) * (365.25 / 360);
  const days = daysOf(given).sort((a, b) => place(a) - place(b) || a - b);
  const groups: number[][] = [];
  for (const day of days) {
    const group = groups[groups.length - 1];
    const before = group?.[group.length - 1];
    const isSame =
      group !== undefined &&
      before !== undefined &&
      place(day) - place(before) <= SAME_DAYS &&
      group.every((other) => Math.abs(other - day) > 60);
    if (isSame) group.push(day);
    else groups.push([day]);
  }
  return groups
    .map((group, i) => ({ name: `${i + 1}`, near: false, days: group.sort((a, b) => a - b) }))
    .sort((a, b) => a.days[0]! - b.days[0]!);
}

/** Whether one of the days lies within the period that is `offset` periods before the one that begins on `day`. */
export function isNear(
  days: readonly number[],
  { day, offset, step }: { day: number; offset: number; step: number },
): boolean {
  const from = day - offset * step;
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (days[middle]! < from) low = middle + 1;
    else high = middle;
  }
  return low < days.length && days[low]! < from + step;
}

function isList(given: NonNullable<BaselineOptions["holidays"]>): given is readonly string[] {
  return Array.isArray(given);
}

function daysOf(dates: readonly string[]): number[] {
  const days = dates.map((date, i) => {
    if (LocalDate.safeParse(date).success) return dayOfDate(date);
    throw new CoreError("invalid_input", `holiday ${i}: found ${date}, expected YYYY-MM-DD`);
  });
  return [...new Set(days)].sort((a, b) => a - b);
}

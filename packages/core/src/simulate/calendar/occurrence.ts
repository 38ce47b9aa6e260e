import type { CalendarEntry, Recurrence } from "../../schema/promotion-calendar.js";
import { dateOfDay, dayOfDate } from "../../schema/time-text.js";

/** One run of an entry: consecutive days, `[first, end)` since 1970-01-01, blackout days taken out. */
export interface Occurrence {
  readonly entry: CalendarEntry;
  readonly first: number;
  readonly end: number;
  /** Part of a whole run's cost that falls on these days, 0–1. */
  readonly costShare: number;
}

/**
 * The runs of an entry that touch the days `[from, end)`, in their order, cut to these days.
 *
 * A run that began before, or goes on after, costs what its days within are of all its days; a blackout day cuts a run
 * in two and costs nothing.
 */
export function occurrencesOf(
  entry: CalendarEntry,
  { from, end, blackout }: { from: number; end: number; blackout: ReadonlySet<string> },
): Occurrence[] {
  const closed = new Set([...blackout, ...entry.blackout]);
  const found: Occurrence[] = [];
  for (let start = from - entry.lengthDays + 1; start < end; start++) {
    if (!startsOn(entry, start)) continue;
    const open = Array.from({ length: entry.lengthDays }, (_, k) => start + k).filter(
      (day) => !closed.has(dateOfDay(day)),
    );
    const within = open.filter((day) => day >= from && day < end);
    for (const [first, last] of spansOf(within)) {
      found.push({ entry, first, end: last + 1, costShare: (last + 1 - first) / open.length });
    }
  }
  return found;
}

/** Consecutive days as first and last of each. */
function spansOf(days: readonly number[]): [number, number][] {
  const spans: [number, number][] = [];
  for (const day of days) {
    const last = spans.at(-1);
    if (last && last[1] === day - 1) last[1] = day;
    else spans.push([day, day]);
  }
  return spans;
}

function startsOn({ from, until, repeats }: CalendarEntry, day: number): boolean {
  const first = dayOfDate(from);
  if (day < first || (until !== undefined && day > dayOfDate(until))) return false;
  return repeats ? recursOn(repeats, { day, first }) : day === first;
}

function recursOn(repeats: Recurrence, { day, first }: { day: number; first: number }): boolean {
  switch (repeats.every) {
    case "days":
      return (day - first) % repeats.count === 0;
    case "week":
      return repeats.weekdays.includes(weekdayOf(day));
    case "month":
      return monthDaysOf(day).some((number) => repeats.days.includes(number));
  }
}

/** 1 Monday to 7 Sunday; 1970-01-01 was a Thursday. */
export const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;

/** What a day is called within its month: counted from the first, and from the last as -1. */
function monthDaysOf(day: number): [number, number] {
  const date = dateOfDay(day);
  const number = Number(date.slice(8));
  let left = 1;
  while (dateOfDay(day + left).slice(0, 7) === date.slice(0, 7)) left++;
  return [number, -left];
}

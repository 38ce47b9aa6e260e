import { cosineOfDegrees, sineOfDegrees } from "../../math/sine.js";
import type { EnrichedRow } from "../../schema/enriched.js";
import { dayOfDate } from "../../schema/time-text.js";

const DAYS_PER_YEAR = 365.2425;

/**
 * What would move an outcome without weather and holidays: one column per cell, weekdays (Monday is the rest), a trend,
 * and the season: two harmonics of the year when the rows span one, else a squared trend.
 *
 * @returns one array per row, all of the same length; weekdays that do not occur are left out
 */
export function controlColumns(rows: readonly EnrichedRow[]): number[][] {
  const cells = [...new Set(rows.map(cellOf))].sort();
  const days = rows.map(({ date }) => dayOfDate(date));
  const first = days.reduce((a, b) => Math.min(a, b), Infinity);
  const last = days.reduce((a, b) => Math.max(a, b), -Infinity);
  const weekdays = [...new Set(days.map(weekday))].sort((a, b) => a - b).slice(1);
  const span = Math.max(1, last - first);
  return rows.map((row, i) => {
    const day = days[i] ?? first;
    const time = (2 * (day - first)) / span - 1;
    return [
      ...cells.map((cell) => Number(cell === cellOf(row))),
      ...weekdays.map((each) => Number(each === weekday(day))),
      time,
      ...(span + 1 >= 365 ? harmonics(day) : [time * time]),
    ];
  });
}

function harmonics(day: number): number[] {
  const angle = (360 * day) / DAYS_PER_YEAR;
  return [1, 2].flatMap((k) => [sineOfDegrees(k * angle), cosineOfDegrees(k * angle)]);
}

function cellOf({ persona, region }: EnrichedRow): string {
  return JSON.stringify([persona, region]);
}

/** 0 is Monday. */
function weekday(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

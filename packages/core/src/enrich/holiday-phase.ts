import type { HolidayCalendar } from "../schema/holiday-calendar.js";
import { dayOfDate } from "../schema/time-text.js";

/** Where a day stands to the holiday that is next to it. */
export interface HolidayPhase {
  readonly holiday: string;
  readonly phase: "before" | "during" | "after";
  /** Days from the holiday itself; below 0 before it. */
  readonly offsetDays: number;
}

/** How many days before and after a holiday belong to it. */
export interface HolidayReach {
  readonly leadDays?: number;
  readonly lagDays?: number;
}

/**
 * A function from a day to its holiday, by the holiday's own day, so that moving holidays are laid upon each other.
 *
 * @remarks Days in lieu that touch the holiday count as it. Where two holidays claim a day the one that the day is
 * *during* wins, then the nearer, then the earlier one.
 * @param calendar - any country's
 */
export function holidayPhases(
  calendar: HolidayCalendar,
  { leadDays = 2, lagDays = 2 }: HolidayReach = {},
): (day: number) => HolidayPhase | null {
  const byDay = new Map<number, HolidayPhase & { readonly rank: number }>();
  for (const holiday of calendar.holidays) {
    const centre = dayOfDate(holiday.date);
    const off = [holiday.start, holiday.end, ...holiday.inLieu].map(dayOfDate);
    const start = Math.min(...off);
    const end = Math.max(...off);
    for (let day = start - leadDays; day <= end + lagDays; day++) {
      const phase = day < start ? "before" : day > end ? "after" : "during";
      const rank = phase === "during" ? 0 : day < start ? start - day : day - end;
      const held = byDay.get(day);
      if (held !== undefined && held.rank <= rank) continue;
      byDay.set(day, { holiday: holiday.id, phase, offsetDays: day - centre, rank });
    }
  }
  return (day) => {
    const found = byDay.get(day);
    if (found === undefined) return null;
    const { holiday, phase, offsetDays } = found;
    return { holiday, phase, offsetDays };
  };
}

import { dayOf, monthStart, partsOf } from "./day.js";

/** A mark of the time axis; `unit` says how precisely it should be written. */
export interface TimeTick {
  readonly day: number;
  readonly unit: "year" | "month" | "day";
}

const MONTH_STEPS = [1, 2, 3, 6, 12, 24, 60, 120];
const DAY_STEPS = [1, 2, 7, 14];
const EPOCH_MONDAY = dayOf("1970-01-05");

const monthTicks = (from: number, to: number, step: number): TimeTick[] => {
  const ticks: TimeTick[] = [];
  const start = partsOf(from);
  const first = Math.floor((start.year * 12 + start.month - 1) / step) * step;
  for (let index = first; ; index += step) {
    const year = Math.floor(index / 12);
    const month = (index % 12) + 1;
    const day = monthStart(year, month);
    if (day > to) return ticks;
    if (day >= from) ticks.push({ day, unit: month === 1 || step >= 12 ? "year" : "month" });
  }
};

const dayTicks = (from: number, to: number, step: number): TimeTick[] => {
  const first = Math.ceil((from - EPOCH_MONDAY) / step) * step + EPOCH_MONDAY;
  const ticks: TimeTick[] = [];
  for (let day = first; day <= to; day += step) ticks.push({ day, unit: "day" });
  return ticks;
};

/**
 * Marks of a time axis on local dates: days, Mondays, firsts of months or of years, the densest that leaves
 * `gap` pixels to each.
 *
 * @param domain - first and last day number, inclusive
 * @param options.width - pixels for the whole domain
 * @param options.gap - fewest pixels from mark to mark
 */
export function timeTicks(
  [from, to]: readonly [number, number],
  { width, gap = 72 }: { width: number; gap?: number },
): TimeTick[] {
  if (!(Number.isFinite(from) && Number.isFinite(to)) || to < from || width <= 0) return [];
  const daysPerGap = ((to - from) / width) * gap;
  const days = DAY_STEPS.find((step) => step >= daysPerGap);
  if (days !== undefined) return dayTicks(from, to, days);
  const months = MONTH_STEPS.find((step) => step * 30.44 >= daysPerGap) ?? 240;
  return monthTicks(from, to, months);
}

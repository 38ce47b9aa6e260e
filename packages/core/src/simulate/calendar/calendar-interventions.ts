import { CoreError } from "../../error.js";
import {
  type CalendarEvent,
  PromotionCalendar,
  type PromotionCalendarInput,
} from "../../schema/promotion-calendar.js";
import { type Intervention, MOST_INTERVENTIONS } from "../../schema/scenario.js";
import { dateOfDay, dayOfDate } from "../../schema/time-text.js";
import { type Occurrence, occurrencesOf } from "./occurrence.js";

/** Days on which two entries work on the same brand in a place that they share. */
export interface CalendarConflict {
  /** Ids of the entries, in the calendar's order. */
  readonly entries: readonly [string, string];
  /** Null: one of them is of all brands. */
  readonly brand: string | null;
  readonly from: string;
  /** Inclusive. */
  readonly to: string;
}

/** What of a calendar falls into a horizon. */
export interface CalendarRun {
  /** In the order of the calendar's entries, and of their days within each. */
  readonly interventions: Intervention[];
  /** Empty where the calendar says that entries stack. */
  readonly conflicts: CalendarConflict[];
}

/**
 * Makes interventions of a calendar for a scenario that starts on a day.
 *
 * @param options.from - local date of the scenario's day 0
 * @param options.days - the scenario's horizon, 1–365
 * @throws CoreError `invalid_input` for what is not a calendar; `out_of_range` for a horizon that is none, and for more
 * runs than a scenario may hold
 */
export function calendarInterventions(
  input: PromotionCalendarInput,
  { from, days }: { from: string; days: number },
): CalendarRun {
  const parsed = PromotionCalendar.safeParse(input);
  if (!parsed.success) {
    throw new CoreError(
      "invalid_input",
      `not a promotion calendar: ${parsed.error.issues[0]?.message}`,
      parsed.error.issues.map(({ path, message }) => ({
        pointer: `/${path.join("/")}`,
        detail: message,
      })),
    );
  }
  const { entries, blackout, overlap } = parsed.data;
  const start = startOf(from, days);
  const span = { from: start, end: start + days, blackout: new Set(blackout) };
  const found = entries.flatMap((entry) => occurrencesOf(entry, span));
  if (found.length > MOST_INTERVENTIONS) {
    const detail = `found ${found.length} runs within ${days} days, expected at most ${MOST_INTERVENTIONS}: ask for fewer days or entries`;
    throw new CoreError("out_of_range", detail, [{ pointer: "/entries", detail }]);
  }
  return {
    interventions: found.map((one) => ({
      ...one.entry.event,
      startDay: one.first - start,
      durationDays: one.end - one.first,
      cost: one.entry.event.cost * one.costShare,
    })),
    conflicts: overlap === "stack" ? [] : conflictsOf(found),
  };
}

function startOf(from: string, days: number): number {
  const start = /^\d{4}-\d{2}-\d{2}$/.test(from) ? dayOfDate(from) : Number.NaN;
  if (!Number.isFinite(start) || dateOfDay(start) !== from) {
    const detail = `found ${JSON.stringify(from)}, expected a date such as 2026-03-05`;
    throw new CoreError("invalid_input", detail, [{ pointer: "/from", detail }]);
  }
  if (Number.isInteger(days) && days >= 1 && days <= 365) return start;
  const detail = `found ${days}, expected a whole number of days from 1 to 365`;
  throw new CoreError("out_of_range", detail, [{ pointer: "/days", detail }]);
}

function conflictsOf(found: readonly Occurrence[]): CalendarConflict[] {
  const conflicts: CalendarConflict[] = [];
  found.forEach((one, i) => {
    for (const other of found.slice(i + 1)) {
      const first = Math.max(one.first, other.first);
      const end = Math.min(one.end, other.end);
      const brand = sharedBrand(one.entry.event, other.entry.event);
      if (first >= end || brand === undefined || !meets(one.entry.event, other.entry.event))
        continue;
      conflicts.push({
        entries: [one.entry.id, other.entry.id],
        brand,
        from: dateOfDay(first),
        to: dateOfDay(end - 1),
      });
    }
  });
  return conflicts;
}

/** Brands that an event works on: null for all, none for what happens to everybody alike. */
function brandsOf(event: CalendarEvent): readonly string[] | null {
  switch (event.type) {
    case "promotion":
      return event.brand === undefined ? null : [event.brand];
    case "price_change":
      return Object.keys(event.price);
    case "competition":
      return [event.brand];
    case "external":
      return [];
  }
}

/** The brand that both work on; null where that is any, undefined where there is none. */
function sharedBrand(one: CalendarEvent, other: CalendarEvent): string | null | undefined {
  const [a, b] = [brandsOf(one), brandsOf(other)];
  if (a === null && b === null) return null;
  if (a === null) return b?.[0];
  return b === null ? a[0] : a.find((brand) => b.includes(brand));
}

/** Whether some cell may feel both. */
const meets = (one: CalendarEvent, other: CalendarEvent): boolean =>
  (["persona", "region"] as const).every(
    (part) => one[part] === undefined || other[part] === undefined || one[part] === other[part],
  );

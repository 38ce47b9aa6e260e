import * as z from "zod";
import { LocalDate } from "./instant.js";
import { Competition, External, PriceChange, Promotion } from "./scenario.js";

const WHEN = { startDay: true, durationDays: true } as const;

/** What an entry does each time that it runs: an intervention without its days; `cost` is that of one whole run. */
export const CalendarEvent = z.discriminatedUnion("type", [
  PriceChange.omit(WHEN),
  Promotion.omit(WHEN),
  Competition.omit(WHEN),
  External.omit(WHEN),
]);
export type CalendarEvent = z.infer<typeof CalendarEvent>;

/** When an entry runs again after its first day; only days from there on count. */
export const Recurrence = z.discriminatedUnion("every", [
  z.strictObject({
    every: z.literal("week"),
    weekdays: z.array(z.int().min(1).max(7)).min(1).meta({ description: "1 Monday to 7 Sunday" }),
  }),
  z.strictObject({
    every: z.literal("month"),
    days: z
      .array(z.union([z.int().min(1).max(31), z.int().min(-31).max(-1)]))
      .min(1)
      .meta({ description: "-1 is the last day; a month without the day is left out" }),
  }),
  z.strictObject({
    every: z.literal("days"),
    count: z.int().min(1).max(366).meta({ unit: "days from one start to the next" }),
  }),
]);
export type Recurrence = z.infer<typeof Recurrence>;

/** One event of a calendar, once or again and again. */
export const CalendarEntry = z
  .strictObject({
    id: z.string().min(1),
    event: CalendarEvent,
    from: LocalDate.meta({ description: "First day; of a recurrence, the first that counts" }),
    until: LocalDate.optional().meta({ description: "Last day on which it may start, inclusive" }),
    lengthDays: z.int().min(1).max(365).default(1),
    repeats: Recurrence.optional(),
    blackout: z.array(LocalDate).default([]).meta({ description: "Days on which it does not run" }),
  })
  .refine(({ from, until }) => until === undefined || until >= from, {
    path: ["until"],
    message: "expected a day on or after `from`",
  });
export type CalendarEntry = z.infer<typeof CalendarEntry>;

/** What is planned, when: data, from which interventions are made. */
export const PromotionCalendar = z
  .strictObject({
    entries: z.array(CalendarEntry).max(1000),
    blackout: z
      .array(LocalDate)
      .default([])
      .meta({ description: "Days on which nothing of the calendar runs" }),
    overlap: z.enum(["stack", "report"]).default("report").meta({
      description: "Whether entries of one brand on one day add up silently, or are reported",
    }),
  })
  .refine(({ entries }) => new Set(entries.map(({ id }) => id)).size === entries.length, {
    path: ["entries"],
    message: "expected each id once",
  });
export type PromotionCalendar = z.infer<typeof PromotionCalendar>;
/** A calendar as it may be written: what has a default may be left out. */
export type PromotionCalendarInput = z.input<typeof PromotionCalendar>;

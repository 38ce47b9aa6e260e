import * as z from "zod";
import { LocalDate } from "./instant.js";

/** One holiday of one year; `date` is the holiday itself, so that moving holidays can be laid upon each other. */
export const Holiday = z.strictObject({
  id: z.string().min(1).meta({ description: "The same every year, e.g. `lunar_new_year`" }),
  names: z.strictObject({ en: z.string(), "zh-TW": z.string() }).partial(),
  date: LocalDate,
  start: LocalDate.meta({ description: "First day off" }),
  end: LocalDate.meta({ description: "Last day off, inclusive" }),
  moving: z.boolean().meta({ description: "On another solar date every year" }),
  inLieu: z.array(LocalDate).meta({ description: "Days off because days above fall on a weekend" }),
});
export type Holiday = z.infer<typeof Holiday>;

/** Holidays of a country between two dates, ordered by date then id: data, replaceable by the user's own. */
export const HolidayCalendar = z.strictObject({
  id: z.string().min(1),
  source: z.string().min(1).meta({ description: "Where the dates are from" }),
  from: LocalDate,
  to: LocalDate.meta({ description: "Inclusive; outside from–to nothing is known" }),
  holidays: z.array(Holiday),
});
export type HolidayCalendar = z.infer<typeof HolidayCalendar>;

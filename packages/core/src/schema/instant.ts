import * as z from "zod";

/** An instant: milliseconds since 1970-01-01T00:00Z. */
export const Instant = z.int().meta({ description: "Instant", unit: "ms since 1970-01-01T00:00Z" });
export type Instant = z.infer<typeof Instant>;

/** A calendar date of the source's own zone, `YYYY-MM-DD`. */
export const LocalDate = z.iso.date().meta({ description: "Local calendar date" });
export type LocalDate = z.infer<typeof LocalDate>;

/** When something was, and how far its zone was from UTC then. */
export const ZonedInstant = z.strictObject({
  at: Instant,
  offsetMinutes: z
    .int()
    .min(-1080)
    .max(1080)
    .meta({ description: "Zone offset", unit: "minutes east of UTC" }),
});
export type ZonedInstant = z.infer<typeof ZonedInstant>;

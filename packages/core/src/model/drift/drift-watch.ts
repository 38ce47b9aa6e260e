import * as z from "zod";
import { Reason } from "../../schema/verdict.js";

/** What a series does while nothing has changed. */
export const DriftBaseline = z.strictObject({
  level: z.number(),
  season: z.array(z.number()).min(1).meta({
    description: "What each day of the season adds; the first belongs to the first reference day",
  }),
  autocorrelation: z.number().gt(-1).lt(1).meta({ description: "of neighbouring days" }),
  sd: z.number().positive().meta({ description: "Standard deviation of a day" }),
  innovationSd: z
    .number()
    .positive()
    .meta({ description: "Standard deviation of a day given the day before" }),
  square: z.number().positive().meta({ description: "Mean of clipped squared innovations" }),
  squareSd: z.number().positive(),
});
export type DriftBaseline = z.infer<typeof DriftBaseline>;

/** Cumulative sums of a series, and where they began. */
export const DriftState = z.strictObject({
  last: z.number().nullable().meta({ description: "Last value, without level and season" }),
  up: z.number().nonnegative(),
  down: z.number().nonnegative(),
  spread: z.number().nonnegative(),
  upSince: z.int(),
  downSince: z.int(),
  spreadSince: z.int(),
  upSum: z.number(),
  downSum: z.number(),
});
export type DriftState = z.infer<typeof DriftState>;

/** Series that are watched for changes: what is usual, from where on it is not, and how far the watch is. */
export const DriftWatch = z.strictObject({
  kind: z.literal("drift"),
  version: z.literal(1),
  series: z.record(z.string(), DriftBaseline),
  state: z.record(z.string(), DriftState),
  levelThreshold: z.number().positive(),
  spreadThreshold: z.number().positive(),
  falseAlarmsPer90Days: z.number().positive(),
  quietDays: z.int().nonnegative(),
  referenceDays: z.int().positive(),
  day: z.int().nonnegative().meta({ description: "Days seen, the reference included" }),
  quietUntil: z.int(),
  weaknesses: z.array(Reason),
});
export type DriftWatch = z.infer<typeof DriftWatch>;

/** A change that was found. */
export const DriftAlarm = z.strictObject({
  day: z
    .int()
    .nonnegative()
    .meta({ description: "Day of the alarm, from 0 at the first reference day" }),
  since: z.int().nonnegative().meta({ description: "Day on which the change seems to have begun" }),
  series: z.string(),
  kind: z.enum(["level", "spread"]),
  direction: z.enum(["up", "down"]),
  size: z.number().meta({
    description:
      "Level: mean distance since then in standard deviations; spread: statistic over threshold",
  }),
  also: z.array(z.string()).meta({ description: "Other series that alarmed the same day" }),
});
export type DriftAlarm = z.infer<typeof DriftAlarm>;

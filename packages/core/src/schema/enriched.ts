import * as z from "zod";
import { Instant, LocalDate } from "./instant.js";
import { Parameter } from "./parameter.js";
import { BehaviourBody } from "./record.js";

const Known = z.number().nullable();
const Count = z.int().nonnegative();

const { insights: _insights, ...Observed } = BehaviourBody.shape;

/** A behaviour record as observed, and beside it what was known of its day and place; missing stays null. */
export const EnrichedRow = z.strictObject({
  key: z.string().min(1),
  at: Instant,
  offsetMinutes: z.int(),
  date: LocalDate,
  demo: z.boolean(),
  ...Observed,
  weatherDate: LocalDate.nullable().meta({ description: "Day of the weather that was known" }),
  temperature: Known.meta({ unit: "°C" }),
  temperatureAnomaly: Known.meta({ unit: "°C above the 30 days before" }),
  humidity: Known.meta({ unit: "%RH" }),
  rain: Known.meta({ unit: "share of places with rain, 0 to 1" }),
  comfort: Known.meta({ unit: "as the source gives it" }),
  holiday: z.string().nullable().meta({ description: "Id of the calendar's holiday" }),
  holidayPhase: z.enum(["before", "during", "after"]).nullable(),
  holidayOffsetDays: z.int().nullable().meta({ unit: "days from the holiday itself" }),
  reportedHolidays: z.array(z.string()).meta({ description: "Named by web intelligence" }),
  socialDate: LocalDate.nullable().meta({ description: "Day of the posts and topics" }),
  posts: Count.nullable(),
  sentiment: z.number().min(-1).max(1).nullable(),
  topics: z.array(z.string()),
  adjusted: z.record(z.string(), Known).meta({
    description: "By `<outcome>.weather` and `<outcome>.holiday`: observed without the effect",
  }),
});
export type EnrichedRow = z.infer<typeof EnrichedRow>;

/** Where a column is from. `retrospective` columns use the whole span; `as_of` ones only what a row could know. */
export const ColumnProvenance = z.strictObject({
  column: z.string().min(1),
  kind: z.enum(["observed", "joined", "computed", "estimated"]),
  timing: z.enum(["own_row", "as_of", "retrospective"]),
  unit: z.string().nullable(),
  source: z.string().min(1),
  method: z.string().min(1),
  values: Count.meta({ description: "Rows of the table that have a value" }),
  from: LocalDate.nullable(),
  to: LocalDate.nullable(),
});
export type ColumnProvenance = z.infer<typeof ColumnProvenance>;

/** What one driver does to one outcome, on the outcome's scale. */
export const DriverEffect = z.strictObject({
  outcome: z.string().min(1),
  driver: z.string().min(1),
  scale: z.enum(["log_odds", "log"]),
  effect: Parameter,
  low: z.number().meta({ description: "95 % interval" }),
  high: z.number().meta({ description: "95 % interval" }),
  pValue: z.number().min(0).max(1),
});
export type DriverEffect = z.infer<typeof DriverEffect>;

/** An estimate that the data do not allow. */
export const RefusedEffect = z.strictObject({
  outcome: z.string().min(1),
  code: z.string().min(1),
  message: z.string().min(1),
});
export type RefusedEffect = z.infer<typeof RefusedEffect>;

/** Enriched Behaviour Model: behaviour of cells with context, effects and the provenance of every column. */
export const EnrichedTable = z.strictObject({
  kind: z.literal("enriched-behaviour"),
  version: z.literal(1),
  rows: z.array(EnrichedRow),
  columns: z.array(ColumnProvenance),
  effects: z.array(DriverEffect),
  refused: z.array(RefusedEffect),
  calendar: z.strictObject({ id: z.string(), source: z.string(), from: LocalDate, to: LocalDate }),
  demo: z.boolean(),
});
export type EnrichedTable = z.infer<typeof EnrichedTable>;

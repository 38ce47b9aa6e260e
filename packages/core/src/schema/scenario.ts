import * as z from "zod";
import { VerdictLimitChanges } from "./verdict-limits.js";

/** External conditions that an intervention may set, as deviations from normal. */
export const TRIGGERS = [
  "temperature",
  "rain",
  "comfort",
  "holiday",
  "sentiment",
  "trend",
] as const;
export const Trigger = z.enum(TRIGGERS);
export type Trigger = z.infer<typeof Trigger>;

const Multiplier = (min: number, max: number) => z.number().min(min).max(max);

/** When and on whom an intervention acts; what is omitted means all. */
const Reach = {
  startDay: z.int().min(0).max(364).default(0).meta({ unit: "days from the start" }),
  durationDays: z
    .int()
    .min(1)
    .max(365)
    .optional()
    .meta({ unit: "days; to the horizon when omitted" }),
  persona: z.string().optional(),
  region: z.string().optional(),
};

export const PriceChange = z.strictObject({
  type: z.literal("price_change"),
  ...Reach,
  price: z
    .record(z.string(), Multiplier(0.1, 10))
    .default({})
    .meta({ unit: "multiplier by brand" }),
  electricityPrice: Multiplier(0.5, 3).default(1).meta({ unit: "multiplier" }),
  priceSensitivity: Multiplier(0.5, 2)
    .default(1)
    .meta({ unit: "multiplier of the price coefficients" }),
});
export type PriceChange = z.infer<typeof PriceChange>;

export const Promotion = z.strictObject({
  type: z.literal("promotion"),
  ...Reach,
  brand: z.string().optional(),
  discount: z.number().min(0).max(0.9).default(0),
  pointMultiplier: Multiplier(0.5, 5).default(1),
  bogo: z.boolean().default(false),
  intensity: z
    .number()
    .min(0)
    .max(2)
    .default(1)
    .meta({ unit: "multiplier of promotional pressure" }),
  cost: z.number().nonnegative().default(0).meta({ unit: "currency" }),
});
export type Promotion = z.infer<typeof Promotion>;

export const COMPETITION_ACTIONS = ["price", "promotion", "entry", "exit", "distribution"] as const;
export const Competition = z.strictObject({
  type: z.literal("competition"),
  ...Reach,
  brand: z.string(),
  target: z.string().optional(),
  action: z.enum(COMPETITION_ACTIONS).default("promotion"),
  strength: z.number().min(0).max(1).default(0),
  similarity: z.number().min(0).max(1).default(0.5),
});
export type Competition = z.infer<typeof Competition>;

export const External = z.strictObject({
  type: z.literal("external"),
  ...Reach,
  trigger: Trigger,
  value: z
    .number()
    .min(-100)
    .max(100)
    .meta({ unit: "deviation from normal, in the trigger's unit" }),
  lagDays: z.int().min(0).max(60).default(0),
});
export type External = z.infer<typeof External>;

/** One change of the world. Multipliers are neutral at 1, `discount`, `strength` and `value` at 0, `bogo` at false. */
export const Intervention = z.discriminatedUnion("type", [
  PriceChange,
  Promotion,
  Competition,
  External,
]);
export type Intervention = z.infer<typeof Intervention>;

/** A set of changes, how long to look, and how to draw. */
export const Scenario = z.strictObject({
  interventions: z.array(Intervention).max(50).default([]),
  persona: z.string().optional().meta({ description: "Show only this persona's cells" }),
  region: z.string().optional().meta({ description: "Show only this region's cells" }),
  durationDays: z.int().min(1).max(365).default(30),
  seed: z.int().min(0).max(4294967295).default(0),
  draws: z
    .int()
    .min(0)
    .max(10000)
    .default(500)
    .meta({ description: "Parameter draws; 0 = expected path only" }),
  replications: z.int().min(0).max(1000).default(0),
  series: z.boolean().default(false).meta({ description: "Also the path by day" }),
  dailyBands: z
    .boolean()
    .optional()
    .meta({ description: "With `series`: all quantiles of each day, without and with luck" }),
  asked: z.iso
    .date()
    .optional()
    .meta({ description: "Day of the question, so that the verdict can tell a stale twin" }),
  limits: VerdictLimitChanges.optional().meta({
    description: "Thresholds of the verdict that differ for this question",
  }),
});
export type Scenario = z.infer<typeof Scenario>;
/** A scenario as it may be written: what has a default may be left out. */
export type ScenarioInput = z.input<typeof Scenario>;

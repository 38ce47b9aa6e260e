import * as z from "zod";
import { AgentOptions } from "./agent.js";
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
  cost: z
    .number()
    .nonnegative()
    .default(0)
    .meta({ unit: "currency, in all, whatever comes of it" }),
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
  billOffset: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .meta({ unit: "fraction of the electricity bill of those who collect that points pay" }),
  coBrand: z
    .strictObject({
      reach: z.number().min(0).max(1).meta({ unit: "fraction of those who choose" }),
      attraction: z.number().min(0).max(2).meta({ unit: "units of promotional pressure" }),
    })
    .optional()
    .meta({ description: "A partner with whom points are collected and exchanged" }),
});
export type Promotion = z.infer<typeof Promotion>;

/** What a competitor may do; the last four grow or shrink where a brand is found, or move it. */
export const COMPETITION_ACTIONS = [
  "price",
  "promotion",
  "entry",
  "exit",
  "distribution",
  "distribution_loss",
  "expansion",
  "reposition",
] as const;
export const Competition = z.strictObject({
  type: z.literal("competition"),
  ...Reach,
  brand: z.string(),
  target: z.string().optional(),
  action: z.enum(COMPETITION_ACTIONS).default("promotion"),
  strength: z.number().min(0).max(1).default(0),
  similarity: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .meta({ description: "How alike brand and target are; needs a target, whose default is 0.5" }),
  entryUtility: z.number().min(-5).max(3).optional().meta({
    description:
      "First utility of a brand that enters, at strength 1: log of its weight over the target's, or the average brand's",
  }),
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

/** One change of the world. Multipliers are neutral at 1, `discount`, `billOffset`, `strength` and `value` at 0, `bogo` at false. */
export const Intervention = z.discriminatedUnion("type", [
  PriceChange,
  Promotion,
  Competition,
  External,
]);
export type Intervention = z.infer<typeof Intervention>;
/** An intervention as it may be written: what has a default may be left out. */
export type InterventionInput = z.input<typeof Intervention>;

/** Most interventions of one scenario: enough for a weekly promotion of each of three brands over a year. */
export const MOST_INTERVENTIONS = 200;

/** A set of changes, how long to look, and how to draw. */
export const Scenario = z.strictObject({
  interventions: z.array(Intervention).max(MOST_INTERVENTIONS).default([]),
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
  replications: z
    .int()
    .min(0)
    .max(1000)
    .default(0)
    .meta({ description: "Runs of agents, each with its own luck; 0 = none" }),
  agents: AgentOptions.optional().meta({ description: "How agents differ, meet, come and go" }),
  series: z.boolean().default(false).meta({ description: "Also the path by day" }),
  margin: z
    .record(z.string(), z.number().min(0).max(1))
    .optional()
    .meta({ description: "By brand, in place of the catalogue's: fraction of the regular price" }),
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

import * as z from "zod";
import { Intervention } from "./scenario.js";

/** What may be moved: a price, or a part of a promotion. */
export const LEVERS = ["price", "discount", "points", "bogo", "intensity"] as const;
export const Lever = z.enum(LEVERS);
export type Lever = z.infer<typeof Lever>;

const Names = z.array(z.string()).min(1);
const Alternatives = z
  .array(z.string().nullable())
  .min(1)
  .meta({ description: "One of these; null stands for all together" });

/**
 * One lever, between which levels it may be set, and where and when.
 *
 * `price` and `points` are multipliers of now (neutral at 1), `discount` a fraction (neutral at 0), `intensity` a multiplier of
 * promotional pressure (neutral at 1), `bogo` on or off. Every lever may stay off.
 */
export const LeverOption = z.strictObject({
  lever: Lever,
  brand: z.string(),
  low: z.number().optional().meta({ description: "Lowest level; as observed unless told" }),
  high: z.number().optional().meta({ description: "Highest level; as observed unless told" }),
  values: z.array(z.number()).min(1).max(200).optional().meta({
    description: "Only these levels, in place of a range",
  }),
  personas: Alternatives.optional(),
  regions: Alternatives.optional(),
  startDays: z.array(z.int().min(0).max(364)).min(1).default([0]).meta({ unit: "days" }),
  durations: z
    .array(z.int().min(1).max(365))
    .min(1)
    .optional()
    .meta({ unit: "days; to the horizon when omitted" }),
  cost: z
    .number()
    .nonnegative()
    .default(0)
    .meta({ unit: "currency", description: "Spent once the lever is used, whatever comes of it" }),
});
export type LeverOption = z.infer<typeof LeverOption>;

/** What every recommended action keeps to. */
export const DecisionConstraints = z.strictObject({
  marginFloor: z
    .union([z.number(), z.record(z.string(), z.number())])
    .optional()
    .meta({
      description:
        "Least margin of what is paid for a unit, at any time; for all brands or by brand",
    }),
  brands: Names.optional().meta({ description: "Only these brands may be moved" }),
  regions: Names.optional().meta({ description: "Only in these regions" }),
  personas: Names.optional().meta({ description: "Only for these personas" }),
  blackouts: z
    .array(z.strictObject({ from: z.iso.date(), to: z.iso.date() }))
    .default([])
    .meta({ description: "Dates on which nothing may run; both ends included" }),
  maxActions: z.int().min(1).max(6).default(3).meta({ description: "Interventions together" }),
  maxPromotions: z.int().min(0).optional().meta({ description: "Promotions in all" }),
  maxAtOnce: z.int().min(1).optional().meta({ description: "Promotions on one day" }),
  price: z
    .record(z.string(), z.strictObject({ low: z.number().optional(), high: z.number().optional() }))
    .default({})
    .meta({ unit: "currency", description: "Bounds of the price paid for a unit, by brand" }),
  shareFloor: z
    .record(z.string(), z.number())
    .default({})
    .meta({ description: "Least mean share of a brand over all cells, 0–1" }),
});
export type DecisionConstraints = z.infer<typeof DecisionConstraints>;

export const OBJECTIVES = ["profit", "revenue", "units", "share", "roi"] as const;
export const Objective = z.enum(OBJECTIVES);
export type Objective = z.infer<typeof Objective>;

/** What is asked of `recommend`. */
export const RecommendationRequest = z.strictObject({
  levers: z
    .array(LeverOption)
    .max(60)
    .optional()
    .meta({ description: "Unless told: prices, discounts and points within what was observed" }),
  constraints: DecisionConstraints.prefault({}),
  budget: z
    .number()
    .optional()
    .meta({ unit: "currency", description: "Most that may be spent, discounts given included" }),
  objective: Objective.default("profit"),
  brands: Names.optional().meta({
    description: "Whose result counts; those of the levers unless told",
  }),
  economics: z
    .strictObject({
      margin: z
        .record(z.string(), z.number())
        .default({})
        .meta({ description: "By brand: fraction of the regular price, before any action" }),
    })
    .prefault({}),
  risk: z.enum(["expected", "risk-adjusted"]).default("expected"),
  riskAversion: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .meta({ description: "Weight of the mean of the worst fifth of the draws, if risk-adjusted" }),
  given: z
    .array(Intervention)
    .max(20)
    .default([])
    .meta({ description: "What happens anyway, such as a competitor's attack" }),
  durationDays: z.int().min(1).max(365).default(30),
  seed: z.int().min(0).max(4294967295).default(0),
  draws: z.int().min(0).max(10000).default(500),
  size: z.int().min(1).max(20).default(5).meta({ description: "Most actions to show" }),
  effort: z
    .int()
    .min(100)
    .max(1_000_000)
    .default(20_000)
    .meta({ description: "Most expected paths to look at in the search" }),
});
export type RecommendationRequest = z.infer<typeof RecommendationRequest>;
/** A request as it may be written: what has a default may be left out. */
export type RecommendationRequestInput = z.input<typeof RecommendationRequest>;

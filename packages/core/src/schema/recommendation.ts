import * as z from "zod";
import { Parameter } from "./parameter.js";
import { Lever, RecommendationRequest } from "./recommendation-request.js";
import { Intervention, Scenario } from "./scenario.js";
import { Quantity } from "./simulation-result.js";
import { TwinBacktest } from "./twin.js";
import { Reason, Verdict } from "./verdict.js";

const probability = z.number().min(0).max(1);

/** A lever that an action uses, and the level it sets. */
export const LeverSetting = z.strictObject({
  lever: Lever,
  brand: z.string(),
  level: z.number().meta({ description: "In the lever's unit; `bogo` is 1" }),
  persona: z.string().nullable(),
  region: z.string().nullable(),
  startDay: z.int().nonnegative(),
  durationDays: z.int().positive(),
});
export type LeverSetting = z.infer<typeof LeverSetting>;

/** What an action does, against doing nothing under the same draws; of the brands whose result counts. */
export const ActionEffect = z.strictObject({
  share: z.record(z.string(), Quantity).meta({ description: "Change of mean share by brand, 0–1" }),
  units: Quantity.nullable(),
  revenue: Quantity.nullable(),
  grossProfit: Quantity.nullable().meta({ description: "Before fixed and variable cost" }),
  spend: z
    .strictObject({
      fixed: z.number(),
      variable: Quantity.meta({ description: "Points and offsets given" }),
      markdown: Quantity.meta({ description: "Regular price less price paid, of the units sold" }),
      total: Quantity,
    })
    .nullable(),
  profit: Quantity.nullable().meta({ description: "Gross profit less fixed and variable cost" }),
});
export type ActionEffect = z.infer<typeof ActionEffect>;

/** Return on what is spent, as a distribution. */
export const ReturnOnSpend = z.strictObject({
  value: z
    .number()
    .nullable()
    .meta({ description: "At the estimates; null where nothing is spent" }),
  band: Quantity.shape.band,
  probabilityOfLoss: probability.nullable().meta({ description: "That profit falls" }),
});
export type ReturnOnSpend = z.infer<typeof ReturnOnSpend>;

/** A value of a parameter at which another action, or doing nothing, becomes best. */
export const TurningPoint = z.strictObject({
  parameter: z.string(),
  value: z.number(),
  threshold: z.number(),
  standardErrors: z
    .number()
    .nullable()
    .meta({ description: "Distance of the threshold; null where the value is taken as exact" }),
  instead: z.string().meta({ description: "Id of the action that is then best, or `nothing`" }),
  unit: z.string(),
});
export type TurningPoint = z.infer<typeof TurningPoint>;

/** One action of a recommendation. */
export const RankedAction = z.strictObject({
  id: z.string(),
  rank: z.int().positive().meta({ description: "Actions that tie share it" }),
  levers: z.array(LeverSetting).min(1),
  interventions: z.array(Intervention).min(1),
  scenario: Scenario.meta({
    description: "Runs again to the same numbers, what happens anyway included",
  }),
  effect: ActionEffect,
  roi: ReturnOnSpend,
  score: z.strictObject({
    estimate: z.number().meta({ description: "Objective at the estimates, over doing nothing" }),
    expected: z.number().meta({ description: "Mean over the draws" }),
    adjusted: z.number().meta({ description: "What is ranked by" }),
  }),
  probabilityBest: probability.nullable(),
  probabilityBeatsNext: probability.nullable(),
  probabilityBeatsNothing: probability.nullable(),
  verdict: Verdict,
  evidence: z
    .record(z.string(), Parameter)
    .meta({ description: "Parameters that the numbers rest on" }),
  turningPoints: z.array(TurningPoint),
});
export type RankedAction = z.infer<typeof RankedAction>;

/** What to do, how sure that is, and what it rests on. */
export const Recommendation = z.strictObject({
  kind: z.literal("recommendation"),
  version: z.literal(1),
  engine: z.string(),
  twinDigest: z.string(),
  demo: z.boolean(),
  request: RecommendationRequest,
  brands: z.array(z.string()).meta({ description: "Whose result counts" }),
  currency: z.string().nullable(),
  periodDays: z.int().positive().meta({ description: "Days over which everything is summed" }),
  formula: z.strictObject({
    objective: z.string(),
    score: z.string(),
    money: z.string().nullable(),
    spend: z.string(),
    roi: z.string(),
  }),
  nothing: z
    .strictObject({
      share: z.record(z.string(), Quantity),
      units: Quantity.nullable(),
      revenue: Quantity.nullable(),
      grossProfit: Quantity.nullable(),
      probabilityBest: probability.nullable(),
    })
    .meta({ description: "What comes of doing nothing" }),
  actions: z.array(RankedAction).meta({ description: "Best first; empty where nothing is better" }),
  advice: z.enum(["act", "nothing", "refused"]).meta({
    description: "Whether the first action is advised, or doing nothing, or nothing can be said",
  }),
  reasons: z.array(Reason),
  needs: z.array(Reason),
  search: z.strictObject({
    evaluations: z.int().nonnegative(),
    combinations: z
      .int()
      .nonnegative()
      .meta({ description: "Sets of levers whose levels were searched" }),
    exhaustive: z.boolean(),
    feasible: z.int().nonnegative(),
  }),
  provenance: z.strictObject({
    historyDigest: z.string(),
    asOf: z.string(),
    backtest: TwinBacktest.nullable(),
    margins: z.record(z.string(), Parameter),
  }),
});
export type Recommendation = z.infer<typeof Recommendation>;

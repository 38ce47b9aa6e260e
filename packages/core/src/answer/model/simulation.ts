import * as z from "zod";
import { AgentOptions, AgentResult } from "../../schema/agent.js";
import { COMPETITION_ACTIONS, MOST_INTERVENTIONS, TRIGGERS } from "../../schema/scenario.js";
import { Band, Money, Receipt, SimulationResult } from "../../schema/simulation-result.js";
import { Verdict } from "../../schema/verdict.js";
import { VerdictLimitChanges } from "../../schema/verdict-limits.js";

export const EVENT_TYPES = ["price_change", "promotion", "competition", "external"] as const;

/** Parameters of a simulation in the architecture document's vocabulary; each acts, whatever `event_type` says. */
export const SimulationParameters = z.strictObject({
  price: z.record(z.string(), z.number().min(0.1).max(10)).optional(),
  electricity_price: z.number().min(0.5).max(3).optional(),
  price_sensitivity: z.number().min(0.5).max(2).optional(),
  brand: z.string().optional(),
  discount: z.number().min(0).max(0.9).optional(),
  point_multiplier: z.number().min(0.5).max(5).optional(),
  bogo: z.boolean().optional(),
  promotion_intensity: z.number().min(0).max(2).optional(),
  bill_offset: z.number().min(0).max(1).optional(),
  co_brand_reach: z.number().min(0).max(1).optional(),
  co_brand_attraction: z.number().min(0).max(2).optional(),
  cost: z.number().nonnegative().optional(),
  target: z.string().optional(),
  action: z.enum(COMPETITION_ACTIONS).optional(),
  strength: z.number().min(0).max(1).optional(),
  similarity: z.number().min(0).max(1).optional(),
  entry_utility: z.number().min(-5).max(3).optional(),
  trigger: z.enum(TRIGGERS).optional(),
  value: z.number().min(-100).max(100).optional(),
  region: z.string().optional(),
  lag_days: z.int().min(0).max(60).optional(),
});
export type SimulationParameters = z.infer<typeof SimulationParameters>;

/** One of several stacked changes, in the same words; what is omitted of persona and region means all. */
export const InterventionRequest = z.strictObject({
  event_type: z.enum(EVENT_TYPES),
  parameters: SimulationParameters.optional(),
  start_day: z.int().min(0).max(364).optional().meta({ unit: "days from the start" }),
  duration_days: z
    .int()
    .min(1)
    .max(365)
    .optional()
    .meta({ unit: "days; to the horizon when omitted" }),
  persona: z.string().nullable().optional(),
  region: z.string().nullable().optional(),
});
export type InterventionRequest = z.infer<typeof InterventionRequest>;

/** Body of `POST /api/v1/simulate`; `interventions` stack, the flat shorthand puts parameters beside `event`. */
export const SimulationRequest = z.strictObject({
  event_type: z.enum(EVENT_TYPES).optional(),
  parameters: SimulationParameters.optional(),
  interventions: z.array(InterventionRequest).max(MOST_INTERVENTIONS).optional(),
  persona: z.string().nullable().optional(),
  region: z.string().nullable().optional(),
  duration_days: z.int().min(1).max(365).optional(),
  seed: z.int().min(0).max(4294967295).optional(),
  draws: z.int().min(0).max(10000).optional(),
  replications: z.int().min(0).max(1000).optional(),
  margin: z
    .record(z.string(), z.number().min(0).max(1))
    .optional()
    .meta({ description: "By brand: fraction of the regular price that is kept" }),
  daily_bands: z.boolean().optional().meta({
    description: "With `include=series`: all quantiles of each day, without and with luck",
  }),
  asked: z.iso
    .date()
    .optional()
    .meta({ description: "Day of the question, so that the verdict can tell a stale twin" }),
  limits: VerdictLimitChanges.optional().meta({
    description: "Thresholds of the verdict that differ for this question",
  }),
  agents: AgentOptions.optional().meta({
    description: "With `replications`: how agents differ, meet, come and go",
  }),
});
export type SimulationRequest = z.infer<typeof SimulationRequest>;

const Percent = z.record(z.string(), z.record(z.string(), z.number()));

/** Answer of `POST /api/v1/simulate`: shares in percent, changes in points; empty numbers when refused. */
export const SimulationResponse = z.strictObject({
  success: z.literal(true),
  event: z.string(),
  event_type: z.string().meta({ description: "The headline type" }),
  parameters: z.record(z.string(), z.unknown()),
  results: Percent,
  baseline: Percent,
  change: Percent,
  bands: z.record(z.string(), z.record(z.string(), Band)),
  change_bands: z.record(z.string(), z.record(z.string(), Band)),
  luck: Percent.optional().meta({
    description: "Standard deviation, in points, of what the same truth would still scatter",
  }),
  change_luck: Percent.optional(),
  forecast_bands: z.record(z.string(), z.record(z.string(), Band)).optional().meta({
    description: "What isn't known (`bands`) together with luck: where the records will lie",
  }),
  forecast_change_bands: z.record(z.string(), z.record(z.string(), Band)).optional(),
  series: SimulationResult.shape.series.optional().meta({ description: "Percent by day" }),
  cells: SimulationResult.shape.cells,
  incidence: z.record(z.string(), z.number()),
  money: Money.nullable(),
  agents: AgentResult.optional().meta({
    description: "Fractions; what agents did, where replications are asked",
  }),
  insights: z.array(z.string()),
  projected_impact: z.record(z.string(), z.number()),
  verdict: Verdict.extend({
    reasons: z.array(z.string()),
    needs: z.array(z.string()),
    codes: z.array(z.string()),
  }),
  provenance: SimulationResult.shape.provenance.extend({
    demo: z.boolean(),
    engine: z.string(),
    twin_digest: z.string(),
  }),
  receipt: Receipt,
});
export type SimulationResponse = z.infer<typeof SimulationResponse>;

const Lever = z.strictObject({
  name: z.string(),
  event_type: z.enum(EVENT_TYPES),
  kind: z.enum(["number", "boolean", "choice", "by_brand", "brand", "region"]),
  minimum: z.number().nullable(),
  maximum: z.number().nullable(),
  neutral: z.union([z.number(), z.boolean(), z.null()]),
  unit: z.string(),
  choices: z.array(z.string()).nullable(),
  description: z.strictObject({ en: z.string(), "zh-TW": z.string() }),
});

const Named = z.strictObject({
  id: z.string(),
  names: z.strictObject({ en: z.string(), "zh-TW": z.string() }),
});

/** `GET /api/v1/simulation`: what may be asked, made from the engine's own schema and the twin. */
export const SimulationParametersAnswer = z.strictObject({
  success: z.literal(true),
  event_types: z.array(
    z.strictObject({
      id: z.enum(EVENT_TYPES),
      name: z.string(),
      names: z.strictObject({ en: z.string(), "zh-TW": z.string() }),
      description: z.string(),
    }),
  ),
  parameters: z.record(z.string(), Lever),
  personas: z.array(Named),
  regions: z.array(Named),
  brands: z.array(Named),
  duration_days: z.strictObject({ minimum: z.int(), maximum: z.int(), default: z.int() }),
  demo: z.boolean(),
});
export type SimulationParametersAnswer = z.infer<typeof SimulationParametersAnswer>;

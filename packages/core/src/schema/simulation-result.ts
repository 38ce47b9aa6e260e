import * as z from "zod";
import { AgentResult } from "./agent.js";
import { Parameter } from "./parameter.js";
import { Scenario } from "./scenario.js";
import { TwinBacktest } from "./twin.js";
import { Reason, Verdict } from "./verdict.js";

/** Quantiles of a number: by their limits 95, 80 and 50 % bands, and the median. */
export const Band = z.strictObject({
  p2_5: z.number(),
  p10: z.number(),
  p25: z.number(),
  p50: z.number(),
  p75: z.number(),
  p90: z.number(),
  p97_5: z.number(),
});
export type Band = z.infer<typeof Band>;

const ByCellAndBrand = <T extends z.ZodType>(value: T) =>
  z.record(z.string(), z.record(z.string(), value));

/** A quantity with its uncertainty; bands are null when nothing was drawn. */
export const Quantity = z.strictObject({
  value: z.number(),
  band: Band.nullable().meta({ description: "What isn't known: parameters" }),
  luck: z
    .number()
    .nonnegative()
    .optional()
    .meta({ description: "What the same truth would still scatter: standard deviation" }),
  forecast: Band.nullable()
    .optional()
    .meta({ description: "Both together: what will be recorded" }),
});
export type Quantity = z.infer<typeof Quantity>;

const Changed = z.strictObject({ baseline: z.number(), change: Quantity });

/** Money of all cells over the period, and the units behind it. */
export const Money = z.strictObject({
  currency: z.string(),
  periodDays: z.int().positive(),
  formula: z.string(),
  baseline: Quantity.meta({
    description: "Revenue of all cells over the period without intervention",
  }),
  change: Quantity.meta({ description: "Revenue with the interventions less without" }),
  cost: z.strictObject({
    fixed: z.number().nonnegative().meta({ description: "Whatever comes of it" }),
    variable: Quantity.meta({ description: "Given back by brands beside their price" }),
    formula: z.string(),
  }),
  units: z
    .strictObject({
      baseline: Quantity,
      change: Quantity,
      byBrand: z.record(z.string(), Changed),
    })
    .nullable()
    .meta({ description: "Units sold; null where the market rows do not tell" }),
  grossProfit: z
    .strictObject({
      formula: z.string(),
      change: Quantity.nullable().meta({ description: "Null unless each brand's margin is known" }),
      byBrand: z.record(z.string(), Quantity),
    })
    .nullable()
    .meta({ description: "Before costs; of the brands whose margin is known, null without any" }),
  byBrand: z.record(
    z.string(),
    Changed.extend({ cost: Quantity.meta({ description: "Variable" }) }),
  ),
});
export type Money = z.infer<typeof Money>;

const Days = z.array(z.number());
/** A band by day. */
export const BandPath = z.strictObject({
  p2_5: Days,
  p10: Days,
  p25: Days,
  p50: Days,
  p75: Days,
  p90: Days,
  p97_5: Days,
});
export type BandPath = z.infer<typeof BandPath>;

/** Path by day: arrays of `durationDays` numbers. */
export const CellPath = z.strictObject({
  result: z.array(z.number()),
  baseline: z.array(z.number()),
  p10: z.array(z.number()).nullable(),
  p90: z.array(z.number()).nullable(),
  luck: z
    .array(z.number())
    .optional()
    .meta({ description: "Standard deviation of what one record of the day scatters" }),
  bands: BandPath.optional().meta({ description: "What isn't known; when asked for" }),
  forecast: BandPath.optional().meta({ description: "With luck; when asked for" }),
});
export type CellPath = z.infer<typeof CellPath>;

/** One scenario carried out on one twin: fractions throughout; refused means empty numbers. */
export const SimulationResult = z.strictObject({
  kind: z.literal("simulation"),
  engine: z.string(),
  twinDigest: z.string(),
  demo: z.boolean(),
  scenario: Scenario,
  brands: z.array(z.string()),
  cells: z.record(
    z.string(),
    z.strictObject({ persona: z.string(), region: z.string(), people: z.number() }),
  ),
  results: ByCellAndBrand(z.number()),
  baseline: ByCellAndBrand(z.number()),
  change: ByCellAndBrand(z.number()),
  bands: ByCellAndBrand(Band).meta({
    description: "What isn't known: quantiles of the mean share over the parameter draws",
  }),
  changeBands: ByCellAndBrand(Band),
  luck: ByCellAndBrand(z.number().nonnegative()).meta({
    description: "Standard deviation of the mean share as recorded, were every parameter known",
  }),
  changeLuck: ByCellAndBrand(z.number().nonnegative()).meta({
    description: "The same of the change, with the same people and the same surveys in both",
  }),
  forecastBands: ByCellAndBrand(Band).meta({
    description: "Both together: where the mean of the records will lie",
  }),
  forecastChangeBands: ByCellAndBrand(Band),
  series: z.record(z.string(), z.record(z.string(), CellPath)).nullable(),
  incidence: z
    .record(z.string(), z.number())
    .meta({ description: "By cell: category buying, scenario over baseline" }),
  money: Money.nullable().meta({ description: "Null where nothing tells what people spend" }),
  agents: AgentResult.nullable().meta({ description: "Null without replications" }),
  impact: z
    .record(z.string(), z.number())
    .meta({ description: "Each zero for a neutral scenario" }),
  insights: z.array(Reason),
  verdict: Verdict,
  provenance: z.strictObject({
    historyDigest: z.string(),
    asOf: z.string(),
    periodDays: z.int(),
    parameters: z
      .record(z.string(), Parameter)
      .meta({ description: "Those that this scenario used" }),
    backtest: TwinBacktest.nullable(),
  }),
});
export type SimulationResult = z.infer<typeof SimulationResult>;

/** What re-runs anywhere to the same digest. */
export const Receipt = z.strictObject({
  engine: z.string(),
  twinDigest: z.string(),
  scenario: Scenario,
  seed: z.int(),
  resultDigest: z.string(),
});
export type Receipt = z.infer<typeof Receipt>;

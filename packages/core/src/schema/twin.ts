import * as z from "zod";
import { Assumption, BrandEntry, EventEntry, PersonaEntry, RegionEntry } from "./catalogue.js";
import { Parameter } from "./parameter.js";
import { TRIGGERS } from "./scenario.js";
import { Verdict } from "./verdict.js";
import { VerdictLimitChanges } from "./verdict-limits.js";

const ByBrand = z
  .array(z.number())
  .meta({ description: "One number per brand, in the twin's order" });

/** One persona × region: where its people are, where they tend, how fast they move. */
export const TwinCell = z.strictObject({
  key: z.string(),
  persona: z.string(),
  region: z.string(),
  people: z.number().nonnegative(),
  peopleKnown: z.boolean(),
  share: ByBrand.meta({ description: "Share of each brand now, sums to 1" }),
  choice: ByBrand.meta({
    description: "Probability of each brand among those who choose anew, sums to 1",
  }),
  choiceSpread: ByBrand.meta({
    description: "Standard error of the log of each brand's choice weight",
  }),
  habit: Parameter.meta({ description: "Share of people that repeats its brand each period" }),
  price: z
    .array(z.number().positive().nullable())
    .meta({ description: "Price of each brand now, in the twin's currency" }),
  unitsPerDay: z
    .number()
    .nonnegative()
    .nullable()
    .meta({ description: "Units of the category sold per day, where the market rows tell" }),
  unitsSpread: z
    .strictObject({
      part: z
        .number()
        .nonnegative()
        .meta({ description: "Of the cell's part of its region's units" }),
      region: z.number().nonnegative().meta({ description: "Of the region's units" }),
    })
    .optional()
    .meta({ description: "Standard errors of logs; missing in twins of earlier versions" }),
  absent: z.array(z.string()).optional().meta({
    description: "Brands that were neither recorded nor chosen here in the days that count as now",
  }),
  rows: z.int().nonnegative(),
  from: z.iso.date(),
  to: z.iso.date(),
});
export type TwinCell = z.infer<typeof TwinCell>;

const Coverage = z.number().min(0).max(1);
const HeldOutPart = {
  forecasts: z.int().positive(),
  meanAbsoluteError: z.number().nonnegative().meta({ unit: "share points / 100" }),
  naiveMeanAbsoluteError: z.number().nonnegative(),
  coverage50: Coverage,
  coverage80: Coverage,
  coverage95: Coverage,
};

/** How well one held-out period was foretold, by all cells and brands together. */
export const BacktestPeriod = z.strictObject({
  from: z.iso.date().meta({ description: "First day of the period" }),
  ...HeldOutPart,
});
export type BacktestPeriod = z.infer<typeof BacktestPeriod>;

/** How well periods were foretold from so far ahead; the level is followed up to each origin. */
export const BacktestHorizon = z.strictObject({
  ahead: z.int().positive().meta({ unit: "periods" }),
  ...HeldOutPart,
});
export type BacktestHorizon = z.infer<typeof BacktestHorizon>;

/** How well the twin foretold the held-out end of its own history, against repeating the last value. */
export const TwinBacktest = z.strictObject({
  periods: z.int().nonnegative(),
  forecasts: z.int().nonnegative(),
  meanAbsoluteError: z.number().nonnegative().meta({ unit: "share points / 100" }),
  naiveMeanAbsoluteError: z.number().nonnegative(),
  coverage50: z.number().min(0).max(1),
  coverage80: z.number().min(0).max(1),
  coverage95: z.number().min(0).max(1),
  width80: z.number().nonnegative(),
  byPeriod: z
    .array(BacktestPeriod)
    .optional()
    .meta({ description: "In order of time, foretold from the last period before them all" }),
  byHorizon: z
    .array(BacktestHorizon)
    .optional()
    .meta({ description: "By periods ahead, over several origins among the held-out periods" }),
});
export type TwinBacktest = z.infer<typeof TwinBacktest>;

/** How records scatter around what the twin expects, as its history showed. */
export const TwinLuck = z.strictObject({
  dispersion: z.number().min(1).meta({
    description: "Variance over that of counted people and `noise`",
  }),
  persistence: z.number().min(0).lt(1).meta({
    description: "Correlation of neighbouring periods' scatter",
  }),
  units: z.number().nonnegative().nullable().meta({
    description: "Standard deviation of log units of the category from period to period",
  }),
});
export type TwinLuck = z.infer<typeof TwinLuck>;

/** A change since the fit that a drift watch found. */
export const TwinDrift = z.strictObject({
  series: z.string().meta({ description: "What changed, such as a cell and brand" }),
  kind: z.enum(["level", "spread"]),
  since: z.iso.date(),
  found: z.iso.date().meta({ description: "Last day that was looked at" }),
  size: z.number().meta({
    description: "Level: in standard deviations of a day; spread: statistic over threshold",
  }),
});
export type TwinDrift = z.infer<typeof TwinDrift>;

/** The range in which a lever was observed, per brand. */
export const LeverRange = z.strictObject({
  lever: z.enum(["price", "discount", "points", "feature", "display"]),
  brand: z.string(),
  low: z.number(),
  high: z.number(),
  distinct: z.int().nonnegative(),
});
export type LeverRange = z.infer<typeof LeverRange>;

/** Persona × region cells that choose among brands, and everything needed to ask them "what if?". */
export const Twin = z.strictObject({
  kind: z.literal("twin"),
  version: z.literal(1),
  engine: z.string().meta({ description: "Version of the engine that fitted it" }),
  historyDigest: z.string(),
  demo: z.boolean(),
  asOf: z.iso.date().meta({ description: "Last day of the history" }),
  periodDays: z.int().positive(),
  currency: z.string().nullable(),
  brands: z.array(z.string()).min(1),
  cells: z.array(TwinCell).min(1),
  price: z.array(Parameter).meta({ description: "Per brand: utility lost per log price" }),
  priceCovariance: z.array(z.number()).meta({ description: "Row-major, brands × brands" }),
  discount: Parameter.nullable().meta({
    description: "Extra utility per unit of discount beyond its price effect",
  }),
  points: Parameter.meta({
    description: "Utility per log of the point multiplier, at programme weight 1",
  }),
  bogo: Parameter.meta({ description: "Share of buyers who redeem a buy-one-get-one" }),
  feature: Parameter,
  display: Parameter,
  intensity: Parameter.meta({
    description: "Utility per unit of promotional pressure above 1, at programme weight 1",
  }),
  saturation: Parameter.meta({ description: "Largest utility that promotion can add" }),
  afterDip: Parameter.meta({
    description: "Share of a promotion's extra units bought forward from later",
  }),
  incidence: Parameter.meta({
    description: "λ: how much of the category's attraction turns into buying, 0–1",
  }),
  buying: Parameter.meta({ description: "q: probability of buying in the category in a period" }),
  electricity: z.strictObject({
    elasticity: Parameter,
    budgetShare: Parameter,
    incomeEffect: Parameter.meta({
      description: "Log odds of buying per log of disposable income",
    }),
    tradeDown: Parameter.meta({
      description: "Utility of a value position per log of disposable income lost",
    }),
  }),
  valuePositions: ByBrand.meta({ description: "v_j, centred so that Σ s_j v_j = 0" }),
  loyaltyProgrammes: ByBrand,
  triggers: z.record(
    z.enum(TRIGGERS),
    z
      .strictObject({
        effect: z
          .array(Parameter)
          .meta({ description: "Per brand: utility per unit above normal" }),
        category: Parameter.optional().meta({
          description:
            "Log units of the category per unit above normal, whoever gains by it; missing where units don't tell",
        }),
        normal: z.number(),
        spread: z.number().nonnegative(),
        low: z.number().optional().meta({ description: "Lowest value seen, from normal" }),
        high: z.number().optional(),
      })
      .nullable(),
  ),
  noise: z
    .number()
    .nonnegative()
    .meta({ description: "Variance of a share beyond sampling, over x(1-x)" }),
  luck: TwinLuck.optional().meta({ description: "Missing in twins of earlier versions" }),
  spending: z
    .record(z.string(), Assumption)
    .meta({ description: "By persona: currency per person and month" }),
  levers: z.array(LeverRange),
  backtest: TwinBacktest.nullable(),
  verdict: Verdict,
  drift: z
    .array(TwinDrift)
    .optional()
    .meta({ description: "What changed since the fit; a new fit begins without" }),
  limits: VerdictLimitChanges.optional().meta({
    description: "Thresholds of the verdict that differ for this twin",
  }),
  catalogue: z.strictObject({
    personas: z.array(PersonaEntry),
    regions: z.array(RegionEntry),
    brands: z.array(BrandEntry),
    events: z.array(EventEntry),
  }),
});
export type Twin = z.infer<typeof Twin>;

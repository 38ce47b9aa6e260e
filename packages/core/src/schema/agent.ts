import * as z from "zod";
import { Parameter } from "./parameter.js";
import { Verdict } from "./verdict.js";

/**
 * A number that the twin does not know: as the caller gives it (origin `user`), with its own origin, or `"assumed"` for the
 * documented middle value. What is omitted is 0: the mechanism is off.
 */
export const AgentNumber = z.union([z.number(), Parameter, z.literal("assumed")]);
export type AgentNumber = z.infer<typeof AgentNumber>;

/** How people differ: standard deviations, 0 where all are alike. */
const Heterogeneity = z.strictObject({
  price: AgentNumber.optional().meta({ unit: "standard deviation of the log price coefficient" }),
  promotion: AgentNumber.optional().meta({
    unit: "standard deviation of the log response to points, features and pressure",
  }),
  loyalty: AgentNumber.optional().meta({ unit: "standard deviation of the log odds of repeating" }),
  rate: AgentNumber.optional().meta({ unit: "standard deviation of the log purchase rate" }),
});

const WordOfMouth = z.strictObject({
  strength: AgentNumber.meta({ unit: "utility if all who are heard have the brand" }),
  neighbours: z
    .int()
    .min(2)
    .max(16)
    .default(4)
    .meta({ unit: "people heard; an even number, as many on either side" }),
  rewired: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .meta({ unit: "share of links that leave the ring" }),
});

/** Who has joined (a programme, an app), and what comes of it. */
const Adoption = z.strictObject({
  initial: AgentNumber.optional().meta({ unit: "share of people at the start" }),
  innovation: AgentNumber.optional().meta({
    unit: "probability of joining unprompted, in 30 days",
  }),
  imitation: AgentNumber.optional().meta({
    unit: "further probability in 30 days if everybody has joined",
  }),
  lift: AgentNumber.optional().meta({
    unit: "relative response to promotions of joiners, above that of the others",
  }),
});

const COHORT_KINDS = ["start_brand", "entry_month"] as const;

/** How agents differ, meet, come and go; all neutral unless told. */
export const AgentOptions = z.strictObject({
  agentsPerCell: z
    .int()
    .min(1)
    .optional()
    .meta({ description: "Omitted: as many as the cell has people, at most 2,000" }),
  heterogeneity: Heterogeneity.optional(),
  wordOfMouth: WordOfMouth.optional(),
  adoption: Adoption.optional(),
  churn: AgentNumber.optional().meta({ unit: "share of people who stop buying, in 30 days" }),
  entry: AgentNumber.optional().meta({ unit: "newcomers per person at the start, in 30 days" }),
  stockpiling: z
    .union([AgentNumber, z.literal("twin")])
    .optional()
    .meta({
      description: 'Share of a promotion\'s extra units bought forward; "twin": its afterDip',
    }),
  purchaseRate: AgentNumber.optional().meta({
    description: "Omitted: units per day over people of the cell, where both are known",
    unit: "units per person and day",
  }),
  cohorts: z.array(z.enum(COHORT_KINDS)).max(2).default([]),
  follow: z
    .array(z.strictObject({ cell: z.string(), agent: z.int().min(0) }))
    .max(100)
    .default([])
    .meta({ description: "Agents whose journeys are told, of the first replication" }),
});
export type AgentOptions = z.infer<typeof AgentOptions>;
/** Options as they may be written: what has a default may be left out. */
export type AgentOptionsInput = z.input<typeof AgentOptions>;

const ByPeriod = z.array(z.number().nullable());

/** A mean over replications by period; null where nobody is left to take a mean of. */
const AgentPath = z.strictObject({
  mean: ByPeriod,
  baseline: ByPeriod.nullable().meta({ description: "Null for cohorts" }),
  p10: ByPeriod.nullable(),
  p90: ByPeriod.nullable(),
});
export type AgentPath = z.infer<typeof AgentPath>;

/** A mean over the days of the horizon and over replications; the band over replications is luck. */
const AgentLuck = z.strictObject({
  mean: z.number(),
  standardError: z.number().nonnegative().nullable().meta({ description: "Of the mean" }),
  p10: z.number().nullable(),
  p90: z.number().nullable(),
});
export type AgentLuck = z.infer<typeof AgentLuck>;

const AgentBrand = z.strictObject({
  share: AgentPath.meta({ description: "Share of the active at the end of each period" }),
  units: AgentPath.nullable().meta({
    description: "Units per agent of the start and period; null where no purchase rate is known",
  }),
  result: AgentLuck.nullable(),
  baseline: AgentLuck.nullable(),
  change: AgentLuck.nullable(),
});

const AgentCell = z.strictObject({
  agents: z.int().nonnegative().meta({ description: "At the start" }),
  newcomers: z.int().nonnegative(),
  active: AgentPath.meta({ description: "Per agent of the start" }),
  adopted: AgentPath.meta({ description: "Share of the active" }),
  satisfaction: AgentPath.meta({ description: "Mean of the active, 0–1, 0.5 at the start" }),
  brands: z.record(z.string(), AgentBrand),
});
export type AgentCell = z.infer<typeof AgentCell>;

/** People who started together, followed. */
const Cohort = z.strictObject({
  cell: z.string(),
  by: z.enum(COHORT_KINDS),
  name: z.string(),
  active: AgentPath.meta({ description: "Mean number of active agents" }),
  share: z.record(z.string(), AgentPath),
});
export type Cohort = z.infer<typeof Cohort>;

const JourneyStep = z.strictObject({
  state: z.enum(["waiting", "active", "gone"]),
  brand: z.string().nullable(),
  by: z.enum(["habit", "choice"]).nullable(),
  units: z.int().nonnegative(),
  pricePaid: z.number().nullable().meta({ unit: "currency per unit" }),
  adopted: z.boolean(),
  satisfaction: z.number(),
  pantry: z.number().meta({ unit: "units bought forward and not yet used" }),
});
export type JourneyStep = z.infer<typeof JourneyStep>;

/** What one agent did, with and without the interventions, under the same luck. */
const Journey = z.strictObject({
  cell: z.string(),
  agent: z.int().nonnegative(),
  startBrand: z.string().nullable(),
  loyalty: z.number(),
  price: z.number().meta({ unit: "price coefficient over the mean's" }),
  promotion: z.number().meta({ unit: "response to promotions over the mean's" }),
  purchaseRate: z.number().meta({ unit: "units per day" }),
  result: z.array(JourneyStep),
  baseline: z.array(JourneyStep),
});
export type Journey = z.infer<typeof Journey>;

/** What agents did: the twin's estimates with chance, so that bands hold luck alone. */
export const AgentResult = z.strictObject({
  kind: z.literal("agents"),
  seed: z.int(),
  replications: z.int().positive(),
  periodDays: z.int().positive(),
  periods: z.int().positive(),
  brands: z.array(z.string()),
  cells: z.record(z.string(), AgentCell),
  cohorts: z.array(Cohort),
  journeys: z.array(Journey),
  parameters: z.record(z.string(), Parameter),
  verdict: Verdict,
});
export type AgentResult = z.infer<typeof AgentResult>;

/** A population as plain JSON; columns are base64 of little-endian numbers. */
export const PopulationSnapshot = z.strictObject({
  kind: z.literal("population"),
  version: z.literal(1),
  twinDigest: z.string(),
  seed: z.int(),
  replication: z.int().nonnegative(),
  step: z.int().nonnegative(),
  options: AgentOptions,
  cells: z.array(
    z.strictObject({
      key: z.string(),
      starting: z.int().nonnegative(),
      size: z.int().nonnegative(),
      columns: z.record(z.string(), z.string()),
    }),
  ),
});
export type PopulationSnapshot = z.infer<typeof PopulationSnapshot>;

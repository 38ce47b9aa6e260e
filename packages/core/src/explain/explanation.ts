import * as z from "zod";
import { Origin } from "../schema/parameter.js";
import { Scenario } from "../schema/scenario.js";
import { Band, Quantity } from "../schema/simulation-result.js";
import { Reason, Verdict } from "../schema/verdict.js";

/** One number of a result that is taken apart. */
export const Outcome = z.strictObject({
  kind: z.enum(["share", "category_buying", "units", "revenue", "gross_profit"]),
  brand: z.string().nullable().meta({ description: "Null: of all brands" }),
  unit: z.string().meta({
    description:
      "`fraction` of all people's choices, `ratio` to the baseline, `units`, or a currency",
  }),
});
export type Outcome = z.infer<typeof Outcome>;

/** Parts of the one table of effects that can be switched off by themselves. */
export const MECHANISMS = [
  "price",
  "money",
  "promotion",
  "trigger",
  "trade_down",
  "income",
  "incidence",
  "availability",
  "entry",
  "position",
  "nest",
  "habit",
  "after_dip",
  "rest",
] as const;
export const Mechanism = z.enum(MECHANISMS);
export type Mechanism = z.infer<typeof Mechanism>;

/** How much of a change something makes, in the outcome's unit. */
export const Contribution = z.strictObject({
  value: z.number(),
  band: Band.nullable().meta({ description: "Null when nothing was drawn" }),
  standardError: z
    .number()
    .nonnegative()
    .nullable()
    .meta({ description: "Of the sampling of orders; null where every coalition was asked" }),
});
export type Contribution = z.infer<typeof Contribution>;

/** The change of an outcome with one parameter at its 10 % and 90 % value, all others at their estimates. */
export const TornadoBar = z.strictObject({
  parameter: z.string().meta({
    description:
      "Its name; `habit` of all cells, `level:<brand>` is what is not known of shares, `units:<region or cell>` of what is bought there",
  }),
  origins: z.array(z.enum(Origin.options.map(({ shape }) => shape.kind.value))),
  low: z.number().nullable().meta({ description: "10 % value; null where cells differ" }),
  high: z.number().nullable(),
  atLow: z.number(),
  atHigh: z.number(),
  varianceShare: z
    .number()
    .nullable()
    .meta({ description: "Of the variance over the draws; null when too few were drawn" }),
});
export type TornadoBar = z.infer<typeof TornadoBar>;

/** One outcome's change, decomposed: each list of contributions sums to the total. */
export const ExplainedOutcome = z.strictObject({
  outcome: Outcome,
  baseline: z.number().meta({ description: "Level without the interventions" }),
  total: Quantity.meta({ description: "Change by the scenario" }),
  byIntervention: z.array(Contribution).meta({ description: "In the scenario's order" }),
  byCell: z.record(z.string(), Quantity),
  byInterventionAndCell: z
    .record(z.string(), z.array(z.number()))
    .meta({ description: "By cell, one number per intervention" }),
  byMechanism: z.array(Contribution.extend({ mechanism: Mechanism })),
  tornado: z.array(TornadoBar).meta({ description: "Widest first" }),
  varianceExplained: z.number().nullable().meta({ description: "Sum of the variance shares" }),
  assumptions: z.strictObject({
    parameters: z.array(z.string()).meta({ description: "Assumed or from publications" }),
    varianceShare: z.number().nullable(),
  }),
});
export type ExplainedOutcome = z.infer<typeof ExplainedOutcome>;

/** How the outcomes answer to one lever of the scenario, all else as asked. */
export const LeverCurve = z.strictObject({
  intervention: z.int().nonnegative(),
  lever: z.string(),
  brand: z.string().nullable(),
  asked: z.number(),
  neutral: z.number(),
  observed: z.strictObject({ low: z.number(), high: z.number() }).nullable(),
  points: z.array(
    z.strictObject({
      value: z.number(),
      beyond: z.boolean().nullable().meta({ description: "Outside what was observed" }),
      changes: z.array(z.number()).meta({ description: "One per outcome" }),
    }),
  ),
  local: z
    .array(
      z.strictObject({
        slope: z.number().meta({ unit: "change of the outcome per unit of the lever" }),
        elasticity: z
          .number()
          .nullable()
          .meta({ unit: "% of the outcome's level per % of the lever" }),
      }),
    )
    .meta({ description: "At the value asked, one per outcome" }),
});
export type LeverCurve = z.infer<typeof LeverCurve>;

/** How a set of contributions was found. */
export const Attributed = z.strictObject({
  kind: z.enum(["exact", "sampled"]),
  orders: z.int().nonnegative().meta({ description: "Drawn at random; 0 where exact" }),
  draws: z.int().nonnegative().meta({ description: "Behind the bands" }),
});
export type Attributed = z.infer<typeof Attributed>;

/** What a scenario's result is made of; without any number where the verdict is `refused`. */
export const Explanation = z.strictObject({
  kind: z.literal("explanation"),
  engine: z.string(),
  twinDigest: z.string(),
  scenario: Scenario,
  verdict: Verdict,
  cells: z.record(
    z.string(),
    z.strictObject({ persona: z.string(), region: z.string(), people: z.number() }),
  ),
  interventions: z.array(Reason).meta({ description: "What each is called" }),
  method: z.strictObject({ interventions: Attributed, mechanisms: Attributed }).nullable(),
  outcomes: z.array(ExplainedOutcome),
  levers: z.array(LeverCurve),
  sentences: z.array(Reason),
});
export type Explanation = z.infer<typeof Explanation>;

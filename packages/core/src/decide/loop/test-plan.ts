import * as z from "zod";
import { ExperimentPlan } from "../../model/experiment/index.js";
import { Intervention } from "../../schema/scenario.js";
import { Quantity } from "../../schema/simulation-result.js";
import { Reason } from "../../schema/verdict.js";

/** What must not happen while a test runs, whatever its metric says. */
export const GuardRail = z.strictObject({
  metric: z.enum(["units", "revenue", "gross_profit", "spend", "satisfaction"]),
  brand: z.string().nullable(),
  stop: z.enum(["below", "above"]),
  limit: z
    .number()
    .meta({ description: "Treatment over control less 1; absolute for satisfaction" }),
  unit: z.enum(["relative", "absolute", "currency per customer"]),
  basis: z.enum(["prediction", "assumed"]).meta({
    description: "`prediction`: the 95 % band of what the twin foretells ends there",
  }),
});
export type GuardRail = z.infer<typeof GuardRail>;

/** A recommended action as a test: what is predicted, how it is checked, and what the twin would learn. */
export const TestPlan = z.strictObject({
  kind: z.literal("test-plan"),
  version: z.literal(1),
  twinDigest: z.string(),
  brand: z.string().meta({ description: "Whose share is measured" }),
  cells: z.array(z.string()).min(1).meta({ description: "Cells whose people take part" }),
  interventions: z.array(Intervention).min(1).meta({ description: "What the treatment arm gets" }),
  measureDays: z.int().positive().meta({
    description: "Days from a customer's first day over which its purchases count",
  }),
  baseline: z.number(),
  predicted: Quantity.meta({ description: "Change of mean share over those days, 0–1" }),
  plan: ExperimentPlan,
  detectable: z.number().nullable().meta({
    description: "Effect that all people there are would show; null where they are enough",
  }),
  covariate: z
    .strictObject({ prePeriodDays: z.int().positive(), correlation: z.number() })
    .nullable()
    .meta({ description: "CUPED: the brand's share of the customer's purchases before the test" }),
  guardRails: z.array(GuardRail),
  informs: z.array(z.string()).meta({ description: "Parameters that the result will narrow" }),
  reasons: z.array(Reason),
});
export type TestPlan = z.infer<typeof TestPlan>;

import * as z from "zod";
import { Reason } from "../../schema/verdict.js";

const Look = z.strictObject({
  share: z.number().positive().max(1).meta({ description: "Of all customers" }),
  customers: z.int().positive().meta({ description: "In all arms together at this look" }),
  day: z.int().positive().nullable().meta({ description: "Of the test, from 1" }),
  criticalValue: z.number().meta({ unit: "standard errors" }),
  effect: z
    .number()
    .meta({ description: "Estimate at which the bound is met, at the planned spread" }),
});

/** A test as planned: what is measured, how many customers, when it is looked at, and what is decided then. */
export const ExperimentPlan = z.strictObject({
  kind: z.literal("experiment-plan"),
  version: z.literal(1),
  test: z.string(),
  metric: z.enum(["proportion", "mean", "ratio"]),
  method: z.string().meta({ description: "Formula of the power" }),
  baseline: z.number().nullable(),
  minimumEffect: z.number().meta({ description: "Absolute: treatment minus control" }),
  alpha: z.number().gt(0).lt(1),
  power: z.number().gt(0).lt(1),
  sided: z.enum(["one", "two"]),
  adjustment: z.enum(["none", "bonferroni", "holm", "dunnett"]),
  control: z.string(),
  arms: z.array(
    z.strictObject({
      name: z.string(),
      share: z.number().gt(0).lt(1),
      customers: z.int().positive(),
      clusters: z.int().positive().nullable(),
    }),
  ),
  perArm: z
    .int()
    .positive()
    .meta({ description: "Customers in the control arm; in each arm of equal ones" }),
  exactPerArm: z.number().positive().meta({ description: "The same, not rounded up" }),
  total: z.int().positive(),
  varianceFactor: z
    .number()
    .positive()
    .meta({ description: "Design effect of clusters times 1 - ρ² of CUPED" }),
  sequential: z
    .strictObject({
      kind: z.enum(["always-valid", "group"]),
      spending: z.enum(["obrien-fleming", "pocock"]).nullable(),
      inflation: z.number().positive(),
      expectedCustomers: z.int().positive().meta({ description: "Mean, with the planned effect" }),
      expectedCustomersWithoutEffect: z.int().positive(),
      falsePositives: z
        .number()
        .min(0)
        .max(1)
        .meta({ description: "Of one comparison, at these looks" }),
      looks: z.array(Look).min(1),
    })
    .nullable(),
  criticalValue: z.number().meta({ unit: "standard errors", description: "At the end" }),
  duration: z
    .strictObject({
      days: z.int().positive(),
      customersPerDay: z.number().positive(),
      from: z.iso.date().nullable(),
      to: z.iso.date().nullable(),
    })
    .nullable(),
  salt: z.string().meta({ description: "Of assignArm, with the arms' shares" }),
  decisions: z.array(Reason).meta({ description: "What follows at which bound" }),
  weaknesses: z.array(Reason),
});
export type ExperimentPlan = z.infer<typeof ExperimentPlan>;

import * as z from "zod";
import { Verdict } from "../../schema/verdict.js";

const Interval = z.strictObject({ lower: z.number(), upper: z.number() });
const probability = z.number().min(0).max(1);

/** A treatment arm against the control. */
export const ExperimentEffect = z.strictObject({
  estimate: z.number().meta({ description: "Absolute: treatment minus control" }),
  standardError: z.number().positive(),
  interval: Interval.meta({
    description: "At the result's level; holds at every look of a sequential test",
  }),
  wald: Interval.meta({
    description: "Of a single look: estimate ± normal quantile × standard error",
  }),
  statistic: z.number(),
  degrees: z.number().positive().nullable(),
  pValue: probability,
  pValueAdjusted: probability.meta({ description: "For the number of comparisons" }),
  relative: z
    .strictObject({ estimate: z.number(), lower: z.number(), upper: z.number() })
    .nullable()
    .meta({ description: "Treatment over control, less 1, of a single look" }),
  decision: z.enum(["higher", "lower", "unclear"]),
});
export type ExperimentEffect = z.infer<typeof ExperimentEffect>;

/** What a test found. */
export const ExperimentResult = z.strictObject({
  kind: z.literal("experiment-result"),
  version: z.literal(1),
  test: z.string(),
  metric: z.enum(["proportion", "mean", "ratio"]),
  method: z.string(),
  control: z.string(),
  rows: z.int().positive().meta({ description: "Customers in all arms" }),
  from: z.iso.date().nullable(),
  to: z.iso.date().nullable(),
  alpha: z.number().gt(0).lt(1),
  level: z.number().gt(0).lt(1).meta({ description: "Of the intervals" }),
  sided: z.enum(["one", "two"]),
  adjustment: z.string(),
  arms: z.record(
    z.string(),
    z.strictObject({
      customers: z.int().positive(),
      value: z.number(),
      standardError: z.number().nonnegative(),
      conversions: z.int().nonnegative().nullable(),
      clusters: z.int().positive().nullable(),
      probabilityBest: probability,
      expectedLoss: z
        .number()
        .nonnegative()
        .meta({ description: "If this arm is chosen and is not the best" }),
    }),
  ),
  effects: z.record(z.string(), ExperimentEffect),
  covariate: z
    .strictObject({
      coefficient: z.number(),
      varianceReduction: probability,
      correlation: z.number().min(-1).max(1),
      missing: z.int().nonnegative(),
    })
    .nullable(),
  winsorised: z
    .strictObject({ quantile: probability, lower: z.number(), upper: z.number(), rows: z.int() })
    .nullable(),
  sequential: z
    .strictObject({
      kind: z.enum(["always-valid", "group"]),
      tightestAt: z
        .number()
        .positive()
        .nullable()
        .meta({ description: "Customers in the control arm" }),
      share: probability.nullable().meta({ description: "Of the planned customers" }),
      looks: z.array(
        z.strictObject({
          day: z.iso.date(),
          customers: z.int().positive(),
          effects: z.record(
            z.string(),
            z.strictObject({ estimate: z.number(), ...Interval.shape }),
          ),
        }),
      ),
    })
    .nullable(),
  verdict: Verdict,
});
export type ExperimentResult = z.infer<typeof ExperimentResult>;

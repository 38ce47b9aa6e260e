import * as z from "zod";
import { Reason } from "../../schema/verdict.js";

/** A number with the interval that holds it with the model's `level`. */
export const MediaEstimate = z.strictObject({
  value: z.number().meta({ description: "Posterior mean" }),
  standardError: z.number().nonnegative().meta({ description: "Posterior standard deviation" }),
  lower: z.number(),
  upper: z.number(),
});
export type MediaEstimate = z.infer<typeof MediaEstimate>;

const MediaChannel = z.strictObject({
  name: z.string(),
  spend: z.array(z.number().nonnegative()).meta({ description: "Of each period; 0 without a row" }),
  largestSpend: z.number().positive().meta({ description: "Scale of the saturation's spend" }),
  totalSpend: z.number().positive(),
  carryOver: MediaEstimate.meta({ description: "Share of an effect left a period later" }),
  shape: z
    .array(MediaEstimate)
    .meta({ description: "Of the family: [λ], [λ], [k, s] or []; spend over largestSpend" }),
  effect: MediaEstimate.meta({ description: "Outcome per period of the largest spend, kept up" }),
  contribution: MediaEstimate.meta({ description: "Outcome over all rows that the channel made" }),
  share: MediaEstimate.meta({ description: "Contribution over the sum of the outcome" }),
  returnOnSpend: MediaEstimate.meta({ description: "Contribution × value per unit / total spend" }),
  marginalReturn: MediaEstimate.meta({
    description: "Value of the last 1 % of spend in every period over what that 1 % costs",
  }),
  experiments: z.array(z.string()).meta({ description: "Experiments that inform it" }),
});

const MediaControl = z.strictObject({
  name: z.string(),
  mean: z.number(),
  sd: z.number().positive(),
  low: z.number(),
  high: z.number(),
  effect: MediaEstimate.meta({ description: "Outcome per unit of the control" }),
});

/** Response of an outcome to media, with adstock and saturation, and everything that its answers are made from. */
export const MediaModel = z
  .strictObject({
    kind: z.literal("media"),
    version: z.literal(1),
    target: z.string(),
    date: z.string(),
    currency: z.string().nullable().meta({ description: "ISO 4217; null where not told" }),
    valuePerUnit: z.number().positive().meta({ unit: "money per unit of the outcome" }),
    formula: z.string().meta({ description: "How money is counted" }),
    rows: z.int().positive(),
    periods: z.int().positive(),
    from: z.iso.date(),
    to: z.iso.date(),
    calendar: z.strictObject({
      firstDay: z.int(),
      stepDays: z.int().nonnegative().meta({ description: "0 for months" }),
    }),
    method: z.string(),
    level: z.number().gt(0).lt(1),
    lags: z.int().positive(),
    saturation: z.enum(["linear", "logistic", "exponential", "hill"]),
    nonNegative: z.boolean(),
    baseline: z.strictObject({
      trend: z.enum(["none", "linear", "root"]),
      harmonics: z.int().min(0).max(3),
      weekly: z.boolean(),
    }),
    choices: z
      .record(z.string(), z.record(z.string(), z.number()))
      .meta({ description: "Held-out root mean squared error by candidate, for what was chosen" }),
    channels: z.array(MediaChannel).min(1),
    controls: z.array(MediaControl),
    noise: z.strictObject({
      sd: MediaEstimate,
      correlation: z.number().min(0).lt(1).meta({ description: "With the noise a row before" }),
    }),
    rSquared: z.number().nullable().meta({ description: "In the rows that were fitted" }),
    draws: z
      .strictObject({
        noise: z.array(z.number().nonnegative()).min(1),
        baseline: z.array(z.array(z.number())).meta({ description: "Coefficients by draw" }),
        channels: z.array(
          z.strictObject({
            carryOver: z.array(z.number().min(0).max(1)),
            shape: z.array(z.array(z.number())),
            effect: z.array(z.number()),
          }),
        ),
      })
      .refine(
        ({ noise, baseline, channels }) =>
          baseline.length === noise.length &&
          channels.every(
            ({ carryOver, shape, effect }) =>
              carryOver.length === noise.length &&
              shape.length === noise.length &&
              effect.length === noise.length,
          ),
        "draws differ in number",
      ),
    converged: z.boolean(),
    scaleReduction: z
      .number()
      .meta({ description: "Largest split potential scale reduction of a channel's contribution" }),
    weaknesses: z.array(Reason),
  })
  .refine(({ channels, periods }) => channels.every(({ spend }) => spend.length === periods), {
    message: "a channel's spend has not one value per period",
  })
  .refine(({ channels, draws }) => channels.length === draws.channels.length, {
    message: "channels and their draws differ in number",
  });
export type MediaModel = z.infer<typeof MediaModel>;

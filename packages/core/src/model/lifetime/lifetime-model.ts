import * as z from "zod";
import { Reason } from "../../schema/verdict.js";

/** A fitted number; without standard error where the likelihood is flat there. */
const Estimated = z.strictObject({
  value: z.number().positive(),
  standardError: z.number().nonnegative().nullable(),
});

const covariance = (n: number) =>
  z
    .array(z.number())
    .length(n * n)
    .nullable()
    .meta({
      description: `Covariance of the logarithms of the parameters, row-major, ${n} x ${n}`,
    });

const likelihood = {
  logLikelihood: z.number(),
  iterations: z.int().nonnegative(),
  converged: z.boolean(),
};

/** How customers buy and leave (BG/NBD), and what they spend (gamma-gamma). */
export const LifetimeModel = z.strictObject({
  kind: z.literal("lifetime"),
  version: z.literal(1),
  method: z.string(),
  from: z.iso.date().meta({ description: "Day of the first purchase" }),
  until: z.iso.date().meta({ description: "Last day that was learnt from" }),
  unitDays: z.number().positive().meta({ description: "Unit of time of alpha", unit: "days" }),
  customers: z.int().positive(),
  repeatCustomers: z
    .int()
    .positive()
    .meta({ description: "Customers who bought on two days or more" }),
  repeats: z
    .int()
    .positive()
    .meta({ description: "Purchases after each customer's first, days merged" }),
  buying: z.strictObject({
    r: Estimated,
    alpha: Estimated,
    a: Estimated,
    b: Estimated,
    logCovariance: covariance(4),
    ...likelihood,
  }),
  spending: z
    .strictObject({
      p: Estimated,
      q: Estimated,
      v: Estimated.meta({ unit: "money" }),
      logCovariance: covariance(3),
      ...likelihood,
      currency: z.string().nullable(),
      customers: z.int().positive().meta({ description: "Customers with repeats of known amount" }),
      correlation: z
        .number()
        .min(-1)
        .max(1)
        .nullable()
        .meta({ description: "of repeats and mean amount; the model takes 0" }),
      observedMean: z
        .number()
        .positive()
        .meta({ description: "Mean of the customers' mean amounts" }),
      populationMean: z
        .number()
        .positive()
        .nullable()
        .meta({ description: "p v / (q - 1); null where q is 1 or less" }),
    })
    .nullable(),
  leftOut: z.strictObject({
    later: z.int().nonnegative().meta({ description: "Rows after `until`" }),
    refunds: z.int().nonnegative().meta({ description: "Rows with a negative amount" }),
    withoutAmount: z.int().nonnegative().meta({ description: "Purchases of unknown amount" }),
    merged: z.int().nonnegative().meta({ description: "Rows merged into one of the same day" }),
  }),
  weaknesses: z.array(Reason),
});
export type LifetimeModel = z.infer<typeof LifetimeModel>;

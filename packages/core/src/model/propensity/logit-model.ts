import * as z from "zod";
import { Reason } from "../../schema/verdict.js";
import { DesignTerm } from "./design-model.js";

/** Probability of an event by logistic regression with a ridge penalty. */
export const PropensityLogit = z
  .strictObject({
    kind: z.literal("propensity-logit"),
    version: z.literal(1),
    target: z.string(),
    event: z.string(),
    classes: z.array(z.string()).length(2),
    terms: z.array(DesignTerm),
    coefficients: z.array(
      z.strictObject({
        name: z.string(),
        value: z
          .number()
          .meta({ unit: "log odds per standard deviation, or against the first category" }),
        standardError: z.number().nonnegative(),
      }),
    ),
    l2: z.number().nonnegative(),
    logLikelihood: z.number(),
    rows: z.int().positive(),
    converged: z.boolean(),
    weaknesses: z.array(Reason),
  })
  .refine(({ coefficients }) => coefficients.length >= 1, { message: "no intercept" });
export type PropensityLogit = z.infer<typeof PropensityLogit>;

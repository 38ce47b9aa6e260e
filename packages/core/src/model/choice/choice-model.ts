import * as z from "zod";
import { ModelBacktest } from "../../schema/model-backtest.js";
import { Reason } from "../../schema/verdict.js";

const Share = z.number().min(0).max(1);
const Numbers = z.record(z.string(), z.number());
const Errors = z.record(z.string(), z.number().nonnegative());

const Loyalty = z.strictObject({
  smoothing: Share.meta({
    description: "Weight that the state keeps at each choice of the chooser",
  }),
  standardError: z
    .number()
    .nonnegative()
    .nullable()
    .meta({ description: "null where it was given, or where tastes differ too" }),
  estimated: z.boolean(),
});

const Term = z.strictObject({
  name: z.string(),
  attribute: z.string(),
  curve: z
    .strictObject({
      centre: z.number().positive(),
      low: z.number().positive(),
      high: z.number().positive(),
    })
    .nullable()
    .meta({
      description:
        "c ln(x / c) − (x − c) between low and high, straight outside; null: the attribute itself",
    }),
  scale: z
    .number()
    .positive()
    .meta({ description: "Root mean square difference from the occasion's mean" }),
});

const Heterogeneity = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("none") }),
  z.strictObject({
    kind: z.literal("classes"),
    classes: z.array(z.strictObject({ share: Share, coefficients: Numbers })).min(1),
  }),
  z.strictObject({
    kind: z.literal("random"),
    standardDeviations: Errors.meta({ description: "Between choosers, of each coefficient" }),
    covariance: z
      .array(z.array(z.number()))
      .meta({ description: "Of coefficients in their order" }),
    correlated: z.boolean(),
    personas: z.record(z.string(), Numbers).meta({
      description: "What a persona's mean coefficients differ by, shrunk to those of all",
    }),
    personaVariances: Errors,
  }),
]);

const Nest = z.strictObject({
  name: z.string(),
  alternatives: z.array(z.string()).min(1),
  dissimilarity: z
    .number()
    .positive()
    .meta({ description: "1: no nest; towards 0: alternatives are alike" }),
  standardError: z
    .number()
    .nonnegative()
    .nullable()
    .meta({ description: "null where the nest has one alternative" }),
});

/** Coefficients with their errors. */
const PlainLogit = z.strictObject({
  coefficients: Numbers,
  standardErrors: Errors,
  clusteredStandardErrors: Errors,
  logLikelihood: z.number(),
});

/** How choosers choose among alternatives: utilities that are linear in attributes, and how they differ between choosers. */
export const ChoiceModel = z
  .strictObject({
    kind: z.literal("choice"),
    version: z.literal(1),
    method: z.string(),
    alternatives: z.array(z.string()).min(2),
    base: z.string().meta({ description: "Alternative whose constant is 0" }),
    attributes: z.array(z.string()),
    price: z.string().nullable().meta({ description: "Attribute that is the price, if told" }),
    terms: z.array(Term),
    constants: z.boolean(),
    coefficients: Numbers.meta({
      description:
        "By term, loyalty, and asc_ with the alternative; means where choosers differ; utility per unit",
    }),
    standardErrors: Errors,
    clusteredStandardErrors: Errors.meta({ description: "Occasions of a chooser taken together" }),
    logLikelihood: z.number(),
    equalSharesLogLikelihood: z
      .number()
      .meta({ description: "Where all alternatives are equally likely" }),
    plain: PlainLogit.meta({
      description: "Multinomial logit of the attributes and constants alone, beside it",
    }),
    initialShares: z.record(z.string(), Share).meta({ description: "Where loyalty states start" }),
    loyalty: Loyalty.nullable(),
    heterogeneity: Heterogeneity,
    nests: z.array(Nest).nullable(),
    ranges: z
      .record(z.string(), z.strictObject({ low: z.number(), high: z.number(), mean: z.number() }))
      .meta({ description: "Of attributes, in the rows used" }),
    rows: z.int().positive().meta({ description: "Occasions with a known choice" }),
    choosers: z.int().positive(),
    from: z.union([z.string(), z.number()]).nullable(),
    to: z.union([z.string(), z.number()]).nullable(),
    seed: z.int().nonnegative(),
    iterations: z.int().nonnegative(),
    converged: z.boolean(),
    backtest: ModelBacktest.nullable().meta({
      description: "Held-out scores that chose the model",
    }),
    weaknesses: z.array(Reason),
  })
  .refine(({ alternatives, base }) => alternatives.includes(base), "base is no alternative")
  .refine(({ heterogeneity, coefficients }) => {
    const size = Object.keys(coefficients).length;
    return (
      heterogeneity.kind !== "random" ||
      (heterogeneity.covariance.length === size &&
        heterogeneity.covariance.every((row) => row.length === size))
    );
  }, "covariance and coefficients differ in size");
export type ChoiceModel = z.infer<typeof ChoiceModel>;

import * as z from "zod";
import { ModelBacktest } from "../../schema/model-backtest.js";
import { Reason } from "../../schema/verdict.js";

/** A number and how far it may be off. */
const Estimate = z.strictObject({ value: z.number(), standardError: z.number().nonnegative() });

/** What products have in common: the normal distribution that their coefficients come from. */
const Common = z.strictObject({
  mean: z.number(),
  standardError: z.number().nonnegative().meta({ description: "of the mean" }),
  spread: z
    .number()
    .nonnegative()
    .meta({ description: "Standard deviation of products around the mean" }),
  members: z.int().nonnegative(),
});

/** Whether coefficients may be read as effects, and why. */
export const Causality = z.discriminatedUnion("claim", [
  z.strictObject({ claim: z.literal("association"), because: z.string() }),
  z.strictObject({
    claim: z.literal("experiment"),
    test: z.string().meta({ description: "Test that set the prices" }),
  }),
]);
export type Causality = z.infer<typeof Causality>;

/** A published or imported own-price elasticity, and whether it is one of a brand or of a category. */
export const ElasticityPrior = z.strictObject({
  level: z.enum(["brand", "category"]),
  value: z.number(),
  standardError: z
    .number()
    .positive()
    .meta({ description: "How far the elasticity of a product may lie from the value" }),
  source: z.string().min(1),
});
export type ElasticityPrior = z.infer<typeof ElasticityPrior>;

/** A group's own level and responses, as departures from its product's. */
const GroupDeparture = z.strictObject({
  level: Estimate,
  own: Estimate,
  effects: z.record(z.string(), Estimate),
});

/** Where a product's columns lie, how much it sells there, and what is left unexplained. */
const ProductLevel = z.strictObject({
  level: Estimate.meta({ description: "ln units of a usual group at the mean of every column" }),
  groupSpread: z.number().nonnegative().meta({ description: "Standard deviation of levels" }),
  meanLogPrices: z.record(z.string(), z.number()),
  meanCovariates: z.record(z.string(), z.number()),
  residualSd: z
    .number()
    .nonnegative()
    .meta({ unit: "ln units", description: "of counts: relative to the product's mean units" }),
  smearing: z
    .number()
    .positive()
    .meta({ description: "Mean of exp(residual): mean units over median units" }),
  counts: z
    .strictObject({
      dispersion: z.number().nonnegative(),
      overdispersion: z.number().nonnegative(),
    })
    .nullable()
    .meta({ description: "Variance of units: dispersion × (mean + overdispersion × mean²)" }),
  rSquared: z
    .number()
    .nullable()
    .meta({ description: "of ln units, group effects included; null for counts" }),
  rows: z.int().nonnegative(),
  groups: z.int().nonnegative(),
  absorbed: z.boolean().meta({ description: "Whether group effects were taken out" }),
  observed: z
    .record(z.string(), z.strictObject({ low: z.number(), high: z.number() }))
    .meta({ description: "Range of each price (price:name) and covariate" }),
});

const DemandFields = z.strictObject({
  kind: z.literal("demand"),
  version: z.literal(1),
  level: z.enum(["brand", "category"]),
  response: z
    .enum(["log", "counts"])
    .meta({ description: "Whether ln units were fitted, or units as counts, zeros among them" }),
  products: z.array(z.string()).min(1),
  covariates: z.array(z.string()),
  elasticities: z
    .record(z.string(), z.record(z.string(), Estimate))
    .meta({ unit: "% units per % price", description: "By product, then by whose price changes" }),
  effects: z
    .record(z.string(), z.record(z.string(), Estimate))
    .meta({ unit: "ln units per unit", description: "By product, then covariate" }),
  common: z.strictObject({
    own: Common,
    cross: Common.nullable(),
    effects: z.record(z.string(), Common),
  }),
  productLevels: z.record(z.string(), ProductLevel),
  groupLevels: z
    .record(z.string(), Estimate)
    .meta({ description: "What a group sells more of every product, in ln units" }),
  groups: z.record(z.string(), z.record(z.string(), GroupDeparture)),
  heterogeneity: z
    .record(z.string(), z.number().nonnegative())
    .meta({ description: "Standard deviation between groups, by price (own) and covariate" }),
  shrinkage: z.enum(["auto", "none"]),
  errors: z.enum(["clustered", "robust", "classical"]),
  prior: ElasticityPrior.nullable(),
  causality: Causality,
  method: z.string(),
  backtest: ModelBacktest.nullable().meta({
    description:
      "By which the response was chosen; null where it was told or nothing was to choose",
  }),
  rows: z.int().positive(),
  rowsLeftOut: z.int().nonnegative(),
  from: z.union([z.string(), z.number()]).nullable(),
  to: z.union([z.string(), z.number()]).nullable(),
  iterations: z.int().nonnegative(),
  converged: z.boolean(),
  weaknesses: z.array(Reason),
});

/** Demand of products in groups whose price elasticities are the same at every price: a log-log model. */
export const DemandModel = DemandFields.refine(
  ({ products, elasticities, effects, productLevels, groups }) =>
    [elasticities, effects, productLevels, groups].every(
      (record) =>
        Object.keys(record).length === products.length &&
        products.every((product) => Object.hasOwn(record, product)),
    ),
  "expected elasticities, effects, levels and groups of exactly the products",
);
export type DemandModel = z.infer<typeof DemandModel>;

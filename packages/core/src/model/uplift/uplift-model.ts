import * as z from "zod";
import { ModelBacktest } from "../../schema/model-backtest.js";
import { Reason } from "../../schema/verdict.js";
import { DesignTerm } from "../propensity/design-model.js";
import { TreeFeature, TreeNodes } from "../tree/tree-model.js";

const Numbers = z.array(z.number()).min(1);
const Trees = z.strictObject({ base: z.number(), trees: z.array(TreeNodes) });
const Link = z.enum(["logit", "identity"]);

/** How the effect depends on the features, in one of the ways that competed. */
export const UpliftEffect = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("linear"), coefficients: Numbers }),
  z.strictObject({
    kind: z.literal("two-linear"),
    link: Link,
    treated: Numbers,
    control: Numbers,
  }),
  z.strictObject({ kind: z.literal("trees"), trees: Trees }),
  z.strictObject({ kind: z.literal("two-trees"), link: Link, treated: Trees, control: Trees }),
]);
export type UpliftEffect = z.infer<typeof UpliftEffect>;

/** What is known of one arm against control. */
export const UpliftArm = z.strictObject({
  arm: z.string(),
  rows: z.int().positive().meta({ description: "Treated rows" }),
  average: z.strictObject({
    value: z.number().meta({ unit: "outcome per treated customer" }),
    standardError: z.number().nonnegative(),
  }),
  method: z.string().meta({ description: "The way that was chosen; uniform where none beat it" }),
  effects: z
    .array(UpliftEffect)
    .meta({ description: "Raw effect: the mean of these; none where it is uniform" }),
  centre: z.number().meta({ description: "Mean of the raw effect over the rows" }),
  slope: z.number().nonnegative().meta({
    description: "Share of the raw effect's departure from its mean that held-out rows bear out",
  }),
  heterogeneity: z
    .strictObject({ t: z.number(), needed: z.number() })
    .meta({ description: "t of the slope in held-out rows, and what it had to exceed" }),
  qini: z
    .strictObject({ value: z.number(), lower: z.number(), upper: z.number() })
    .meta({ description: "In cross-validation, by the chosen way; outcomes per customer" }),
  backtest: ModelBacktest,
});
export type UpliftArm = z.infer<typeof UpliftArm>;

/** Difference that each arm makes to an outcome, by customer. */
export const UpliftModel = z.strictObject({
  kind: z.literal("uplift"),
  version: z.literal(1),
  treatment: z.string(),
  outcome: z.string(),
  control: z.string(),
  controlRows: z.int().positive(),
  terms: z.array(DesignTerm),
  features: z.array(TreeFeature),
  arms: z.array(UpliftArm).min(1),
  rows: z.int().positive(),
  method: z.string(),
  weaknesses: z.array(Reason),
});
export type UpliftModel = z.infer<typeof UpliftModel>;

import * as z from "zod";
import { Reason } from "../../schema/verdict.js";
import { TreeFeature } from "./tree-model.js";

/** Nodes of a decision tree as columns, the root first; `values` by node: a mean, or a share of each class. */
export const DecisionNodes = z
  .strictObject({
    child: z.array(z.int().nonnegative()).min(1),
    feature: z.array(z.int().nonnegative()),
    threshold: z.array(z.number()),
    categories: z.record(z.string(), z.array(z.int().nonnegative())),
    missingLeft: z.array(z.union([z.literal(0), z.literal(1)])),
    values: z
      .array(z.array(z.number()).min(1))
      .meta({ description: "Mean of the target, or probability of the event, or of each class" }),
    cover: z.array(z.number().nonnegative()),
    gain: z.array(z.number().nonnegative()),
  })
  .refine(
    ({ child, feature, threshold, missingLeft, values, cover, gain }) =>
      [feature, threshold, missingLeft, values, cover, gain].every(
        ({ length }) => length === child.length,
      ),
    { message: "columns of a tree differ in length" },
  )
  .refine(
    ({ child }) =>
      child.every((left, node) => left === 0 || (left > node && left + 1 < child.length)),
    {
      message: "a child stands before its parent or outside the tree",
    },
  );
export type DecisionNodes = z.infer<typeof DecisionNodes>;

/** One small tree to be read by people, cut back to what cross-validation bears out. */
export const DecisionTree = z.strictObject({
  kind: z.literal("decision-tree"),
  version: z.literal(1),
  task: z.enum(["classification", "regression"]),
  target: z.string(),
  classes: z.array(z.string()),
  event: z.string().nullable(),
  features: z.array(TreeFeature).min(1),
  nodes: DecisionNodes,
  heldOut: z
    .strictObject({
      loss: z.number().nonnegative(),
      naive: z.number().nonnegative(),
      standardError: z.number().nonnegative(),
      folds: z.int().positive(),
    })
    .meta({
      description:
        "Squared error (of shares: Brier score) in cross-validation, and of the constant",
    }),
  rows: z.int().positive(),
  method: z.string(),
  weaknesses: z.array(Reason),
});
export type DecisionTree = z.infer<typeof DecisionTree>;

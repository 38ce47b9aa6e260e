import * as z from "zod";
import { Reason } from "../../schema/verdict.js";
import { isTree, NO_TREE, NODE_COLUMNS } from "./node-columns.js";
import { TreeFeature } from "./tree-model.js";

/** Nodes of a decision tree. */
export const DecisionNodes = z
  .strictObject({
    ...NODE_COLUMNS,
    values: z
      .array(z.array(z.number()).min(1))
      .meta({ description: "Mean of the target, or probability of the event, or of each class" }),
  })
  .refine((nodes) => isTree(nodes, nodes.values), NO_TREE);
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

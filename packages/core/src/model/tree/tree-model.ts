import * as z from "zod";
import { Reason } from "../../schema/verdict.js";
import { isTree, NO_TREE, NODE_COLUMNS } from "./node-columns.js";

/** A feature of a table as a model knows it. */
export const TreeFeature = z.strictObject({
  name: z.string(),
  kind: z.enum(["number", "boolean", "category"]),
  categories: z
    .array(z.string())
    .max(254)
    .meta({ description: "Names of the categories told apart; any other counts as missing" }),
  unit: z.string().meta({ description: "Of numbers; empty where none was told" }),
  missing: z.int().nonnegative().meta({ description: "Rows learnt from without a value" }),
  monotone: z
    .union([z.literal(0), z.literal(1), z.literal(-1)])
    .meta({ description: "1 where the prediction may not fall with the feature, -1 not rise" }),
});
export type TreeFeature = z.infer<typeof TreeFeature>;

/** One tree of a sum. */
export const TreeNodes = z
  .strictObject({
    ...NODE_COLUMNS,
    value: z.array(z.number()).meta({ description: "Added to the score at a leaf" }),
  })
  .refine((nodes) => isTree(nodes, nodes.value), NO_TREE);
export type TreeNodes = z.infer<typeof TreeNodes>;

/** How trees of a model were grown. */
export const TreeSettings = z.strictObject({
  rounds: z.int().nonnegative(),
  learningRate: z.number().positive(),
  leaves: z.int().positive(),
  depth: z.int().nonnegative(),
  minLeaf: z.int().positive(),
  l2: z.number().nonnegative(),
  rowShare: z.number().positive().max(1),
  featureShare: z.number().positive().max(1),
});
export type TreeSettings = z.infer<typeof TreeSettings>;

/** A sum of trees: score = base + value of each tree's leaf; then logistic, softmax, exp or as it is. */
export const TreeModel = z
  .strictObject({
    kind: z.literal("trees"),
    version: z.literal(1),
    task: z.enum(["classification", "regression"]),
    loss: z.enum(["logistic", "softmax", "squared", "poisson"]),
    target: z.string(),
    classes: z.array(z.string()).meta({ description: "In order; none of a regression" }),
    event: z.string().nullable().meta({ description: "Of two classes, the one foretold" }),
    features: z.array(TreeFeature).min(1),
    base: z.array(z.number()).min(1).meta({ description: "Score before any tree, by output" }),
    trees: z.array(TreeNodes).meta({ description: "Round after round, a tree for each output" }),
    members: z
      .array(TreeSettings)
      .min(1)
      .meta({ description: "Boosted sums whose scores are averaged, in the order of their trees" }),
    importance: z
      .record(z.string(), z.number().min(0).max(1))
      .meta({ description: "Share of all loss saved by splits on a feature" }),
    heldOut: z
      .strictObject({
        loss: z.number(),
        naive: z.number(),
        standardError: z.number().nonnegative(),
        folds: z.int().positive(),
      })
      .nullable()
      .meta({
        description:
          "Mean loss of rows held out while settings were chosen, and of the constant; optimistic, as it chose",
      }),
    rows: z.int().positive(),
    method: z.string(),
    weaknesses: z.array(Reason),
  })
  .refine(({ trees, base }) => trees.length % base.length === 0, {
    message: "trees do not come in whole rounds",
  })
  .refine(
    ({ trees, features }) =>
      trees.every(({ feature }) => feature.every((position) => position < features.length)),
    { message: "a tree parts a feature that the model does not have" },
  );
export type TreeModel = z.infer<typeof TreeModel>;

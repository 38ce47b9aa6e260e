import { exp, logistic, softmax } from "../../math/index.js";
import { type FeatureColumn, readColumn } from "./feature-column.js";
import type { FeatureRow } from "./feature-row.js";
import type { TreeModel } from "./tree-model.js";
import { flatTrees, leafValueOf } from "./tree-nodes.js";

/**
 * Predictions in the order of the rows: of two classes the probability of the model's `event`; of more, one of each
 * class by name; of a regression the value.
 *
 * @param rows - columns that the model does not know are not looked at; one that is absent counts as missing
 * @throws CoreError `invalid_input` for a text where the model knows numbers, `not_finite` for ±Infinity
 */
export function predictTrees(
  model: TreeModel,
  rows: readonly FeatureRow[],
): number[] | Record<string, number>[] {
  if (model.loss === "softmax") return classProbabilities(model, rows);
  const scores = treeScores(model, rows);
  if (model.loss === "logistic") return scores.map(([score]) => logistic(score!));
  if (model.loss === "poisson")
    return scores.map(([score]) => exp(Math.min(LARGEST_LOG_MEAN, score!)));
  return scores.map(([score]) => score!);
}

const LARGEST_LOG_MEAN = 30;

/**
 * Probability of each class by name, also of two.
 *
 * @returns no class for a regression: use {@link predictTrees}
 */
export function classProbabilities(
  model: TreeModel,
  rows: readonly FeatureRow[],
): Record<string, number>[] {
  const { classes, event } = model;
  return treeScores(model, rows).map((scores) => {
    if (model.loss === "softmax") {
      const shares = softmax(scores);
      return Object.fromEntries(classes.map((name, k) => [name, shares[k]!]));
    }
    const p = logistic(scores[0]!);
    return Object.fromEntries(classes.map((name) => [name, name === event ? p : 1 - p]));
  });
}

/** Scores by row and output: log odds of the event, utility of each class, log of the mean, or the value itself. */
export function treeScores(model: TreeModel, rows: readonly FeatureRow[]): number[][] {
  const columns = modelColumns(model, rows);
  const flat = flatTrees(
    model.trees,
    model.features.map(({ categories }) => categories.length),
  );
  const outputs = model.base.length;
  return rows.map((_, row) => {
    const scores = [...model.base];
    for (let tree = 0; tree < model.trees.length; tree++) {
      const output = tree % outputs;
      scores[output] = scores[output]! + leafValueOf(flat, tree, { columns, row });
    }
    return scores;
  });
}

/** The columns that a model looks at. */
export function modelColumns(
  { features }: Pick<TreeModel, "features">,
  rows: readonly FeatureRow[],
): FeatureColumn[] {
  return features.map((feature) => readColumn(rows, feature));
}

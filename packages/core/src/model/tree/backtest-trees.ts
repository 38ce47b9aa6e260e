import type { ModelBacktest } from "../../schema/model-backtest.js";
import {
  brierScore,
  compareModels,
  contestant,
  logLoss,
  type Split,
  unseenGroups,
  warnOfRowOrder,
} from "../backtest/index.js";
import { fitLogit, predictLogit } from "../propensity/fit-logit.js";
import type { FeatureRow } from "./feature-row.js";
import { fitTree, predictTree } from "./fit-tree.js";
import { fitTrees } from "./fit-trees.js";
import { classProbabilities, predictTrees } from "./predict-trees.js";
import type { TreeOptions } from "./tree-option.js";
import { readTarget } from "./tree-target.js";

/** How a backtest of trees goes. */
export interface TreeBacktestOptions extends TreeOptions {
  /** Rows that are held out; five folds at random unless told. */
  readonly splits?: readonly Split[];
  /** What the splits are, in words. */
  readonly scheme?: string;
}

/**
 * Foretells held-out rows by boosted trees, by one small tree and (of two classes) by a ridge logit, beside the base
 * rate or the mean.
 *
 * @throws CoreError as `fitTrees`
 */
export function backtestTrees(
  rows: readonly FeatureRow[],
  { splits, scheme = "five folds at random", ...options }: TreeBacktestOptions,
): ModelBacktest {
  const target = readTarget(rows, options);
  const contest = {
    scheme,
    splits: splits ?? unseenGroups([...rows.keys()], { folds: 5, seed: options.seed ?? 0 }),
    warnings: target.classes.length > 2 ? [] : warnOfRowOrder(target.values),
  };
  const fixed = { ...options, task: target.task };
  const { target: name, features } = options;
  const small = {
    target: name,
    features,
    task: target.task,
    ...(options.seed === undefined ? {} : { seed: options.seed }),
  };
  if (target.task === "regression") {
    const mean = (train: readonly FeatureRow[]) =>
      train.reduce((sum, row) => sum + Number(row[name]), 0) / train.length;
    return compareModels<FeatureRow, number>(rows, {
      ...contest,
      naive: {
        name: "mean",
        foretell: (train, test) => {
          const centre = mean(train);
          return test.map(() => centre);
        },
      },
      contestants: [
        contestant("boosted trees", {
          fit: (train) => fitTrees(train, fixed),
          predict: (model, test) => predictTrees(model, test) as number[],
        }),
        contestant("decision tree", {
          fit: (train) => fitTree(train, small),
          predict: (model, test) => predictTree(model, test) as number[],
        }),
      ],
      losses: {
        squaredError: (row, value) => (Number(row[name]) - value) * (Number(row[name]) - value),
        absoluteError: (row, value) => Math.abs(Number(row[name]) - value),
      },
      decidedBy: "squaredError",
    });
  }
  const shares = (train: readonly FeatureRow[]) =>
    Object.fromEntries(
      target.classes.map((each) => [
        each,
        train.filter((row) => String(row[name]) === each).length / train.length,
      ]),
    );
  const ofEvent = (event: string, p: number) =>
    Object.fromEntries(target.classes.map((each) => [each, each === event ? p : 1 - p]));
  return compareModels<FeatureRow, Record<string, number>>(rows, {
    ...contest,
    naive: {
      name: "base rate",
      foretell: (train, test) => {
        const share = shares(train);
        return test.map(() => share);
      },
    },
    contestants: [
      contestant("boosted trees", {
        fit: (train) => fitTrees(train, fixed),
        predict: classProbabilities,
      }),
      contestant("decision tree", {
        fit: (train) => fitTree(train, small),
        predict: (model, test) =>
          predictTree(model, test).map((found) =>
            typeof found === "number" ? ofEvent(model.event!, found) : found,
          ),
      }),
      ...(target.event === null
        ? []
        : [
            contestant<FeatureRow, ReturnType<typeof fitLogit>, Record<string, number>>("logit", {
              fit: (train) => fitLogit(train, { target: name, features }),
              predict: (model, test) =>
                predictLogit(model, test).map((p) => ofEvent(model.event, p)),
            }),
          ]),
    ],
    losses: {
      logLoss: (row, p) => logLoss(p, String(row[name])),
      brier: (row, p) => brierScore(p, String(row[name])),
    },
    decidedBy: "logLoss",
  });
}

import type { ModelBacktest } from "../../schema/model-backtest.js";
import {
  brierScore,
  compareModels,
  contestant,
  logLoss,
  unseenGroups,
  warnOfRowOrder,
} from "../backtest/index.js";
import type { FeatureRow } from "../tree/feature-row.js";
import { fitNetwork } from "./fit-network.js";
import type { NetworkOptions } from "./network-option.js";
import { type NetworkTarget, readNetworkTarget } from "./network-target.js";
import { networkProbabilities, predictNetwork } from "./predict-network.js";

/**
 * Foretells every row from the rows of other folds, against the base rate or the mean.
 *
 * @param options.folds - each row is held out once, in one of so many random folds; 5 unless told
 * @param options.group - column of what belongs together (customer, store) and is held out together; rows unless told
 * @returns log loss and Brier score of classes, squared and absolute error of values; champion by the first
 * @throws CoreError as {@link fitNetwork} for the target of the rows as a whole; what refuses a fold is named in `failed`
 */
export function backtestNetwork(
  rows: readonly FeatureRow[],
  { folds = 5, group, ...options }: NetworkOptions & { folds?: number; group?: string },
): ModelBacktest {
  const { onProgress, ...fit } = options;
  const target = readNetworkTarget(rows, options);
  const groups = rows.map((row, i) => (group === undefined ? i : String(row[group])));
  const splits = unseenGroups(groups, { folds, ...(fit.seed !== undefined && { seed: fit.seed }) });
  let fold = 0;
  const learn = (train: readonly FeatureRow[]) => {
    onProgress?.({ stage: `fold ${fold + 1} of ${folds}`, done: fold++ / folds });
    // A fold may lack what made the column classes.
    return fitNetwork(train, { ...fit, task: target.task });
  };
  const what = group === undefined ? "rows" : group;
  const shared = {
    scheme: `unseen ${what}, ${folds} folds`,
    splits,
    warnings: warnOfRowOrder(target.values),
  };
  return target.task === "classification"
    ? compareClasses(rows, { target, learn, column: options.target, shared })
    : compareValues(rows, { learn, column: options.target, shared });
}

interface Comparison {
  readonly learn: (train: readonly FeatureRow[]) => ReturnType<typeof fitNetwork>;
  readonly column: string;
  readonly shared: Pick<Parameters<typeof compareModels>[1], "scheme" | "splits"> & {
    readonly warnings: ReturnType<typeof warnOfRowOrder>;
  };
}

function compareClasses(
  rows: readonly FeatureRow[],
  { target, learn, column, shared }: Comparison & { target: NetworkTarget },
): ModelBacktest {
  const { classes } = target;
  const baseRate = (train: readonly FeatureRow[]) => {
    const counts = new Map(classes.map((name) => [name, 0.5]));
    for (const row of train) {
      const name = String(row[column]);
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    const total = train.length + 0.5 * classes.length;
    return Object.fromEntries(classes.map((name) => [name, (counts.get(name) ?? 0) / total]));
  };
  return compareModels<FeatureRow, Record<string, number>>(rows, {
    ...shared,
    naive: contestant("base rate", {
      fit: baseRate,
      predict: (shares, test) => test.map(() => shares),
    }),
    contestants: [contestant("network", { fit: learn, predict: networkProbabilities })],
    losses: {
      "log loss": (row, shares) => logLoss(shares, String(row[column])),
      "Brier score": (row, shares) => brierScore(shares, String(row[column])),
    },
    decidedBy: "log loss",
  });
}

function compareValues(
  rows: readonly FeatureRow[],
  { learn, column, shared }: Comparison,
): ModelBacktest {
  const outcomeOf = (row: FeatureRow) => Number(row[column]);
  return compareModels<FeatureRow, number>(rows, {
    ...shared,
    naive: contestant("mean", {
      fit: (train: readonly FeatureRow[]) =>
        train.reduce((sum, row) => sum + outcomeOf(row) / train.length, 0),
      predict: (mean, test) => test.map(() => mean),
    }),
    contestants: [
      contestant("network", {
        fit: learn,
        predict: (model, test) => predictNetwork(model, test) as number[],
      }),
    ],
    losses: {
      "squared error": (row, value) => (outcomeOf(row) - value) * (outcomeOf(row) - value),
      "absolute error": (row, value) => Math.abs(outcomeOf(row) - value),
    },
    decidedBy: "squared error",
  });
}

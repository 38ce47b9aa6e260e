import { CoreError } from "../../error.js";
import { normalQuantile } from "../../math/index.js";
import type { ModelBacktest } from "../../schema/model-backtest.js";
import {
  brierScore,
  compareModels,
  contestant,
  logLoss,
  unseenGroups,
  warnOfRowOrder,
} from "../backtest/index.js";
import type { FitOptions } from "../fit-progress.js";
import type { FeatureRow } from "../tree/index.js";
import { readTarget, type TreeTarget } from "../tree/tree-target.js";
import {
  CANDIDATES,
  type CandidateName,
  fitBaseRate,
  foretellWith,
  type OutcomeForecast,
} from "./candidate.js";
import type { OutcomeModel } from "./outcome-model.js";

/** What is foretold, from what, and who competes. */
export interface OutcomeOptions extends FitOptions {
  readonly target: string;
  readonly features: readonly string[];
  /** Unless told, texts, true/false and numbers that are only 0 and 1 are classes. */
  readonly task?: "classification" | "regression";
  /** All that can do the task unless told. */
  readonly candidates?: readonly CandidateName[];
  /** Column of what belongs together (customer, store) and is held out together; rows unless told. */
  readonly group?: string;
  /** Each row is held out once, in one of so many folds; 3 unless told. */
  readonly folds?: number;
}

const NAIVE = "base rate";
/** The base rate stays unless it is beaten by so many standard errors: a chance of luck of 5 %. */
const SURE = normalQuantile(0.95);

/**
 * Lets boosted trees, a network, a decision tree and a logit foretell held-out rows, and fits the best of them to all:
 * adoption, churn, conversion, or an amount.
 *
 * Where none is surely better than the base rate (one-sided, 5 %), the base rate is the answer, with the weakness `nothing_beats_the_base_rate`.
 *
 * @throws CoreError as `fitTrees` for rows and target; `unknown_key` for a candidate that there is not
 */
export function fitOutcome(rows: readonly FeatureRow[], options: OutcomeOptions): OutcomeModel {
  const { target, features, seed = 0, folds = 3, group, onProgress } = options;
  const read = readTarget(rows, options);
  const { task, classes } = read;
  const names = candidatesOf(options, read);
  let fits = 0;
  const count = names.length * folds + 1;
  const fitWith = (name: CandidateName, train: readonly FeatureRow[]) => {
    onProgress?.({ stage: `${name}, fit ${fits + 1} of ${count}`, done: fits++ / count });
    return CANDIDATES[name](train, { target, features, task, seed });
  };
  const groups = rows.map((row, i) => (group === undefined ? i : String(row[group])));
  const groupOf = new Map(rows.map((row, i) => [row, groups[i] ?? i]));
  const backtest = compareModels<FeatureRow, OutcomeForecast>(rows, {
    scheme: `unseen ${group ?? "rows"}, ${folds} folds`,
    splits: unseenGroups(groups, { folds, seed }),
    naive: contestant(NAIVE, {
      fit: (train: readonly FeatureRow[]) => fitBaseRate(train, { target, task, classes }),
      predict: foretellWith,
    }),
    contestants: names.map((name) =>
      contestant(name, {
        fit: (train: readonly FeatureRow[]) => fitWith(name, train),
        predict: foretellWith,
      }),
    ),
    losses: task === "classification" ? classLosses(target) : valueLosses(target),
    decidedBy: task === "classification" ? "log loss" : "squared error",
    groupOf: (row) => groupOf.get(row) ?? 0,
    warnings: warnOfRowOrder(read.values),
  });
  const best = names.find((name) => name === backtest.champion && isSure(backtest));
  return {
    kind: "outcome",
    version: 1,
    task,
    target,
    champion: best ?? NAIVE,
    model: best ? fitWith(best, rows) : fitBaseRate(rows, { target, task, classes }),
    backtest: { ...backtest, champion: best ?? NAIVE },
    rows: rows.length,
    weaknesses: best
      ? []
      : [{ code: "nothing_beats_the_base_rate", values: { rows: rows.length } }],
  };
}

function isSure({ contestants, champion, decidedBy }: ModelBacktest): boolean {
  const score = contestants[champion]?.[decidedBy];
  return score !== undefined && score.difference + SURE * score.standardError < 0;
}

/**
 * The champion's forecast in the order of the rows: the probability of each class by name, or the value.
 *
 * @throws CoreError as the champion's own prediction does
 */
export function predictOutcome(
  model: OutcomeModel,
  rows: readonly FeatureRow[],
): OutcomeForecast[] {
  return foretellWith(model.model, rows);
}

/** How well the candidates of {@link fitOutcome} foretell held-out rows. @throws CoreError as it does */
export const backtestOutcome = (
  rows: readonly FeatureRow[],
  options: OutcomeOptions,
): ModelBacktest => fitOutcome(rows, options).backtest;

function candidatesOf({ candidates }: OutcomeOptions, { event }: TreeTarget): CandidateName[] {
  const all = Object.keys(CANDIDATES) as CandidateName[];
  const unknown = candidates?.find((name) => !all.includes(name));
  if (unknown !== undefined) {
    throw new CoreError("unknown_key", `candidate ${unknown}, expected some of ${all.join(", ")}`);
  }
  // A logit tells two classes apart, and no more.
  return all.filter(
    (name) => (candidates?.includes(name) ?? true) && (name !== "logit" || event !== null),
  );
}

type Losses = Record<string, (row: FeatureRow, said: OutcomeForecast) => number>;

const classLosses = (target: string): Losses => ({
  "log loss": (row, said) => logLoss(said as Record<string, number>, String(row[target])),
  "Brier score": (row, said) => brierScore(said as Record<string, number>, String(row[target])),
});

const valueLosses = (target: string): Losses => {
  const off = (row: FeatureRow, said: OutcomeForecast) => Number(row[target]) - Number(said);
  return {
    "squared error": (row, said) => off(row, said) * off(row, said),
    "absolute error": (row, said) => Math.abs(off(row, said)),
  };
};

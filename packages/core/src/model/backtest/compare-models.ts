import { CoreError } from "../../error.js";
import type { HeldOutScore, ModelBacktest } from "../../schema/model-backtest.js";
import type { Reason } from "../../schema/verdict.js";
import type { Split } from "./split.js";

/** One way to foretell rows. */
export interface Contestant<Row, Prediction> {
  readonly name: string;
  /**
   * Learns from `train` and foretells every row of `test`, in its order.
   *
   * @remarks What `test` has seen is up to the contestant: it must not use the outcome of a row, or of a later one.
   */
  readonly foretell: (train: readonly Row[], test: readonly Row[]) => readonly Prediction[];
}

/** Makes a contestant of a fit and the prediction that belongs to it. */
export function contestant<Row, Model, Prediction>(
  name: string,
  {
    fit: learn,
    predict,
  }: {
    fit: (train: readonly Row[]) => Model;
    predict: (model: Model, test: readonly Row[]) => readonly Prediction[];
  },
): Contestant<Row, Prediction> {
  return { name, foretell: (train, test) => predict(learn(train), test) };
}

/** What is compared, and how. */
export interface Contest<Row, Prediction> {
  /** What is held out, in words: "rolling origin, 28 days", "unseen households". */
  readonly scheme: string;
  readonly splits: readonly Split[];
  /** The forecast that costs nothing; what does not beat it is not used. */
  readonly naive: Contestant<Row, Prediction>;
  readonly contestants: readonly Contestant<Row, Prediction>[];
  /** Loss of the prediction of a row, by name; lower is better. */
  readonly losses: Readonly<Record<string, (row: Row, prediction: Prediction) => number>>;
  /** The loss that chooses the champion. */
  readonly decidedBy: string;
  /** Rows that belong together (household, day), for the standard error; a fold each unless told, rows where there is one fold. */
  readonly groupOf?: (row: Row) => string | number;
  readonly warnings?: readonly Reason[];
}

/**
 * Lets every contestant foretell the same held-out rows and compares their losses with the naive one's, row by row.
 *
 * A contestant that refuses a fold (`CoreError`) is out and named with its reason; other errors are passed on.
 * The champion has the lowest mean of the deciding loss; the naive one unless somebody is better.
 *
 * @throws CoreError `invalid_input` without splits or for an unknown loss, `not_finite` for a loss that is no number
 * @see Bergmeir and Benítez, On the use of cross-validation for time series predictor evaluation, Information Sciences 191 (2012)
 */
export function compareModels<Row, Prediction>(
  rows: readonly Row[],
  contest: Contest<Row, Prediction>,
): ModelBacktest {
  const { splits, naive, contestants, losses, decidedBy, scheme } = contest;
  if (splits.length === 0 || !(decidedBy in losses)) {
    throw new CoreError(
      "invalid_input",
      `found ${splits.length} splits and the losses ${Object.keys(losses).join(", ")}; expected one or more, and ${decidedBy} among them`,
    );
  }
  const groups = groupsOfTests(rows, contest);
  const naiveLosses = lossesOf(naive, rows, contest);
  const scored: Record<string, Record<string, HeldOutScore>> = {};
  const failed: Record<string, string> = {};
  let champion = naive.name;
  let best = 0;
  for (const each of contestants) {
    let found: Record<string, Float64Array>;
    try {
      found = lossesOf(each, rows, contest);
    } catch (error) {
      if (!(error instanceof CoreError) || error.code === "aborted") throw error;
      failed[each.name] = error.message;
      continue;
    }
    const scores = Object.fromEntries(
      Object.keys(losses).map((name) => [
        name,
        compareLosses(found[name]!, { naive: naiveLosses[name]!, groups }),
      ]),
    );
    scored[each.name] = scores;
    const difference = scores[decidedBy]!.difference;
    if (difference < best) {
      best = difference;
      champion = each.name;
    }
  }
  return {
    scheme,
    folds: splits.length,
    heldOut: groups.length,
    naive: naive.name,
    decidedBy,
    champion,
    contestants: scored,
    failed,
    warnings: [...(contest.warnings ?? [])],
  };
}

/** Every loss of every held-out row, fold after fold. */
function lossesOf<Row, Prediction>(
  { name, foretell }: Contestant<Row, Prediction>,
  rows: readonly Row[],
  { splits, losses }: Contest<Row, Prediction>,
): Record<string, Float64Array> {
  const heldOut = splits.reduce((count, { test }) => count + test.length, 0);
  const found: Record<string, Float64Array> = Object.fromEntries(
    Object.keys(losses).map((loss) => [loss, new Float64Array(heldOut)]),
  );
  let at = 0;
  for (const { train, test } of splits) {
    const testRows = test.map((row) => rows[row]!);
    const predictions = foretell(
      train.map((row) => rows[row]!),
      testRows,
    );
    if (predictions.length !== test.length) {
      throw new CoreError(
        "invalid_input",
        `${name} gave ${predictions.length} predictions of ${test.length} rows`,
      );
    }
    testRows.forEach((row, i) => {
      for (const [loss, of] of Object.entries(losses)) {
        const value = of(row, predictions[i]!);
        if (!Number.isFinite(value)) {
          throw new CoreError("not_finite", `${loss} of ${name} at row ${test[i]} is ${value}`);
        }
        found[loss]![at] = value;
      }
      at++;
    });
  }
  return found;
}

/** What each held-out row belongs to. */
function groupsOfTests<Row, Prediction>(
  rows: readonly Row[],
  { splits, groupOf }: Contest<Row, Prediction>,
): (string | number)[] {
  return splits.flatMap(({ test }, fold) =>
    test.map((row) => {
      if (groupOf !== undefined) return groupOf(rows[row]!);
      return splits.length > 1 ? fold : row;
    }),
  );
}

/** Means, and the standard error of their difference with rows of a group taken together. */
function compareLosses(
  losses: Float64Array,
  { naive, groups }: { naive: Float64Array; groups: readonly (string | number)[] },
): HeldOutScore {
  const n = losses.length;
  let score = 0;
  let base = 0;
  for (let i = 0; i < n; i++) {
    score += losses[i]!;
    base += naive[i]!;
  }
  score /= n;
  base /= n;
  const difference = score - base;
  const sums = new Map<string | number, number>();
  groups.forEach((group, i) => {
    sums.set(group, (sums.get(group) ?? 0) + losses[i]! - naive[i]! - difference);
  });
  let squares = 0;
  for (const sum of sums.values()) squares += sum * sum;
  const small = sums.size > 1 ? sums.size / (sums.size - 1) : 0;
  return { score, naive: base, difference, standardError: Math.sqrt(small * squares) / n };
}

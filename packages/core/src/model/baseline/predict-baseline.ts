import type { Reason } from "../../schema/verdict.js";
import { warnOfExtrapolation } from "../backtest/index.js";
import type { Baseline } from "./baseline.js";
import type { BaselineRow, ShareRow } from "./baseline-row.js";
import { type BaselineForecast, predictSeries } from "./predict-series.js";
import { predictShares, type ShareBaseline, type ShareForecast } from "./share-baseline.js";

/**
 * Foretells rows, in their order, from the model and from the values of earlier rows.
 *
 * A row that has a value is foretold from what came before it, then learnt from; rows without are foretold further ahead.
 * Rows within the time that was fitted get what the fit says there (interpolation).
 *
 * @param rows - in any order, with every regressor of the model; null where one is not known
 * @param options.history - rows after those that were fitted, to learn from first
 * @throws CoreError `invalid_input`, `not_finite`, `out_of_range` for a row before the first that was fitted
 */
export function predictBaseline(
  model: ShareBaseline,
  rows: readonly AskedRow[],
  options?: { history?: readonly ShareRow[] },
): ShareForecast[];
export function predictBaseline(
  model: Baseline,
  rows: readonly BaselineRow[],
  options?: { history?: readonly BaselineRow[] },
): BaselineForecast[];
export function predictBaseline(
  model: Baseline | ShareBaseline,
  rows: readonly AskedRow[],
  { history = [] }: { history?: readonly AskedRow[] } = {},
): BaselineForecast[] | ShareForecast[] {
  if (model.kind === "baseline") {
    return predictSeries(model, {
      rows: rows as readonly BaselineRow[],
      history: history as readonly BaselineRow[],
    });
  }
  return predictShares(model, { rows: rows.map(withShares), history: history.map(withShares) });
}

/** Warns of regressors outside the range that the model saw, one reason each. */
export function warnOfBaselineExtrapolation(
  model: Baseline | ShareBaseline,
  rows: readonly { readonly [column: string]: unknown }[],
): Reason[] {
  const regressors = (model.kind === "baseline" ? model : model.models[0])?.plan.regressors ?? [];
  const valuesOf = (name: string) =>
    rows.map((row) => row[name]).filter((value): value is number => typeof value === "number");
  return warnOfExtrapolation(
    Object.fromEntries(regressors.map(({ name, low, high }) => [name, [low, high]])),
    Object.fromEntries(regressors.map(({ name }) => [name, valuesOf(name)])),
  );
}

/** A row of a value or of shares, with or without them. */
interface AskedRow {
  readonly date: string;
  readonly shares?: ShareRow["shares"];
  readonly [column: string]: unknown;
}

function withShares({ shares = null, ...row }: AskedRow): ShareRow {
  return { ...row, shares };
}

import type { Baseline } from "./baseline.js";
import type { BaselineOptions, BaselineRow, ShareRow } from "./baseline-row.js";
import { fitSeries } from "./fit-series.js";
import { readSeries } from "./read-series.js";
import { fitShares, type ShareBaseline } from "./share-baseline.js";

/**
 * Baseline of a series: what it does of itself, with everything needed to foretell it and to ask what-if questions.
 *
 * @param series - a row per period, in any order; dates may be missing, and values null. Rows with `shares` in place of
 * `value` give a baseline of shares, which sum to 1
 * @throws CoreError `no_data` without values, `too_few_rows` below three, `invalid_input` for dates that are none or come
 * twice and for shares that are none, `not_finite`, `out_of_range` for levels, a horizon or a transform that cannot be
 * @see Harvey, Forecasting, Structural Time Series Models and the Kalman Filter (1989)
 */
export function fitBaseline(series: readonly ShareRow[], options?: BaselineOptions): ShareBaseline;
export function fitBaseline(series: readonly BaselineRow[], options?: BaselineOptions): Baseline;
export function fitBaseline(
  series: readonly (BaselineRow | ShareRow)[],
  options: BaselineOptions = {},
): Baseline | ShareBaseline {
  if (isOfShares(series)) return fitShares(series, options);
  const { regressors = [] } = options;
  return fitSeries(readSeries(series, { regressors, valueAt: ({ value }) => value }), options);
}

/** Whether any row names shares; rows that name none are missing then. */
function isOfShares(rows: readonly (BaselineRow | ShareRow)[]): rows is readonly ShareRow[] {
  return rows.some((row) => row.shares !== undefined);
}

import { CoreError } from "../../error.js";
import { fillNormal, purposeId, quantileSorted } from "../../math/index.js";
import type { Reason } from "../../schema/verdict.js";
import { warnOfExtrapolation } from "../backtest/index.js";
import { baselineColumns } from "./media-baseline.js";
import { periodOf, readDay } from "./media-calendar.js";
import type { MediaModel } from "./media-model.js";
import type { MediaRow } from "./media-option.js";
import { readNumber, readSpend } from "./media-panel.js";
import { respond } from "./media-problem.js";

/** What is expected of one period. */
export interface MediaForecast {
  readonly value: number;
  /** Interval of the outcome itself, noise included, with the model's `level`. */
  readonly lower: number;
  readonly upper: number;
  /** Expected outcome without media. */
  readonly baseline: number;
  /** By channel. */
  readonly contributions: Readonly<Record<string, number>>;
}

const NOISE = purposeId("media forecast");

/**
 * Expected outcome of periods, one answer per row in the order of the rows.
 *
 * Spends before the first asked period come from the rows that were fitted; periods between that neither has count as without spend.
 *
 * @param rows - date, spends and controls; at most one per period, in any order
 * @throws CoreError `not_finite`, `out_of_range` (negative spend), `invalid_input` (date, two rows of a period)
 */
export function predictMedia(model: MediaModel, rows: readonly MediaRow[]): MediaForecast[] {
  if (rows.length === 0) return [];
  const day = rows.map((row, i) => readDay(row[model.date], i, model.date));
  const period = day.map((value) => periodOf(model.calendar, value));
  const asked = new Set(period);
  if (asked.size < period.length) {
    throw new CoreError(
      "invalid_input",
      "found two rows in one period, expected one row per period",
    );
  }
  const controls = model.controls.map(({ name }) =>
    Float64Array.from(rows, (row, i) => readNumber(row[name], i, name)),
  );
  const columns = baselineColumns(
    { day, period, controls },
    { shape: model.baseline, periods: model.periods, scales: model.controls },
  );
  const count = model.draws.noise.length;
  const n = rows.length;
  const expected = new Float64Array(n * count);
  const base = new Float64Array(n);
  for (let draw = 0; draw < count; draw++) {
    const coefficients = model.draws.baseline[draw]!;
    for (let i = 0; i < n; i++) {
      let value = 0;
      for (let j = 0; j < columns.length; j++) value += coefficients[j]! * columns[j]![i]!;
      base[i] = base[i]! + value / count;
      expected[i * count + draw] = value;
    }
  }
  const made = model.channels.map((_, c) =>
    contributionsTo({ model, c }, { rows, period, expected }),
  );
  return forecasts(model, { expected, base, made });
}

/**
 * Warns of spends and controls outside of what was fitted.
 *
 * @returns one `extrapolation` for each column, with its range and the farthest value asked
 */
export function warnOfMediaRange(model: MediaModel, rows: readonly MediaRow[]): Reason[] {
  const columns = [...model.channels, ...model.controls].map(({ name }) => name);
  const observed = {
    ...Object.fromEntries(model.channels.map(({ name, spend }) => [name, spend])),
    ...Object.fromEntries(model.controls.map(({ name, low, high }) => [name, [low, high]])),
  };
  const asked = columns.map((name) => [name, rows.map((row, i) => readNumber(row[name], i, name))]);
  return warnOfExtrapolation(observed, Object.fromEntries(asked));
}

/** Mean contribution of a channel to each row; adds each draw's to `expected`. */
function contributionsTo(
  { model, c }: { model: MediaModel; c: number },
  {
    rows,
    period,
    expected,
  }: { rows: readonly MediaRow[]; period: readonly number[]; expected: Float64Array },
): Float64Array {
  const { name, spend: history, largestSpend: scale } = model.channels[c]!;
  const { saturation: family, lags } = model;
  const draws = model.draws.channels[c]!;
  const count = draws.effect.length;
  // Nothing before `start` reaches the first asked period.
  const start = period.reduce((least, t) => Math.min(least, t), Infinity) - lags + 1;
  const end = period.reduce((most, t) => Math.max(most, t), -Infinity);
  const spend = new Float64Array(end - start + 1);
  for (let t = Math.max(0, start); t < Math.min(history.length, end + 1); t++) {
    spend[t - start] = history[t]!;
  }
  rows.forEach((row, i) => {
    spend[period[i]! - start] = readSpend(row[name], i, name);
  });
  const buffers = {
    held: new Float64Array(spend.length),
    response: new Float64Array(spend.length),
  };
  const mean = new Float64Array(rows.length);
  for (let draw = 0; draw < count; draw++) {
    const transform = { carryOver: draws.carryOver[draw]!, shape: draws.shape[draw]! };
    const response = respond(spend, transform, { scale, family, lags, buffers });
    for (let i = 0; i < rows.length; i++) {
      const value = draws.effect[draw]! * response[period[i]! - start]!;
      mean[i] = mean[i]! + value / count;
      expected[i * count + draw] = expected[i * count + draw]! + value;
    }
  }
  return mean;
}

function forecasts(
  model: MediaModel,
  {
    expected,
    base,
    made,
  }: { expected: Float64Array; base: Float64Array; made: readonly Float64Array[] },
): MediaForecast[] {
  const count = model.draws.noise.length;
  const { correlation } = model.noise;
  // The noise of a draw is that of one step; far ahead it has the spread of the whole process.
  const widen = 1 / Math.sqrt(1 - correlation * correlation);
  const z = new Float64Array(count);
  return Array.from(base, (baseline, i) => {
    fillNormal(z, 0, i, NOISE);
    const values = expected.slice(i * count, (i + 1) * count);
    for (let draw = 0; draw < count; draw++) {
      values[draw] = values[draw]! + widen * model.draws.noise[draw]! * z[draw]!;
    }
    values.sort();
    const contributions = Object.fromEntries(
      model.channels.map(({ name }, c) => [name, made[c]![i]!]),
    );
    const value = model.channels.reduce((sum, _, c) => sum + made[c]![i]!, baseline);
    return {
      value,
      lower: quantileSorted(values, (1 - model.level) / 2),
      upper: quantileSorted(values, (1 + model.level) / 2),
      baseline,
      contributions,
    };
  });
}

import { CoreError } from "../../error.js";
import { dateOfDay, dayOfDate } from "../../schema/index.js";
import { followError, nextScale, quantilesAhead } from "./band-quantile.js";
import { type Baseline, fromTriangle } from "./baseline.js";
import { betweenScores, mixedMean } from "./between-trees.js";
import { gapsOf } from "./design.js";
import { createFeatures } from "./feature-plan.js";
import type { Series } from "./read-series.js";
import { advance, deviation, expect, type FilterState, learn } from "./state-filter.js";
import { transformed } from "./transform.js";
import { reachOf, WANDERING } from "./wander.js";

/** What a model says of a period, on its scale (standardised). */
export interface Place {
  /** Columns of the period; used up by the next call. */
  readonly x: Float64Array;
  /** Effects of the columns. */
  readonly effects: Float64Array;
  readonly level: number;
  readonly slope: number;
  readonly short: number;
  readonly mean: number;
  readonly deviation: number;
  /** Standardised errors at the model's probabilities. */
  readonly quantiles: readonly number[];
}

/**
 * Goes through periods in order of time and tells of each what was to be expected before its own value is learnt from.
 *
 * @param series - periods that are asked or learnt from; none before the model's first
 * @param tell - told of each period by its place in the series
 * @throws CoreError `out_of_range` for a period before the first that the model knows
 */
export function followRows(
  model: Baseline,
  { series, tell }: { series: Series; tell: (place: Place, row: number) => void },
): void {
  const { days, values, regressors } = series;
  const fill = createFeatures(model.plan);
  const k = model.plan.means.length;
  const known = new Float64Array(regressors.length);
  const xs = days.map(() => 0);
  const rowsOfX = Array.from(xs, (_, row) => {
    const x = new Float64Array(k);
    for (let r = 0; r < known.length; r++) known[r] = regressors[r]![row]!;
    fill(days[row]!, known, x);
    return x;
  });
  const last = dayOfDate(model.to);
  const state = stateOf(model);
  const future = [...days.keys()].filter((row) => days[row]! > last);
  const within = [...days.keys()].filter((row) => days[row]! <= last);
  tellWithin(model, { state, series, rows: within, xs: rowsOfX, tell });
  if (future.length === 0) return;
  const gaps = gapsOf(
    Float64Array.from([last, ...future.map((row) => days[row]!)]),
    model.plan.step,
  );
  const places = new Map<number, number>();
  let place = 0;
  future.forEach((row, i) => {
    place += gaps[i + 1]!;
    places.set(place, row);
  });
  const { horizons, probabilities } = model.errors;
  const reach = reachOf(model.wander, Math.max(place, horizons[horizons.length - 1] ?? 1));
  const quantiles = model.errors.quantiles.map((row) => [...row]);
  const scales = [...model.errors.scales];
  const pending = new Map<number, { mean: number; deviation: number }[]>();
  let origin = 0;
  const foretellLater = () => {
    horizons.forEach((ahead, h) => {
      const row = places.get(origin + ahead);
      if (row === undefined || Number.isNaN(values[row]!)) return;
      const question = { x: rowsOfX[row]!, ahead, reach };
      const list = pending.get(row) ?? [];
      list[h] = { mean: expect(state, question), deviation: deviation(state, question) };
      pending.set(row, list);
    });
  };
  foretellLater();
  for (const [at, row] of places) {
    const x = rowsOfX[row]!;
    const ahead = at - origin;
    const question = { x, ahead, reach };
    tell(
      {
        x,
        effects: state.mean.subarray(WANDERING),
        level: state.mean[0]!,
        slope: reach.slope[ahead]! * state.mean[1]!,
        short: reach.short[ahead]! * state.mean[2]!,
        mean: expect(state, question),
        deviation: deviation(state, question),
        quantiles: quantilesAhead(model.errors, { quantiles, scales, ahead }),
      },
      row,
    );
    if (Number.isNaN(values[row]!)) continue;
    const y = standardised(model, values[row]!);
    pending.get(row)?.forEach((forecast, h) => {
      const error = (y - forecast.mean) / forecast.deviation;
      followError(quantiles[h]!, { error: error / scales[h]!, probabilities });
      scales[h] = nextScale(scales[h]!, { error, ahead: horizons[h]! });
    });
    pending.delete(row);
    advance(state, ahead);
    learn(state, { x, y });
    origin = at;
    foretellLater();
  }
}

/** A value on the model's scale; what the scale does not reach counts as the floor. */
function standardised({ variant, centre, spread, floor }: Baseline, value: number): number {
  const reached = floor === null ? value : Math.max(floor, value);
  return (transformed(reached, variant.transform) - centre) / spread;
}

function stateOf({ state, wander, noise }: Baseline): FilterState {
  const n = state.mean.length;
  return {
    n,
    wander,
    noise,
    mean: Float64Array.from(state.mean),
    covariance: fromTriangle(state.covariance, n),
    gain: new Float64Array(n),
  };
}

/** Periods that the model was fitted to, or that lie between them: what the fit says, later values included. */
function tellWithin(
  model: Baseline,
  {
    state,
    series,
    rows,
    xs,
    tell,
  }: {
    state: FilterState;
    series: Series;
    rows: readonly number[];
    xs: readonly Float64Array[];
    tell: (place: Place, row: number) => void;
  },
): void {
  if (rows.length === 0) return;
  const { path, plan, between } = model;
  const { days } = series;
  const gaps = gapsOf(Float64Array.from(path.days), plan.step);
  const effects = state.mean.subarray(WANDERING);
  const reach = reachOf(model.wander, 1);
  const quantiles = model.errors.between;
  const told = between && betweenScores(between, { series, plan });
  let at = 0;
  let step = 0;
  for (const row of rows) {
    const day = days[row]!;
    if (day < path.days[0]!) {
      throw new CoreError(
        "out_of_range",
        `found a row of ${dateOfDay(day)}, expected none before ${model.from}`,
      );
    }
    while (at + 1 < path.days.length && path.days[at + 1]! <= day) {
      at++;
      step += gaps[at]!;
    }
    const beyond = Math.round((day - path.days[at]!) / plan.step);
    const here = Math.min(path.level.length - 1, step + beyond);
    const x = xs[row]!;
    let mean = path.level[here]! + path.short[here]!;
    for (let j = 0; j < x.length; j++) mean += effects[j]! * x[j]!;
    tell(
      {
        x,
        effects,
        level: path.level[here]!,
        slope: 0,
        short: path.short[here]!,
        mean: between && told ? mixedMean(mean, told[row]!, between.weight) : mean,
        deviation: deviation(state, { x, ahead: 1, reach }),
        quantiles,
      },
      row,
    );
  }
}

import { exp } from "../../math/index.js";
import { quantileName } from "./band-quantile.js";
import type { Baseline } from "./baseline.js";
import type { BaselineRow } from "./baseline-row.js";
import { followRows, type Place } from "./follow-rows.js";
import { readSeries, type Series } from "./read-series.js";
import { untransformed } from "./transform.js";

/** What a baseline foretells of a period. */
export interface BaselineForecast {
  readonly date: string;
  /** Median. */
  readonly value: number;
  /** Mean: what sums over periods are made from. */
  readonly mean: number;
  /** Quantiles by name: `p2_5`, `p10`, `p25`, `p50`, `p75`, `p90`, `p97_5` unless other levels were asked. */
  readonly bands: Readonly<Record<string, number>>;
}

/** Foretells rows of values. @see predictBaseline */
export function predictSeries(
  model: Baseline,
  { rows, history }: { rows: readonly BaselineRow[]; history: readonly BaselineRow[] },
): BaselineForecast[] {
  return followAsked(model, { rows, history, answer: forecastOf });
}

/** Answers of the asked rows, in their order. */
export function followAsked<Answer>(
  model: Baseline,
  {
    rows,
    history,
    answer,
  }: {
    rows: readonly BaselineRow[];
    history: readonly BaselineRow[];
    answer: (model: Baseline, place: Place, date: string) => Answer;
  },
): Answer[] {
  const answers = new Array<Answer>(rows.length);
  const { all, series } = askedSeries(model, { rows, history });
  followRows(model, {
    series,
    tell: (place, at) => {
      const index = series.order[at]!;
      if (index < rows.length) answers[index] = answer(model, place, all[index]!.date);
    },
  });
  return answers;
}

/** Rows, then the part of the history that comes after the fit and is not among them. */
function askedSeries(
  model: Baseline,
  { rows, history }: { rows: readonly BaselineRow[]; history: readonly BaselineRow[] },
): { all: readonly BaselineRow[]; series: Series } {
  const dates = new Set(rows.map(({ date }) => date));
  const values = new Map(history.map(({ date, value }) => [date, value]));
  const earlier = history.filter(({ date }) => date > model.to && !dates.has(date));
  const all = [...rows, ...earlier];
  const series = readSeries(all, {
    regressors: model.plan.regressors.map(({ name }) => name),
    valueAt: ({ value, date }) => value ?? values.get(date) ?? null,
  });
  return { all, series };
}

function forecastOf(model: Baseline, place: Place, date: string): BaselineForecast {
  const { variant, centre, spread, errors } = model;
  const at = (error: number) => centre + spread * (place.mean + place.deviation * error);
  const bands: Record<string, number> = {};
  errors.probabilities.forEach((p, i) => {
    bands[quantileName(p)] = untransformed(at(place.quantiles[i]!), variant.transform);
  });
  const value = bands[quantileName(0.5)]!;
  const deviation = spread * place.deviation;
  const middle = at(place.quantiles[errors.probabilities.indexOf(0.5)]!);
  const mean =
    variant.transform === "log"
      ? value * exp(Math.min(50, (deviation * deviation) / 2))
      : variant.transform === "sqrt"
        ? middle * middle + deviation * deviation
        : value;
  return { date, value, mean, bands };
}

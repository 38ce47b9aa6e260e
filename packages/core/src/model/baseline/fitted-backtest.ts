import * as z from "zod";
import { followError, nextScale, priorQuantiles } from "./band-quantile.js";
import type { VariantFit } from "./fit-variant.js";
import type { Series } from "./read-series.js";
import type { Forecasts } from "./roll-forward.js";
import { untransformed } from "./transform.js";

/** How well a baseline foretold its own series, so that each forecast can say what it is worth. */
export const FittedBacktest = z.strictObject({
  ahead: z
    .array(
      z.strictObject({
        periods: z.int().positive(),
        forecasts: z.int().positive(),
        error: z.number().nonnegative().meta({ description: "Mean absolute error" }),
        naive: z
          .number()
          .nonnegative()
          .nullable()
          .meta({ description: "That of the last value of the same weekday (or the last value)" }),
      }),
    )
    .meta({ description: "From rolling origins, so many periods ahead" }),
  between: z
    .strictObject({ forecasts: z.int().positive(), error: z.number().nonnegative() })
    .nullable()
    .meta({ description: "Of blocks of seven periods, held out, from both sides" }),
  bands: z
    .array(z.strictObject({ level: z.number().gt(0).lt(1), coverage: z.number().min(0).max(1) }))
    .meta({
      description: "One period ahead; quantiles began as a prior and saw only earlier errors",
    }),
});
export type FittedBacktest = z.infer<typeof FittedBacktest>;

/** Share of the errors from which bands only learn. */
const LEARNT = 0.5;
const FEWEST_ERRORS = 20;

/**
 * Scores of forecasts that were made within the series.
 *
 * @remarks Prior variances, the wander, outliers and the choice of the variant are from the whole series: errors of data
 * that nothing was chosen by are what `backtestBaseline` gives.
 * @param options.between - what was said of held-out blocks, standardised
 */
export function fittedBacktest(
  series: Series,
  {
    fit,
    forecasts,
    between,
    probabilities,
  }: {
    fit: VariantFit;
    forecasts: Pick<Forecasts, "horizons" | "means" | "deviations">;
    between: Float64Array;
    probabilities: readonly number[];
  },
): FittedBacktest {
  const { values } = series;
  const { centre, spread, variant, design } = fit;
  const place = new Int32Array(values.length);
  const rowAt = new Map<number, number>();
  for (let t = 0; t < values.length; t++) {
    place[t] = (t > 0 ? place[t - 1]! : 0) + design.gaps[t]!;
    rowAt.set(place[t]!, t);
  }
  const round = design.plan.step === 1 ? 7 : 1;
  const errorsOf = (means: Float64Array, back: number | null) => {
    let [error, naive, count, recalled] = [0, 0, 0, 0];
    means.forEach((mean, t) => {
      if (Number.isNaN(mean)) return;
      const value = values[t]!;
      error += Math.abs(untransformed(centre + spread * mean, variant.transform) - value);
      count++;
      const before = back === null ? undefined : values[rowAt.get(place[t]! - back) ?? -1];
      if (before === undefined || Number.isNaN(before)) return;
      naive += Math.abs(before - value);
      recalled++;
    });
    return {
      forecasts: count,
      error: error / Math.max(1, count),
      naive: recalled > 0 ? naive / recalled : null,
    };
  };
  const { forecasts: held, error } = errorsOf(between, null);
  return {
    ahead: forecasts.horizons.flatMap((periods, h) => {
      const found = errorsOf(forecasts.means[h]!, round * Math.ceil(periods / round));
      return found.forecasts > 0 ? [{ periods, ...found }] : [];
    }),
    between: held > 0 ? { forecasts: held, error } : null,
    bands: coverageOf(fit.y, { forecasts, probabilities }),
  };
}

/** Shares of values in bands one period ahead, over the later half; none where they are few. */
function coverageOf(
  y: Float64Array,
  {
    forecasts,
    probabilities,
  }: {
    forecasts: Pick<Forecasts, "means" | "deviations">;
    probabilities: readonly number[];
  },
): FittedBacktest["bands"] {
  const errors = [...y].flatMap((value, t) => {
    const error = (value - forecasts.means[0]![t]!) / forecasts.deviations[0]![t]!;
    return Number.isNaN(error) ? [] : [error];
  });
  if (errors.length < FEWEST_ERRORS) return [];
  const quantiles = priorQuantiles(probabilities);
  const levels = (probabilities.length - 1) / 2;
  const inside = new Array<number>(levels).fill(0);
  const first = Math.floor(LEARNT * errors.length);
  let scale = 1;
  errors.forEach((error, i) => {
    const scaled = error / scale;
    if (i >= first) {
      for (let l = 0; l < levels; l++) {
        const [low, high] = [quantiles[l]!, quantiles[probabilities.length - 1 - l]!];
        if (scaled >= low && scaled <= high) inside[l] = inside[l]! + 1;
      }
    }
    followError(quantiles, { error: scaled, probabilities });
    scale = nextScale(scale, { error, ahead: 1 });
  });
  return inside
    .map((count, l) => ({
      level: Math.round(1e9 * (1 - 2 * probabilities[l]!)) / 1e9,
      coverage: count / (errors.length - first),
    }))
    .reverse();
}

import * as z from "zod";
import { CoreError } from "../../error.js";
import { ModelBacktest } from "../../schema/model-backtest.js";
import {
  compareModels,
  crpsOfDraws,
  pinballLoss,
  rollingOrigin,
  type Split,
  scoreBands,
} from "../backtest/index.js";
import { probabilitiesOf, quantileName } from "./band-quantile.js";
import type { BaselineOptions, BaselineRow } from "./baseline-row.js";
import { fitSeries } from "./fit-series.js";
import { predictSeries } from "./predict-series.js";
import { readSeries, stepOf } from "./read-series.js";
import { type QuantileForecast, seasonalNaive } from "./seasonal-naive.js";

const BandCoverage = z.strictObject({
  level: z.number().gt(0).lt(1).meta({ description: "Share of values that the band claims" }),
  coverage: z.number().min(0).max(1),
  meanWidth: z.number().nonnegative(),
  meanIntervalScore: z.number().nonnegative(),
});

/** A backtest with what its bands were worth, the model's and the naive ones'. */
export const BaselineBacktest = ModelBacktest.extend({
  bands: z.array(BandCoverage),
  naiveBands: z.array(BandCoverage),
});
export type BaselineBacktest = z.infer<typeof BaselineBacktest>;

export interface BaselineBacktestOptions extends BaselineOptions {
  /** How rows, in order of time, are held out; six folds over the last two fifths unless told. */
  readonly splits?: readonly Split[];
  /** Whether held-out rows are foretold from the origin of their fold, or each from the period before it. */
  readonly ahead?: "from origin" | "one step";
}

const LEARNT = 0.6;
const FOLDS = 6;
const LEVELS = [0.5, 0.8, 0.95];

/**
 * How well the baseline foretells held-out rows of a series, beside the value of the same day a week ago.
 *
 * Regressors of held-out rows are used as observed: the test of a what-if, not of a weather forecast.
 *
 * @throws CoreError as `fitBaseline` does
 */
export function backtestBaseline(
  rows: readonly BaselineRow[],
  options: BaselineBacktestOptions = {},
): BaselineBacktest {
  const { regressors = [], levels = LEVELS, ahead = "from origin" } = options;
  const whole = readSeries(rows, { regressors, valueAt: ({ value }) => value });
  const sorted = whole.order.map((index) => rows[index]!);
  const step = stepOf(whole.days);
  const probabilities = probabilitiesOf(levels);
  const splits = (options.splits ?? defaultSplits(rows.length)).map(({ train, test }) => ({
    train,
    test: test.filter((t) => !Number.isNaN(whole.values[t]!)),
  }));
  const isStepwise = ahead === "one step";
  const told = { baseline: [] as QuantileForecast[], naive: [] as QuantileForecast[] };
  const read = (some: readonly BaselineRow[]) =>
    readSeries(some, { regressors, valueAt: ({ value }) => value });
  const found = compareModels<BaselineRow, QuantileForecast>(sorted, {
    scheme: `${options.splits === undefined ? "rolling origin" : "given splits"}, ${ahead}`,
    splits,
    naive: {
      name: "seasonal naive",
      foretell: (train, test) => {
        const forecasts = seasonalNaive(read(train), {
          asked: read(test),
          step,
          probabilities,
          isStepwise,
        });
        told.naive.push(...forecasts);
        return forecasts;
      },
    },
    contestants: [
      {
        name: "baseline",
        foretell: (train, test) => {
          const model = fitSeries(read(train), options);
          const asked = isStepwise ? test : test.map((row) => ({ ...row, value: null }));
          const forecasts = predictSeries(model, { rows: asked, history: [] });
          told.baseline.push(...forecasts);
          return forecasts;
        },
      },
    ],
    losses: {
      absoluteError: ({ value }, forecast) => Math.abs(forecast.value - (value ?? 0)),
      pinball: ({ value }, { bands }) =>
        probabilities.reduce(
          (sum, p) => sum + pinballLoss(bands[quantileName(p)]!, { value: value ?? 0, p }),
          0,
        ) / probabilities.length,
      crps: ({ value }, { bands }) =>
        crpsOfDraws(drawsOf(bands, probabilities), { value: value ?? 0 }),
    },
    decidedBy: "absoluteError",
  });
  if (found.failed.baseline !== undefined) {
    throw new CoreError("too_few_rows", `a fold cannot be fitted: ${found.failed.baseline}`);
  }
  const values = splits.flatMap(({ test }) => test.map((t) => whole.values[t]!));
  const worth = (forecasts: readonly QuantileForecast[]) =>
    levels.map((level) => {
      const [low, high] = [quantileName((1 - level) / 2), quantileName((1 + level) / 2)];
      const bands = forecasts.map(({ bands }) => ({ low: bands[low]!, high: bands[high]!, level }));
      return { level, ...scoreBands(bands, values) };
    });
  return { ...found, bands: worth(told.baseline), naiveBands: worth(told.naive) };
}

function defaultSplits(rows: number): Split[] {
  const initial = Math.max(3, Math.floor(LEARNT * rows));
  const horizon = Math.max(1, Math.ceil((rows - initial) / FOLDS));
  return rollingOrigin(rows, { initial, horizon });
}

const DRAWS = 99;

/** Evenly spread quantiles, by straight lines between those that are known; the outer ones stand for the tails. */
function drawsOf(
  bands: Readonly<Record<string, number>>,
  probabilities: readonly number[],
): Float64Array {
  const known = probabilities.map((p) => bands[quantileName(p)]!);
  let above = 0;
  return Float64Array.from({ length: DRAWS }, (_, i) => {
    const p = (i + 0.5) / DRAWS;
    while (above < probabilities.length - 1 && probabilities[above]! < p) above++;
    const below = Math.max(0, above - 1);
    const span = probabilities[above]! - probabilities[below]!;
    const weight = span > 0 ? Math.min(1, Math.max(0, (p - probabilities[below]!) / span)) : 1;
    return known[below]! + weight * (known[above]! - known[below]!);
  });
}

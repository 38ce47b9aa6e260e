import { CoreError } from "../../error.js";
import { dateOfDay } from "../../schema/index.js";
import type { FitOptions } from "../fit-progress.js";
import { errorQuantiles, probabilitiesOf } from "./band-quantile.js";
import { type Baseline, toTriangle } from "./baseline.js";
import type { BaselineOptions } from "./baseline-row.js";
import { stackTrees } from "./between-trees.js";
import { chooseVariant, firstOrigin, scoredHorizons } from "./choose-variant.js";
import { draftPlan, questionsOf } from "./draft-plan.js";
import { effectParameters } from "./effect-parameter.js";
import { fittedBacktest } from "./fitted-backtest.js";
import { interpolatedMeans, quantilesBetween } from "./held-out-block.js";
import type { Series } from "./read-series.js";
import { residualPath } from "./residual-path.js";
import { rollForward } from "./roll-forward.js";
import { weaknessesOf } from "./weakness.js";

const FEWEST_VALUES = 3;
const LEVELS = [0.5, 0.8, 0.95];

/** Baseline of a series by columns. @see fitBaseline */
export function fitSeries(series: Series, options: BaselineOptions): Baseline {
  const { levels = LEVELS, onProgress } = options;
  checkValues(series);
  checkLevels(levels);
  const periods = series.days.length;
  const plan = draftPlan(series, options);
  const last = lastHorizon(series, { step: plan.step, horizon: options.horizon });
  const horizons = scoredHorizons(last);
  const { start, questions } = questionsOf(series, { plan, options });
  const { fit, scores } = chooseVariant(series, {
    start,
    questions,
    plan,
    horizons,
    tell: tellOf(onProgress),
  });
  const { design, evidence, variant, y } = fit;
  const forecasts = rollForward(fit, { horizons, from: firstOrigin(periods), spreads: true });
  const path = residualPath(design, fit);
  const least = series.values.reduce((low, value) => (value < low ? value : low), Infinity);
  const probabilities = probabilitiesOf(levels);
  const { means: between, trees } = stackTrees(series, { fit, means: interpolatedMeans(fit) });
  const errors = {
    ...errorQuantiles(forecasts, { y, probabilities }),
    between: quantilesBetween(fit, { between, state: forecasts.state, probabilities }),
  };
  return {
    kind: "baseline",
    version: 1,
    from: dateOfDay(series.days[0]!),
    to: dateOfDay(series.days[periods - 1]!),
    rows: series.values.filter((value) => !Number.isNaN(value)).length,
    variant,
    plan: design.plan,
    centre: fit.centre,
    spread: fit.spread,
    floor: variant.transform === "none" ? null : variant.transform === "log" ? least / 2 : 0,
    wander: evidence.wander,
    noise: evidence.noise,
    state: {
      mean: [...forecasts.state.mean],
      covariance: toTriangle(forecasts.state.covariance, forecasts.state.n),
    },
    path: { days: [...series.days], level: [...path.level], short: [...path.short] },
    errors,
    between: trees,
    parameters: effectParameters(series, { fit, state: forecasts.state }),
    scores,
    backtest: fittedBacktest(series, { fit, forecasts, between, probabilities }),
    weaknesses: weaknessesOf(series, { fit, errors }),
  };
}

function tellOf(onProgress: FitOptions["onProgress"]): (done: number) => void {
  return (done) => onProgress?.({ stage: "variants", done });
}

function checkValues({ values, days }: Series): void {
  if (days.length === 0) throw new CoreError("no_data", "found no rows, expected a series");
  const found = values.filter((value) => !Number.isNaN(value)).length;
  if (found === 0) {
    throw new CoreError("no_data", `found ${days.length} rows, all of them without a value`);
  }
  if (found < FEWEST_VALUES) {
    throw new CoreError("too_few_rows", `found ${found} values, expected ${FEWEST_VALUES} or more`);
  }
}

function checkLevels(levels: readonly number[]): void {
  if (levels.length > 0 && levels.every((level) => level > 0 && level < 1)) return;
  throw new CoreError("out_of_range", `levels ${levels.join(", ")}, expected each between 0 and 1`);
}

/** Farthest period ahead that is scored: as asked, but no farther than half of the steps. */
function lastHorizon(
  { days }: Series,
  { step, horizon }: { step: number; horizon: number | undefined },
): number {
  if (horizon !== undefined && !(Number.isInteger(horizon) && horizon >= 1)) {
    throw new CoreError("out_of_range", `horizon ${horizon}, expected a whole number from 1`);
  }
  const steps = Math.round((days[days.length - 1]! - days[0]!) / step) + 1;
  return Math.max(1, Math.min(horizon ?? Math.floor(steps / 4), Math.floor(steps / 2)));
}

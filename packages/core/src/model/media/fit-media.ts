import { dateOfDay } from "../../schema/time-text.js";
import {
  chooseHarmonics,
  chooseSaturation,
  chooseTrend,
  type MediaChoices,
  sumOf,
} from "./choose-structure.js";
import { drawPosterior, type MediaPosterior } from "./draw-posterior.js";
import { estimateOf } from "./estimate.js";
import { meanResponses } from "./mean-response.js";
import { baselineSize } from "./media-baseline.js";
import type { MediaModel } from "./media-model.js";
import type { MediaOptions, MediaRow } from "./media-option.js";
import { type PreparedMedia, prepareMedia } from "./media-setting.js";
import { mediaWeaknesses } from "./media-weakness.js";
import { type MediaSetting, problemOf } from "./problem-of.js";

const SHORT = { warmup: 300, kept: 300 };
/** Above it the chains have not met. */
const MOST_SCALE_REDUCTION = 1.05;

/**
 * Fits how an outcome responds to media: carry-over, saturation and size of every channel's effect beside trend, season and controls.
 *
 * What is left on `auto` is chosen by held-out score; then four Markov chains draw from the posterior.
 *
 * @param rows - one per period (day, week or month), in any order; missing periods count as periods without spend
 * @remarks Causal only where spend moved for reasons other than the demand that was expected; otherwise calibrate by experiments.
 * @throws CoreError `no_data`, `too_few_rows`, `no_variation` (outcome, or a channel whose spend never varies), `not_finite`,
 * `out_of_range`, `invalid_input`, `unknown_key` (calibration of another channel)
 * @see Jin et al., Bayesian methods for media mix modeling with carryover and shape effects, Google (2017)
 */
export function fitMedia(rows: readonly MediaRow[], options: MediaOptions): MediaModel {
  const { seed = 0, onProgress } = options;
  const prepared = prepareMedia(rows, options);
  const choices: MediaChoices = {};
  const setting = chooseSetting(prepared, options, choices);
  const posterior = drawPosterior(problemOf(setting), {
    seed,
    ...(onProgress && {
      onProgress: (done: number) => onProgress({ stage: "draws", done: 0.4 + 0.6 * done }),
    }),
  });
  onProgress?.({ stage: "draws", done: 1 });
  return modelOf({ prepared, setting, posterior, choices }, options);
}

/** Settles what is on `auto`, and how much the noise follows itself. */
function chooseSetting(
  { setting, mostHarmonics }: PreparedMedia,
  { seed = 0, onProgress, trend = "auto", harmonics = "auto", saturation = "auto" }: MediaOptions,
  choices: MediaChoices,
): MediaSetting {
  onProgress?.({ stage: "baseline", done: 0 });
  let chosen = setting;
  const responses = () => sumOf(meanResponses(problemOf(chosen), { seed, ...SHORT }));
  if (trend === "auto" || harmonics === "auto") {
    const made = responses();
    if (harmonics === "auto") {
      const found = chooseHarmonics(chosen, { responses: made, most: mostHarmonics, choices });
      chosen = { ...chosen, shape: { ...chosen.shape, harmonics: found } };
    }
    if (trend === "auto") {
      const found = chooseTrend(chosen, { responses: made, choices });
      chosen = { ...chosen, shape: { ...chosen.shape, trend: found } };
    }
  }
  if (saturation === "auto") {
    const family = chooseSaturation(chosen, {
      seed,
      choices,
      onFit: (done) => onProgress?.({ stage: "saturation", done: 0.1 + 0.25 * done }),
    });
    chosen = { ...chosen, family };
  }
  onProgress?.({ stage: "noise", done: 0.35 });
  return { ...chosen, correlation: noiseCorrelation(chosen, responses()) };
}

/** Correlation of neighbouring residuals, with the bias of fitting put back; 0 where it may be chance. */
function noiseCorrelation(setting: MediaSetting, responses: Float64Array): number {
  const left = setting.outcome.map((value, i) => value - responses[i]!);
  const columns = setting.columnsOf(setting.shape);
  const coefficients = problemOf(setting).projection.solve(left);
  const n = left.length;
  columns.forEach((column, j) => {
    for (let i = 0; i < n; i++) left[i] = left[i]! - coefficients[j]! * column[i]!;
  });
  let squares = 0;
  let product = 0;
  for (let i = 0; i < n; i++) {
    squares += left[i]! * left[i]!;
    if (i > 0) product += left[i]! * left[i - 1]!;
  }
  if (squares === 0) return 0;
  const correlation = product / squares + columns.length / n / 2;
  return correlation < 2 / Math.sqrt(n) ? 0 : Math.min(0.9, correlation);
}

interface FittedMedia {
  readonly prepared: PreparedMedia;
  readonly setting: MediaSetting;
  readonly posterior: MediaPosterior;
  readonly choices: MediaChoices;
}

function modelOf(fitted: FittedMedia, options: MediaOptions): MediaModel {
  const { prepared, setting, posterior, choices } = fitted;
  const { target, date, controls = [], level = 0.95, draws = 500, money } = options;
  const { panel, sd, mean, nonNegative } = setting;
  const scaled = (values: Float64Array, factor: number) => values.map((value) => value * factor);
  const own = { level, nonNegative };
  const total = panel.outcome.reduce((sum, value) => sum + value, 0);
  const valuePerUnit = money?.valuePerUnit ?? 1;
  const first = baselineSize(setting.shape);
  const channels = setting.channels.map(({ spend, scale, calibrations }, c) => {
    const found = posterior.channels[c]!;
    const totalSpend = spend.reduce((sum, value) => sum + value, 0);
    const perSpend = (sd * valuePerUnit) / totalSpend;
    const parameters = found.shape[0]!.length;
    return {
      name: options.channels[c]!,
      spend: [...spend],
      largestSpend: scale,
      totalSpend,
      carryOver: estimateOf(found.carryOver, { level }),
      shape: Array.from({ length: parameters }, (_, k) =>
        estimateOf(
          Float64Array.from(found.shape, (shape) => shape[k]!),
          { level },
        ),
      ),
      effect: estimateOf(scaled(found.effect, sd), own),
      contribution: estimateOf(scaled(found.contribution, sd), own),
      share: estimateOf(scaled(found.contribution, total === 0 ? 0 : sd / total), own),
      returnOnSpend: estimateOf(scaled(found.contribution, perSpend), own),
      marginalReturn: estimateOf(scaled(found.marginal, perSpend), own),
      experiments: (options.calibrations ?? [])
        .filter(({ channel }) => channel === options.channels[c])
        .map(({ from, to, source }) => source ?? `${from} to ${to}`),
      calibrations,
    };
  });
  const kept = Array.from({ length: draws }, (_, i) =>
    Math.floor(((i + 0.5) * posterior.count) / draws),
  );
  const model: MediaModel = {
    kind: "media",
    version: 1,
    target,
    date,
    currency: money?.currency ?? null,
    valuePerUnit,
    formula: `contribution of ${target} × ${valuePerUnit} ${money?.currency ?? "per unit"} / spend, over all rows`,
    rows: panel.outcome.length,
    periods: panel.periods,
    from: dateOfDay(panel.day[0]!),
    to: dateOfDay(panel.day[panel.day.length - 1]!),
    calendar: { ...panel.calendar },
    method: "collapsed Gibbs and Metropolis, 4 chains of 500 draws after 500",
    level,
    lags: setting.lags,
    saturation: setting.family,
    nonNegative,
    baseline: { ...setting.shape },
    choices,
    channels: channels.map(({ calibrations: _, ...channel }) => channel),
    controls: prepared.varying.map((j, k) => {
      const values = panel.controls[j]!;
      const scale = prepared.scales[k]!;
      return {
        name: controls[j]!,
        ...scale,
        low: values.reduce((low, value) => Math.min(low, value), Infinity),
        high: values.reduce((high, value) => Math.max(high, value), -Infinity),
        effect: estimateOf(
          Float64Array.from(posterior.baseline, (row) => (row[first + k]! * sd) / scale.sd),
          { level },
        ),
      };
    }),
    noise: {
      sd: estimateOf(scaled(posterior.noise, sd), { level }),
      correlation: setting.correlation,
    },
    rSquared: rSquaredOf(setting, posterior),
    draws: {
      noise: kept.map((draw) => posterior.noise[draw]! * sd),
      baseline: kept.map((draw) =>
        Array.from(posterior.baseline[draw]!, (value, j) => value * sd + (j === 0 ? mean : 0)),
      ),
      channels: posterior.channels.map(({ carryOver, shape, effect }) => ({
        carryOver: kept.map((draw) => carryOver[draw]!),
        shape: kept.map((draw) => [...shape[draw]!]),
        effect: kept.map((draw) => effect[draw]! * sd),
      })),
    },
    converged: posterior.scaleReduction < MOST_SCALE_REDUCTION,
    scaleReduction: posterior.scaleReduction,
    weaknesses: [],
  };
  return { ...model, weaknesses: mediaWeaknesses(model, fitted, options) };
}

/** Share of the outcome's variance that the posterior mean explains. */
function rSquaredOf(setting: MediaSetting, { media, baseline }: MediaPosterior): number {
  const columns = setting.columnsOf(setting.shape);
  const mean = columns.map(
    (_, j) => baseline.reduce((sum, row) => sum + row[j]!, 0) / baseline.length,
  );
  let squares = 0;
  let spread = 0;
  for (let i = 0; i < setting.outcome.length; i++) {
    let left = setting.outcome[i]! - media[i]!;
    for (let j = 0; j < columns.length; j++) left -= mean[j]! * columns[j]![i]!;
    squares += left * left;
    spread += setting.outcome[i]! * setting.outcome[i]!;
  }
  return 1 - squares / spread;
}

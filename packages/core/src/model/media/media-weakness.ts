import { log } from "../../math/index.js";
import type { Reason } from "../../schema/verdict.js";
import type { MediaPosterior } from "./draw-posterior.js";
import { estimateOf } from "./estimate.js";
import type { MediaModel } from "./media-model.js";
import type { MediaOptions } from "./media-option.js";
import { experimentalResponse, respond } from "./media-problem.js";
import type { PreparedMedia } from "./media-setting.js";
import { type MediaSetting, problemOf } from "./problem-of.js";
import { sampleMedia } from "./sample-media.js";
import { SATURATION_PRIOR } from "./saturation.js";

const TOGETHER = 0.95;
/** Share of the prior's spread that is left where the rows say little. */
const MOSTLY_PRIOR = 0.85;
/** Standard errors between an experiment and the rest. */
const CONTRADICTING = 2.5;

/** What makes a fitted model's numbers weaker than they look. */
export function mediaWeaknesses(
  model: MediaModel,
  {
    prepared,
    setting,
    posterior,
  }: { prepared: PreparedMedia; setting: MediaSetting; posterior: MediaPosterior },
  { controls = [], seed = 0 }: MediaOptions,
): Reason[] {
  const reasons: Reason[] = [];
  const say = (code: string, values: Reason["values"]) => reasons.push({ code, values });
  const { channels, rows, periods } = model;
  channels.forEach((a, i) => {
    channels.slice(i + 1).forEach((b) => {
      const correlation = correlationOf(a.spend, b.spend);
      if (Math.abs(correlation) < TOGETHER) return;
      say("channels_move_together", { channel: a.name, other: b.name, correlation });
    });
  });
  channels.forEach(({ name, contribution }, c) => {
    if (contribution.lower <= 0) {
      say("effect_may_be_none", { channel: name, upper: contribution.upper });
    }
    const prior = SATURATION_PRIOR[model.saturation][0];
    if (prior === undefined) return;
    const spread = spreadOfLog(posterior.channels[c]!.shape);
    if (spread > MOSTLY_PRIOR * prior.logSd) say("saturation_from_prior", { channel: name });
  });
  controls.forEach((control, j) => {
    if (!prepared.varying.includes(j)) say("control_never_varies", { control });
  });
  if (prepared.years < 1) say("season_not_told", { years: prepared.years });
  if (periods > rows) say("periods_missing", { periods, rows });
  const parameters =
    model.draws.baseline[0]!.length + channels.length * (2 + channels[0]!.shape.length);
  if (rows < 3 * parameters) say("few_rows_per_parameter", { rows, parameters });
  if (model.noise.correlation > 0) {
    say("noise_follows_itself", { correlation: model.noise.correlation });
  }
  if (!model.converged) say("not_converged", { scaleReduction: model.scaleReduction });
  reasons.push(...contradictions(model, setting, seed));
  return reasons;
}

/** Experiments that lie farther than 2.5 standard errors from what the rows say without any experiment. */
function contradictions(model: MediaModel, setting: MediaSetting, seed: number): Reason[] {
  if (setting.channels.every(({ calibrations }) => calibrations.length === 0)) return [];
  const { family, lags, panel, sd, channels } = setting;
  const untold = channels.map((channel) => ({ ...channel, calibrations: [] }));
  const expected = channels.map(({ calibrations }) => calibrations.map((): number[] => []));
  const buffers = {
    held: new Float64Array(panel.periods),
    response: new Float64Array(panel.periods),
  };
  const problem = problemOf({ ...setting, channels: untold });
  sampleMedia(problem, { seed, chain: 0, warmup: 300, kept: 400 }, ({ transforms, effects }) => {
    channels.forEach((channel, c) => {
      const transform = transforms[c]!;
      const { scale, calibrations, spend } = channel;
      if (calibrations.length === 0) return;
      const response = respond(spend, transform, { scale, family, lags, buffers });
      calibrations.forEach((calibration, k) => {
        const at = { transform, response, family, lags };
        expected[c]![k]!.push(effects[c]! * experimentalResponse(channel, calibration, at));
      });
    });
  });
  return channels.flatMap(({ calibrations }, c) =>
    calibrations.flatMap(({ incremental, standardError }, k) => {
      const said = estimateOf(Float64Array.from(expected[c]![k]!), { level: model.level });
      const own = said.standardError;
      const spread = Math.sqrt(own * own + standardError * standardError);
      if (Math.abs(said.value - incremental) < CONTRADICTING * spread) return [];
      const values = {
        channel: model.channels[c]!.name,
        found: incremental * sd,
        expected: said.value * sd,
        standardError: spread * sd,
      };
      return [{ code: "experiment_contradicts", values }];
    }),
  );
}

function spreadOfLog(shapes: readonly (readonly number[])[]): number {
  const values = shapes.map((shape) => log(shape[0]!));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(
    values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / values.length,
  );
}

function correlationOf(a: readonly number[], b: readonly number[]): number {
  const n = a.length;
  let meanA = 0;
  let meanB = 0;
  for (let i = 0; i < n; i++) {
    meanA += a[i]! / n;
    meanB += b[i]! / n;
  }
  let product = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let i = 0; i < n; i++) {
    product += (a[i]! - meanA) * (b[i]! - meanB);
    squaresA += (a[i]! - meanA) * (a[i]! - meanA);
    squaresB += (b[i]! - meanB) * (b[i]! - meanB);
  }
  return product / Math.sqrt(squaresA * squaresB);
}

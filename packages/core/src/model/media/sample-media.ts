import {
  log,
  normalCdf,
  normalQuantile,
  purposeId,
  sampleGamma,
  uniformSource,
} from "../../math/index.js";
import {
  type ChannelTransform,
  experimentalResponse,
  type MediaProblem,
  type ResponseBuffers,
  respond,
  transformOf,
} from "./media-problem.js";
import { adaptiveProposal } from "./proposal.js";
import { SATURATION_PRIOR } from "./saturation.js";

/** Half-normal (normal where media may subtract) prior of the effect of a channel's largest spend, in standard deviations of the outcome. */
export const EFFECT_SD = 3;
const CHAIN = purposeId("media chain");
/** Moves of a channel's transform in each sweep. */
const MOVES = 2;

/** One draw of all parameters, outcome in standard deviations. */
export interface MediaDraw {
  readonly transforms: readonly ChannelTransform[];
  readonly effects: Float64Array;
  readonly noise: number;
}

interface ChannelState {
  position: Float64Array;
  transform: ChannelTransform;
  /** Filtered response of the rows, and what the baseline leaves of it. */
  column: Float64Array;
  reduced: Float64Array;
  /** <response, response> off the baseline. */
  square: number;
  /** Precision and its product with the value that experiments give the effect. */
  known: number;
  told: number;
  logPrior: number;
  effect: number;
}

/**
 * One Markov chain over carry-over, saturation, effects and noise; the baseline is integrated out.
 *
 * Each channel's transform moves by Metropolis steps with its effect integrated out (closed form), then the effect is drawn from
 * its truncated normal, so that saturation and scale move together.
 *
 * @param visit - given every kept draw, in order
 * @see Liu, The collapsed Gibbs sampler in Bayesian computations, JASA 89 (1994)
 */
export function sampleMedia(
  problem: MediaProblem,
  {
    seed,
    chain,
    warmup,
    kept,
    onSweep,
  }: {
    seed: number;
    chain: number;
    warmup: number;
    kept: number;
    onSweep?: (sweep: number) => void;
  },
  visit: (draw: MediaDraw) => void,
): void {
  const next = uniformSource(seed, chain, CHAIN);
  const { projection, channels, outcome } = problem;
  const n = outcome.length;
  const p = projection.columns;
  const residual = outcome.slice();
  const reduced = new Float64Array(p);
  projection.reduce(residual, reduced);
  let variance = innerSquare(residual, reduced) / Math.max(1, problem.learnt - 1);
  const buffers = {
    held: new Float64Array(problem.periods),
    response: new Float64Array(problem.periods),
  };
  const states = channels.map((_, c) => firstState(problem, { c, next, buffers }));
  const spares = channels.map((_, c) => firstState(problem, { c, next, buffers }));
  const proposals = states.map(({ position }) => adaptiveProposal(position.length));
  for (let sweep = 0; sweep < warmup + kept; sweep++) {
    onSweep?.(sweep);
    for (let c = 0; c < states.length; c++) {
      let state = states[c]!;
      take(residual, state.column, state.effect);
      take(reduced, state.reduced, state.effect);
      let score = scoreOf(state, { residual, reduced, variance, nonNegative: problem.nonNegative });
      const moves = state.position.length === 0 ? 0 : MOVES;
      for (let move = 0; move < moves; move++) {
        const spare = spares[c]!;
        const fromPrior = next() < 0.1;
        if (fromPrior) drawPosition(spare.position, { problem, next });
        else proposals[c]!.propose(state.position, spare.position, next);
        place(spare, problem, { c, buffers });
        const other = scoreOf(spare, {
          residual,
          reduced,
          variance,
          nonNegative: problem.nonNegative,
        });
        const gain = other - score + (fromPrior ? 0 : spare.logPrior - state.logPrior);
        const accepted = log(next()) < gain;
        if (accepted) {
          states[c] = spare;
          spares[c] = state;
          state = spare;
          score = other;
        }
        if (sweep < warmup) proposals[c]!.learn(state.position, { sweep, accepted, fromPrior });
      }
      const { precision, centre } = effectOf(state, { residual, reduced, variance });
      state.effect = drawEffect(next, { precision, centre, nonNegative: problem.nonNegative });
      take(residual, state.column, -state.effect);
      take(reduced, state.reduced, -state.effect);
    }
    const squares = innerSquare(residual, reduced);
    // The intercept's prior is flat, so that it takes one degree of freedom; 1/σ² is the prior of the variance.
    variance = Math.max(squares, 1e-12 * n) / (2 * sampleGamma(next, 0.5 * (problem.learnt - 1)));
    if (sweep < warmup) continue;
    visit({
      transforms: states.map((state) => state.transform),
      effects: Float64Array.from(states, (state) => state.effect),
      noise: Math.sqrt(variance),
    });
  }
}

function firstState(
  problem: MediaProblem,
  { c, next, buffers }: { c: number; next: () => number; buffers: ResponseBuffers },
): ChannelState {
  const size = (problem.lags > 1 ? 1 : 0) + SATURATION_PRIOR[problem.family].length;
  const state: ChannelState = {
    position: new Float64Array(size),
    transform: { carryOver: 0, shape: [] },
    column: new Float64Array(problem.outcome.length),
    reduced: new Float64Array(problem.projection.columns),
    square: 0,
    known: 0,
    told: 0,
    logPrior: 0,
    effect: 0,
  };
  drawPosition(state.position, { problem, next });
  place(state, problem, { c, buffers });
  return state;
}

/** A draw from the prior: carry-over 1 - √u (density 2 (1 - a)), log-normal saturation. */
function drawPosition(
  position: Float64Array,
  { problem, next }: { problem: MediaProblem; next: () => number },
): void {
  let i = 0;
  if (problem.lags > 1) {
    const left = Math.sqrt(next());
    position[i++] = log((1 - left) / left);
  }
  for (const { median, logSd } of SATURATION_PRIOR[problem.family]) {
    position[i++] = log(median) + logSd * normalQuantile(next());
  }
}

/** Logarithm of the prior's density on the sampler's scale, but for a constant. */
function logPriorOf(
  position: Float64Array,
  { lags, family }: MediaProblem,
  carryOver: number,
): number {
  let total = 0;
  let i = 0;
  if (lags > 1) {
    // Beta(1, 2), times the slope of the log-odds.
    total += log(Math.max(1e-300, carryOver)) + 2 * log(Math.max(1e-300, 1 - carryOver));
    i = 1;
  }
  for (const { median, logSd } of SATURATION_PRIOR[family]) {
    const z = (position[i++]! - log(median)) / logSd;
    total -= 0.5 * z * z;
  }
  return total;
}

/** Works out everything that depends on the position. */
function place(
  state: ChannelState,
  problem: MediaProblem,
  { c, buffers }: { c: number; buffers: ResponseBuffers },
): void {
  const { family, lags, period } = problem;
  const channel = problem.channels[c]!;
  const transform = transformOf(state.position, lags);
  const response = respond(channel.spend, transform, {
    scale: channel.scale,
    family,
    lags,
    buffers,
  });
  const { column } = state;
  for (let i = 0; i < column.length; i++) column[i] = response[period[i]!]!;
  problem.filter(column);
  problem.projection.reduce(column, state.reduced);
  state.square = innerSquare(column, state.reduced);
  state.known = 0;
  state.told = 0;
  for (const calibration of channel.calibrations) {
    const at = experimentalResponse(channel, calibration, { transform, response, family, lags });
    const weight = at / (calibration.standardError * calibration.standardError);
    state.known += weight * at;
    state.told += weight * calibration.incremental;
  }
  state.transform = transform;
  state.logPrior = logPriorOf(state.position, problem, transform.carryOver);
}

interface Rest {
  /** What the other channels leave, in rows and off the baseline. */
  readonly residual: Float64Array;
  readonly reduced: Float64Array;
  readonly variance: number;
}

/** Precision and mean of the effect, before it is cut at 0. */
function effectOf(
  state: ChannelState,
  { residual, reduced, variance }: Rest,
): { precision: number; centre: number } {
  const precision = state.square / variance + state.known + 1 / (EFFECT_SD * EFFECT_SD);
  const pull = (dot(state.column, residual) - dot(state.reduced, reduced)) / variance + state.told;
  return { precision, centre: pull / precision };
}

/** Logarithm of the likelihood with the effect integrated out, but for a constant. */
function scoreOf(state: ChannelState, rest: Rest & { nonNegative: boolean }): number {
  const { precision, centre } = effectOf(state, rest);
  const score = 0.5 * precision * centre * centre - 0.5 * log(precision);
  if (!rest.nonNegative) return score;
  return score + logNormalCdf(centre * Math.sqrt(precision));
}

function logNormalCdf(z: number): number {
  if (z > -30) return log(normalCdf(z));
  return -0.5 * z * z - log(-z * 2.5066282746310002) - 1 / (z * z);
}

function drawEffect(
  next: () => number,
  { precision, centre, nonNegative }: { precision: number; centre: number; nonNegative: boolean },
): number {
  const sd = 1 / Math.sqrt(precision);
  if (!nonNegative) return centre + sd * normalQuantile(next());
  const z = centre / sd;
  // Far in the tail the truncated normal is an exponential.
  if (z < -30) return (-log(next()) / -z) * sd;
  return Math.max(0, centre - sd * normalQuantile(next() * normalCdf(z)));
}

function innerSquare(v: Float64Array, reduced: Float64Array): number {
  return Math.max(0, dot(v, v) - dot(reduced, reduced));
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
  return total;
}

/** target += factor × column. */
function take(target: Float64Array, column: Float64Array, factor: number): void {
  if (factor === 0) return;
  for (let i = 0; i < target.length; i++) target[i] = target[i]! + factor * column[i]!;
}

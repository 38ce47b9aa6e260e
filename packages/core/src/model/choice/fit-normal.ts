import type { FitProgress } from "../fit-progress.js";
import type { ChoiceDesign } from "./design.js";
import { fillLoyalty } from "./loyalty-state.js";
import {
  type Cloud,
  findMode,
  normalCloud,
  type PosteriorRoom,
  posteriorRoom,
  samplePosterior,
} from "./normal-posterior.js";
import {
  addMoments,
  emptyMoments,
  firstState,
  type Moments,
  type NormalState,
  nextState,
  priorsOf,
} from "./normal-state.js";
import { beliefOf, boldStep } from "./normal-step.js";
import type { Estimate } from "./population.js";
import {
  addSmoothingScore,
  heldSmoothing,
  movedSmoothing,
  type SmoothingScore,
} from "./smoothing-score.js";

/** How a normal population is fitted. */
export interface NormalPlan {
  /** Where the mean starts, in working units. */
  readonly start: Float64Array;
  /** Whether coefficients may be correlated between choosers. */
  readonly correlated: boolean;
  /** Start of the smoothing, null without loyalty. */
  readonly smoothing: number | null;
  readonly movesSmoothing: boolean;
  readonly initial: Float64Array;
  /** Points that stand for a chooser's coefficients; a multiple of 4. */
  readonly points: number;
  readonly iterations: number;
  readonly seed: number;
  readonly onProgress?: ((progress: FitProgress) => void) | undefined;
}

/** Scores of each chooser by mean and standard deviation of each coefficient, choosers × 2 parameters. */
export interface NormalFit extends Estimate {
  readonly scores: Float64Array;
}

/** Clouds of points that choosers share in turn. */
const SETS = 64;
const STOP = 4e-6;
const FIRST_CAUTION = 0.2;
const LEAST_CAUTION = 0.02;
/** Points of each chooser by which the smoothing is moved. */
const SMOOTHING_POINTS = 16;

/**
 * Random coefficients: each chooser's are drawn from a normal population, whose mean (that of the chooser's persona) and covariance are
 * found by the EM algorithm, with each chooser's posterior by importance sampling around its mode from quasi-random points.
 *
 * @see Revelt and Train, Mixed logit with repeated choices, Review of Economics and Statistics 80 (1998), for the panel likelihood;
 * Train, EM algorithms for nonparametric estimation of mixing distributions, Journal of Choice Modelling 1 (2008)
 */
export function fitNormal(design: ChoiceDesign, plan: NormalPlan): NormalFit {
  const { start, initial, correlated, points, seed, iterations, movesSmoothing } = plan;
  const p = design.parameters;
  const { choosers } = design;
  const personas = design.frame.personas.length;
  const cloud = normalCloud(points, { dimensions: p, sets: SETS, seed });
  const room = posteriorRoom(design, points);
  const modes = new Float64Array(choosers * p);
  for (let h = 0; h < choosers; h++) modes.set(start, h * p);
  const slope = new Float64Array(design.alternative.length);
  const round = { room, modes, slope, cloud, initial, movesSmoothing };
  let state: NormalState = { ...firstState(start, personas), smoothing: plan.smoothing };
  let best: Round = lookAround(design, state, { ...round, steps: 4 });
  let caution = FIRST_CAUTION;
  let converged = false;
  let quiet = 0;
  let iteration = 1;
  for (; iteration < iterations && !converged; iteration++) {
    plan.onProgress?.({
      stage: `random coefficients, step ${iteration}`,
      done: iteration / iterations,
    });
    const careful = nextState(best.moments, { correlated, choosers, state });
    const { scores } = best;
    const smoothing = nextSmoothing(state.smoothing, movesSmoothing ? best.moved : null);
    let next = { ...boldStep(state, careful, { scores, caution, choosers }), smoothing };
    let found = lookAround(design, next, { ...round, steps: 2 });
    if (!(found.objective >= best.objective - 1e-5 * Math.abs(best.objective))) {
      caution = Math.min(1, 5 * caution);
      next = { ...careful, smoothing: state.smoothing };
      found = lookAround(design, next, { ...round, steps: 2 });
    } else caution = Math.max(LEAST_CAUTION, caution / 2);
    quiet = found.objective - best.objective < STOP * Math.abs(best.objective) ? quiet + 1 : 0;
    converged = quiet >= 2;
    state = next;
    best = found;
  }
  const { mean, covariance, offsets, offsetVariance, smoothing } = state;
  return {
    population: { kind: "normal", mean, covariance, offsets, offsetVariance },
    smoothing,
    initial,
    nests: null,
    logLikelihood: best.logLikelihood,
    iterations: iteration,
    converged,
    scores: best.scores,
  };
}

/** What choosers say of a state. */
interface Round {
  readonly logLikelihood: number;
  /** With what is believed of variances. */
  readonly objective: number;
  readonly moments: Moments;
  readonly moved: SmoothingScore;
  readonly scores: Float64Array;
}

function lookAround(
  design: ChoiceDesign,
  state: NormalState,
  {
    room,
    modes,
    slope,
    cloud,
    initial,
    movesSmoothing,
    steps,
  }: {
    room: PosteriorRoom;
    modes: Float64Array;
    slope: Float64Array;
    cloud: Cloud;
    initial: Float64Array;
    movesSmoothing: boolean;
    steps: number;
  },
): Round {
  const p = design.parameters;
  const { choosers, chooserStart } = design;
  const { smoothing } = state;
  if (smoothing !== null) fillLoyalty(design, { smoothing, initial, slope });
  const priors = priorsOf(state);
  const moments = emptyMoments(p, state.offsets.length);
  const moved = { score: 0, information: 0 };
  const scores = new Float64Array(choosers * 2 * p);
  let logLikelihood = 0;
  for (let h = 0; h < choosers; h++) {
    const range = { from: chooserStart[h]!, to: chooserStart[h + 1]! };
    const persona = design.persona[h]!;
    const prior = priors[persona + 1]!;
    const mode = modes.subarray(h * p, h * p + p);
    findMode(design, range, { prior, mode, steps }, room);
    const near = { prior, mode, cloud: cloud.sets[h % SETS]! };
    logLikelihood += samplePosterior(design, range, near, room);
    const mine = scores.subarray(h * 2 * p, (h + 1) * 2 * p);
    addMoments(moments, room, { persona, prior, scores: mine });
    if (smoothing !== null && movesSmoothing) addMoved(design, range, { room, slope, moved });
  }
  return { logLikelihood, objective: logLikelihood + beliefOf(state), moments, moved, scores };
}

/** The curvature of coefficients that are known makes steps too short: they are lengthened. */
function nextSmoothing(smoothing: number | null, moved: SmoothingScore | null): number | null {
  if (smoothing === null || moved === null) return smoothing;
  return heldSmoothing(smoothing + 1.7 * (movedSmoothing(smoothing, moved) - smoothing));
}

/** Adds a chooser's score by the smoothing, from the first points alone: they stand for all. */
function addMoved(
  design: ChoiceDesign,
  range: { from: number; to: number },
  { room, slope, moved }: { room: PosteriorRoom; slope: Float64Array; moved: SmoothingScore },
): void {
  const p = design.parameters;
  const count = Math.min(SMOOTHING_POINTS, room.weights.length);
  let total = 0;
  for (let r = 0; r < count; r++) total += room.weights[r]!;
  for (let r = 0; r < count; r++) {
    const weight = room.weights[r]! / total;
    if (!(weight > 1e-3)) continue;
    const theta = room.thetas.subarray(r * p, r * p + p);
    const sums = { slope, share: room.logit.share, sums: moved };
    addSmoothingScore(design, theta, { ...range, weight }, sums);
  }
}

import {
  exp,
  log,
  logSumExp,
  minimise,
  normalQuantile,
  purposeId,
  uniformSource,
} from "../../math/index.js";
import type { FitProgress } from "../fit-progress.js";
import type { ChoiceDesign } from "./design.js";
import { newtonLogit } from "./fit-logit.js";
import { addLogitSums, logitLikelihood, logitRoom } from "./logit-sums.js";
import { fillLoyalty } from "./loyalty-state.js";
import type { Estimate } from "./population.js";
import { addSmoothingScore, movedSmoothing } from "./smoothing-score.js";

/** How latent classes are fitted. */
export interface ClassPlan {
  readonly classes: number;
  /** Where every class starts from, in working units. */
  readonly start: Float64Array;
  readonly smoothing: number | null;
  readonly movesSmoothing: boolean;
  readonly initial: Float64Array;
  readonly restarts: number;
  readonly iterations: number;
  readonly seed: number;
  readonly onProgress?: ((progress: FitProgress) => void) | undefined;
}

export interface ClassFit extends Estimate {
  readonly shares: Float64Array;
  readonly thetas: readonly Float64Array[];
  /** Posterior probability of each class, choosers × classes. */
  readonly memberships: Float64Array;
}

const RESTART = purposeId("choice classes");
const SHORT_RUN = 12;
/** Precision with which coefficients of a class are drawn to those of all choosers, so that tiny classes stay finite. */
const PRECISION = 0.05;
/** A class is worth this many choosers before any is seen. */
const BELIEVED = 1;

/**
 * Latent classes of choosers, each with coefficients of its own: EM from several random starts, the best then to convergence and polished
 * by L-BFGS on the likelihood itself.
 *
 * @see Kamakura and Russell, A probabilistic choice model for market segmentation and elasticity structure, Journal of Marketing Research 26 (1989)
 */
export function fitClasses(design: ChoiceDesign, plan: ClassPlan): ClassFit {
  const { classes, restarts, iterations, seed, onProgress } = plan;
  const runs = Array.from({ length: restarts }, (_, run) => {
    onProgress?.({
      stage: `${classes} classes, start ${run + 1} of ${restarts}`,
      done: run / (restarts + 1),
    });
    return climb(design, startAt(plan, uniformSource(seed, run, RESTART)), plan, SHORT_RUN);
  });
  const best = runs.reduce((a, b) => (b.objective > a.objective ? b : a));
  onProgress?.({ stage: `${classes} classes, best start`, done: restarts / (restarts + 1) });
  const climbed = climb(design, best, plan, iterations);
  const { state, converged } = polish(design, climbed, plan);
  const sorted = [...state.shares.keys()].sort(
    (a, b) => state.shares[b]! - state.shares[a]! || a - b,
  );
  const shares = Float64Array.from(sorted, (c) => state.shares[c]!);
  const thetas = sorted.map((c) => state.thetas[c]!);
  return {
    population: { kind: "points", shares, thetas },
    shares,
    thetas,
    memberships: state.memberships.map((_, i, all) => {
      const h = Math.floor(i / classes);
      return all[h * classes + sorted[i % classes]!]!;
    }),
    smoothing: state.smoothing,
    initial: plan.initial,
    nests: null,
    logLikelihood: state.logLikelihood,
    iterations: state.iterations,
    converged,
  };
}

interface ClassState {
  readonly shares: Float64Array;
  readonly thetas: Float64Array[];
  readonly smoothing: number | null;
  readonly memberships: Float64Array;
  readonly logLikelihood: number;
  /** Log-likelihood and what is believed of shares and coefficients. */
  readonly objective: number;
  readonly iterations: number;
}

function startAt({ classes, start, smoothing }: ClassPlan, next: () => number): ClassState {
  return {
    shares: new Float64Array(classes).fill(1 / classes),
    thetas: Array.from({ length: classes }, () =>
      start.map((value) => value + normalQuantile(next())),
    ),
    smoothing,
    memberships: new Float64Array(0),
    logLikelihood: -Infinity,
    objective: -Infinity,
    iterations: 0,
  };
}

function climb(
  design: ChoiceDesign,
  from: ClassState,
  plan: ClassPlan,
  iterations: number,
): ClassState {
  const { classes, start, movesSmoothing, initial } = plan;
  const { choosers } = design;
  const belief = { centre: start, precision: new Float64Array(start.length).fill(PRECISION) };
  const slope = new Float64Array(design.alternative.length);
  const share = new Float64Array(design.frame.alternatives.length);
  if (from.smoothing !== null) {
    fillLoyalty(design, { smoothing: from.smoothing, initial, slope });
  }
  let state = expectation(design, from, start);
  for (let i = 0; i < iterations; i++) {
    const weights = Array.from({ length: classes }, (_, c) =>
      Float64Array.from({ length: choosers }, (_, h) => state.memberships[h * classes + c]!),
    );
    const shares = Float64Array.from(weights, (each) => {
      let total = BELIEVED;
      for (const weight of each) total += weight;
      return total / (choosers + BELIEVED * classes);
    });
    const thetas = weights.map(
      (each, c) =>
        newtonLogit(design, { weights: each, belief, start: state.thetas[c]!, steps: 1 }).theta,
    );
    let smoothing = state.smoothing;
    if (smoothing !== null && movesSmoothing) {
      const sums = { score: 0, information: 0 };
      for (let h = 0; h < choosers; h++) {
        const range = { from: design.chooserStart[h]!, to: design.chooserStart[h + 1]! };
        thetas.forEach((theta, c) => {
          const weight = weights[c]![h]!;
          if (weight < 0.01) return;
          addSmoothingScore(design, theta, { ...range, weight }, { slope, share, sums });
        });
      }
      smoothing = movedSmoothing(smoothing, sums);
      fillLoyalty(design, { smoothing, initial, slope });
    }
    const next = expectation(design, { ...state, shares, thetas, smoothing }, start);
    const gain = next.objective - state.objective;
    state = { ...next, iterations: state.iterations + 1 };
    if (gain < 1e-7 * (1 + Math.abs(next.objective))) break;
  }
  return state;
}

/** Memberships and likelihood at the coefficients of a state. */
function expectation(design: ChoiceDesign, state: ClassState, centre: Float64Array): ClassState {
  const { choosers, chooserStart } = design;
  const classes = state.shares.length;
  const memberships = new Float64Array(choosers * classes);
  const terms = new Float64Array(classes);
  const room = new Float64Array(design.frame.alternatives.length);
  const logShares = state.shares.map(log);
  let logLikelihood = 0;
  for (let h = 0; h < choosers; h++) {
    const range = { from: chooserStart[h]!, to: chooserStart[h + 1]! };
    for (let c = 0; c < classes; c++) {
      const point = { thetas: state.thetas[c]!, at: 0 };
      terms[c] = logShares[c]! + logitLikelihood(design, point, range, room);
    }
    const total = logSumExp(terms);
    logLikelihood += total;
    for (let c = 0; c < classes; c++) memberships[h * classes + c] = exp(terms[c]! - total);
  }
  let objective = logLikelihood;
  for (let c = 0; c < classes; c++) {
    objective += BELIEVED * logShares[c]!;
    for (let i = 0; i < centre.length; i++) {
      const away = state.thetas[c]![i]! - centre[i]!;
      objective -= 0.5 * PRECISION * away * away;
    }
  }
  return { ...state, memberships, logLikelihood, objective };
}

/** Maximises over shares (by their logits) and all coefficients at once; the smoothing stays. */
function polish(
  design: ChoiceDesign,
  from: ClassState,
  { classes, start }: ClassPlan,
): { state: ClassState; converged: boolean } {
  const p = design.parameters;
  const { choosers, chooserStart } = design;
  const logit = logitRoom(design);
  const stateOf = (at: Float64Array): ClassState => {
    const logits = at.subarray(classes * p);
    const total = logSumExp(logits);
    const shares = logits.map((value) => Math.max(1e-12, exp(value - total)));
    const thetas = Array.from({ length: classes }, (_, c) => at.slice(c * p, (c + 1) * p));
    return expectation(design, { ...from, shares, thetas }, start);
  };
  const begin = new Float64Array(classes * (p + 1));
  for (let c = 0; c < classes; c++) {
    begin.set(from.thetas[c]!, c * p);
    begin[classes * p + c] = log(from.shares[c]!);
  }
  const found = minimise(
    (at, gradient) => {
      const { shares, thetas, memberships, objective } = stateOf(at);
      gradient.fill(0);
      for (let c = 0; c < classes; c++) {
        const mine = gradient.subarray(c * p, (c + 1) * p);
        let members = 0;
        for (let h = 0; h < choosers; h++) {
          const weight = memberships[h * classes + c]!;
          members += weight;
          if (weight < 1e-9) continue;
          const range = { from: chooserStart[h]!, to: chooserStart[h + 1]!, weight };
          addLogitSums(design, thetas[c]!, range, { gradient: mine, room: logit });
        }
        for (let i = 0; i < p; i++) {
          mine[i] = -(mine[i]! - PRECISION * (thetas[c]![i]! - start[i]!));
        }
        const expected = shares[c]! * (choosers + BELIEVED * classes);
        gradient[classes * p + c] = expected - members - BELIEVED;
      }
      return -objective;
    },
    begin,
    { tolerance: 1e-6, iterations: 40 },
  );
  const state = stateOf(found.at);
  return {
    state: { ...state, iterations: from.iterations + found.iterations },
    converged: found.converged,
  };
}

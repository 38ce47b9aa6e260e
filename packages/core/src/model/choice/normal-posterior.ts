import {
  choleskyJittered,
  exp,
  invertFromCholesky,
  log,
  normalQuantile,
  scrambledHalton,
  solveCholesky,
} from "../../math/index.js";
import type { ChoiceDesign } from "./design.js";
import { addLogitSums, type LogitRoom, logitLikelihood, logitRoom } from "./logit-sums.js";

/** A normal distribution of coefficients, ready for use. */
export interface NormalPrior {
  readonly mean: Float64Array;
  /** Lower Cholesky factor of the covariance. */
  readonly factor: Float64Array;
  readonly precision: Float64Array;
}

export function normalPrior(mean: Float64Array, covariance: Float64Array): NormalPrior {
  const p = mean.length;
  const { factor } = choleskyJittered(covariance, p);
  return { mean, factor, precision: invertFromCholesky(factor, p) };
}

/** Standard normal points, evenly spread: `sets` different clouds, each of `points` points in ± pairs. */
export interface Cloud {
  readonly points: number;
  readonly sets: readonly Float64Array[];
}

/** @param points - even */
export function normalCloud(
  points: number,
  { dimensions, sets, seed }: { dimensions: number; sets: number; seed: number },
): Cloud {
  const half = points / 2;
  const uniforms = scrambledHalton(half * sets, { dimensions, seed });
  return {
    points,
    sets: Array.from({ length: sets }, (_, s) => {
      const cloud = new Float64Array(points * dimensions);
      for (let i = 0; i < half; i++) {
        for (let d = 0; d < dimensions; d++) {
          // A set is a run of the sequence: every n-th point would leave out whole regions.
          const z = normalQuantile(uniforms[(s * half + i) * dimensions + d]!);
          cloud[2 * i * dimensions + d] = z;
          cloud[(2 * i + 1) * dimensions + d] = -z;
        }
      }
      return cloud;
    }),
  };
}

/** Room for the posterior of one chooser; make it once. */
export interface PosteriorRoom {
  readonly logit: LogitRoom;
  readonly gradient: Float64Array;
  readonly information: Float64Array;
  /** Drawn coefficients, points × parameters. */
  readonly thetas: Float64Array;
  /** Log of prior × likelihood / proposal of each point; then, once normalised, its weight. */
  readonly weights: Float64Array;
}

export function posteriorRoom(design: ChoiceDesign, points: number): PosteriorRoom {
  const p = design.parameters;
  return {
    logit: logitRoom(design),
    gradient: new Float64Array(p),
    information: new Float64Array(p * p),
    thetas: new Float64Array(points * p),
    weights: new Float64Array(points),
  };
}

/**
 * Mode of a chooser's coefficients given some occasions, by Newton steps from `mode`, which is changed; the room's
 * information is left as minus the Hessian there.
 */
export function findMode(
  design: ChoiceDesign,
  { from, to }: { from: number; to: number },
  { prior, mode, steps }: { prior: NormalPrior; mode: Float64Array; steps: number },
  { gradient, information, logit }: PosteriorRoom,
): void {
  const p = design.parameters;
  for (let step = 0; ; step++) {
    gradient.fill(0);
    information.set(prior.precision);
    for (let i = 0; i < p; i++) {
      let pull = 0;
      for (let j = 0; j < p; j++) pull += prior.precision[i * p + j]! * (prior.mean[j]! - mode[j]!);
      gradient[i] = pull;
    }
    addLogitSums(design, mode, { from, to, weight: 1 }, { gradient, information, room: logit });
    if (step === steps) return;
    const { factor } = choleskyJittered(information, p);
    const move = solveCholesky(factor, p, gradient);
    let largest = 0;
    for (const each of move) largest = Math.max(largest, Math.abs(each));
    const length = Math.min(1, 3 / largest);
    for (let i = 0; i < p; i++) mode[i] = mode[i]! + length * move[i]!;
    if (largest < 1e-3) steps = step + 1;
  }
}

/**
 * Fills the room with weighted coefficients that stand for a chooser's posterior: by importance sampling from a mixture, half from the
 * normal around the mode, half from the prior itself, which keeps weights bounded where the posterior has long tails.
 *
 * @returns log of the marginal likelihood of the occasions
 * @see Train, Discrete Choice Methods with Simulation, 2nd edition (2009), chapters 9, 10 and 12
 */
export function samplePosterior(
  design: ChoiceDesign,
  { from, to }: { from: number; to: number },
  { prior, mode, cloud }: { prior: NormalPrior; mode: Float64Array; cloud: Float64Array },
  room: PosteriorRoom,
): number {
  const p = design.parameters;
  const { thetas, weights, information, logit } = room;
  const points = weights.length;
  const { factor: root } = choleskyJittered(information, p);
  let logRoot = 0;
  let logFactor = 0;
  for (let i = 0; i < p; i++) {
    logRoot += log(root[i * p + i]!);
    logFactor += log(prior.factor[i * p + i]!);
  }
  let top = -Infinity;
  for (let r = 0; r < points; r++) {
    const at = r * p;
    let length = 0;
    for (let i = 0; i < p; i++) length += cloud[at + i]! * cloud[at + i]!;
    let fromPrior = length;
    let fromMode = length;
    if (r % 4 >= 2) {
      placeByFactor(thetas, at, { mean: prior.mean, factor: prior.factor, cloud, p });
      fromMode = distanceByRoot(thetas, at, { mean: mode, root, p });
    } else {
      placeByRoot(thetas, at, { mean: mode, root, cloud, p });
      fromPrior = distanceByPrecision(thetas, at, prior, p);
    }
    const logPrior = -0.5 * fromPrior - logFactor;
    const logNear = -0.5 * fromMode + logRoot;
    const likelihood = logitLikelihood(design, { thetas, at }, { from, to }, logit.share);
    const high = Math.max(logPrior, logNear);
    const proposal = high + log(0.5 * exp(logPrior - high) + 0.5 * exp(logNear - high));
    weights[r] = likelihood + logPrior - proposal;
    if (weights[r]! > top) top = weights[r]!;
  }
  let total = 0;
  for (let r = 0; r < points; r++) {
    weights[r] = exp(weights[r]! - top);
    total += weights[r]!;
  }
  for (let r = 0; r < points; r++) weights[r] = weights[r]! / total;
  return top + log(total / points);
}

interface Placing {
  readonly mean: Float64Array;
  readonly cloud: Float64Array;
  readonly p: number;
}

/** mean + L z. */
function placeByFactor(
  out: Float64Array,
  at: number,
  { mean, factor, cloud, p }: Placing & { factor: Float64Array },
): void {
  for (let i = 0; i < p; i++) {
    let value = mean[i]!;
    for (let j = 0; j <= i; j++) value += factor[i * p + j]! * cloud[at + j]!;
    out[at + i] = value;
  }
}

/** mean + L⁻ᵀ z, where L Lᵀ is the precision. */
function placeByRoot(
  out: Float64Array,
  at: number,
  { mean, root, cloud, p }: Placing & { root: Float64Array },
): void {
  for (let i = p - 1; i >= 0; i--) {
    let value = cloud[at + i]!;
    for (let j = i + 1; j < p; j++) value -= root[j * p + i]! * (out[at + j]! - mean[j]!);
    out[at + i] = mean[i]! + value / root[i * p + i]!;
  }
}

/** (θ − mean)ᵀ precision (θ − mean). */
function distanceByPrecision(
  thetas: Float64Array,
  at: number,
  { mean, precision }: NormalPrior,
  p: number,
): number {
  let total = 0;
  for (let i = 0; i < p; i++) {
    const away = thetas[at + i]! - mean[i]!;
    let row = 0.5 * precision[i * p + i]! * away;
    for (let j = 0; j < i; j++) row += precision[i * p + j]! * (thetas[at + j]! - mean[j]!);
    total += 2 * row * away;
  }
  return total;
}

/** |Lᵀ (θ − mean)|². */
function distanceByRoot(
  thetas: Float64Array,
  at: number,
  { mean, root, p }: { mean: Float64Array; root: Float64Array; p: number },
): number {
  let total = 0;
  for (let j = 0; j < p; j++) {
    let value = 0;
    for (let i = j; i < p; i++) value += root[i * p + j]! * (thetas[at + i]! - mean[i]!);
    total += value * value;
  }
  return total;
}

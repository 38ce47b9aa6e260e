import { choleskyJittered, invertFromCholesky } from "../../math/index.js";
import type { ChoiceDesign } from "./design.js";
import { addLogitSums, logitRoom, logitShares } from "./logit-sums.js";
import { fillLoyalty } from "./loyalty-state.js";

/** Standard errors of parameters, in their units. */
export interface ChoiceErrors {
  readonly standard: Float64Array;
  /** With occasions of a chooser taken together. */
  readonly clustered: Float64Array;
}

/** From the curvature alone: square roots of the diagonal of the inverse. */
function rootsOf(covariance: Float64Array, p: number): Float64Array {
  return Float64Array.from({ length: p }, (_, i) => Math.sqrt(Math.max(0, covariance[i * p + i]!)));
}

/** Inverse of an information matrix (lower triangle), whatever the units of its parameters. */
export function covarianceOf(information: Float64Array, p: number): Float64Array {
  const scale = Float64Array.from({ length: p }, (_, i) => {
    const diagonal = information[i * p + i]!;
    return diagonal > 0 ? Math.sqrt(diagonal) : 1;
  });
  const scaled = new Float64Array(p * p);
  for (let i = 0; i < p; i++) {
    for (let j = 0; j <= i; j++)
      scaled[i * p + j] = information[i * p + j]! / (scale[i]! * scale[j]!);
  }
  const inverse = invertFromCholesky(choleskyJittered(scaled, p).factor, p);
  return inverse.map((value, at) => value / (scale[Math.floor(at / p)]! * scale[at % p]!));
}

/**
 * Errors from the scores of choosers: the inverse of the sum of their outer products.
 *
 * @param scores - row-major, choosers × p
 * @see Berndt, Hall, Hall and Hausman, Estimation and inference in nonlinear structural models, Annals of Economic and Social Measurement 3 (1974)
 */
export function covarianceOfScores(scores: Float64Array, p: number): Float64Array {
  return covarianceOf(outerProducts(scores, p), p);
}

/**
 * Errors of plain logit: from the curvature, and by the sandwich with the scores of a chooser taken together.
 *
 * With an estimated smoothing, it is the last parameter: its curvature is the expected one.
 *
 * @remarks The sandwich has no small-sample factor, as in R's survival::clogit with cluster().
 * @see Liang and Zeger, Longitudinal data analysis using generalized linear models, Biometrika 73 (1986)
 */
export function plainErrors(
  design: ChoiceDesign,
  theta: Float64Array,
  {
    smoothing,
    initial,
    precision = 0,
  }: { smoothing: number | null; initial: Float64Array; precision?: number },
): ChoiceErrors {
  const { parameters, choosers, chooserStart, alternative } = design;
  const p = parameters + (smoothing === null ? 0 : 1);
  const slope = new Float64Array(alternative.length);
  if (smoothing !== null) fillLoyalty(design, { smoothing, initial, slope });
  const inner = new Float64Array(parameters * parameters);
  const scores = new Float64Array(choosers * p);
  const cross = new Float64Array(p);
  const room = logitRoom(design);
  for (let h = 0; h < choosers; h++) {
    const range = { from: chooserStart[h]!, to: chooserStart[h + 1]!, weight: 1 };
    const gradient = scores.subarray(h * p, h * p + parameters);
    addLogitSums(design, theta, range, { gradient, information: inner, room });
    if (smoothing === null) continue;
    for (let t = range.from; t < range.to; t++) {
      scores[h * p + parameters] =
        scores[h * p + parameters]! +
        addSlopeSums(design, t, { theta, slope, cross, share: room.share });
    }
  }
  const information = new Float64Array(p * p);
  for (let i = 0; i < parameters; i++) {
    for (let j = 0; j <= i; j++) information[i * p + j] = inner[i * parameters + j]!;
    information[i * p + i] = information[i * p + i]! + precision;
  }
  if (smoothing !== null) information.set(cross, parameters * p);
  const bread = covarianceOf(information, p);
  return {
    standard: rootsOf(bread, p),
    clustered: rootsOf(sandwich(bread, outerProducts(scores, p), p), p),
  };
}

/** Adds the expected curvature by the smoothing and by each parameter, and answers the score by the smoothing. */
function addSlopeSums(
  design: ChoiceDesign,
  t: number,
  {
    theta,
    slope,
    cross,
    share,
  }: { theta: Float64Array; slope: Float64Array; cross: Float64Array; share: Float64Array },
): number {
  const { rowStart, chosen, columns, x, constant, parameters } = design;
  if (chosen[t]! < 0) return 0;
  logitShares(design, t, theta, share);
  const worth = theta[columns - 1]!;
  const start = rowStart[t]!;
  const size = rowStart[t + 1]! - start;
  let mean = 0;
  for (let i = 0; i < size; i++) mean += share[i]! * worth * slope[start + i]!;
  for (let i = 0; i < size; i++) {
    const away = share[i]! * (worth * slope[start + i]! - mean);
    for (let k = 0; k < columns; k++) {
      cross[k] = cross[k]! + away * x[(start + i) * columns + k]!;
    }
    const c = constant[start + i]!;
    if (c >= 0) cross[c] = cross[c]! + away;
    cross[parameters] = cross[parameters]! + away * worth * slope[start + i]!;
  }
  return worth * slope[chosen[t]!]! - mean;
}

export function outerProducts(scores: Float64Array, p: number): Float64Array {
  const out = new Float64Array(p * p);
  for (let from = 0; from < scores.length; from += p) {
    for (let i = 0; i < p; i++) {
      const mine = scores[from + i]!;
      for (let j = 0; j <= i; j++) out[i * p + j] = out[i * p + j]! + mine * scores[from + j]!;
    }
  }
  for (let i = 0; i < p; i++) for (let j = 0; j < i; j++) out[j * p + i] = out[i * p + j]!;
  return out;
}

/** bread × meat × bread. */
export function sandwich(bread: Float64Array, meat: Float64Array, p: number): Float64Array {
  return product(product(bread, meat, p), bread, p);
}

function product(a: Float64Array, b: Float64Array, p: number): Float64Array {
  const out = new Float64Array(p * p);
  for (let i = 0; i < p; i++) {
    for (let k = 0; k < p; k++) {
      const value = a[i * p + k]!;
      for (let j = 0; j < p; j++) out[i * p + j] = out[i * p + j]! + value * b[k * p + j]!;
    }
  }
  return out;
}

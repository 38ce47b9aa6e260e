import {
  choleskyJittered,
  invertFromCholesky,
  log,
  logistic,
  solveCholesky,
} from "../../math/index.js";
import type { Design } from "./design.js";

/** What a penalised regression found. */
export interface RidgeFit {
  readonly coefficients: Float64Array;
  /** Inverse of the penalised curvature, row-major; of a linear fit times the residual variance. */
  readonly covariance: Float64Array;
  readonly logLikelihood: number;
  readonly iterations: number;
  readonly converged: boolean;
}

interface RidgeInput {
  readonly design: Design;
  readonly y: Float64Array;
  readonly weights?: Float64Array | null;
  /** Positions of the rows that count. */
  readonly rows: ArrayLike<number>;
  /** Penalty on half the squares of all coefficients but the intercept. */
  readonly l2: number;
}

const MOST_STEPS = 50;
const TOLERANCE = 1e-10;

/** Product of a row and coefficients. */
export function linearScore(
  { x, columns }: Design,
  row: number,
  coefficients: ArrayLike<number>,
): number {
  let score = 0;
  for (let j = 0, at = row * columns; j < columns; j++) score += x[at + j]! * coefficients[j]!;
  return score;
}

/**
 * Logistic regression with a ridge penalty, by Newton's method with halved steps.
 *
 * @see le Cessie and van Houwelingen, Ridge estimators in logistic regression, Applied Statistics 41 (1992)
 */
export function ridgeLogit({ design, y, weights = null, rows, l2 }: RidgeInput): RidgeFit {
  const p = design.columns;
  let coefficients = new Float64Array(p);
  let value = penalisedLoss(coefficients);
  let iterations = 0;
  let converged = false;
  let factor = new Float64Array(p * p);
  const step = () => {
    const gradient = new Float64Array(p);
    const curvature = new Float64Array(p * p);
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      const weight = weights === null ? 1 : weights[row]!;
      const share = logistic(linearScore(design, row, coefficients));
      const spread = weight * share * (1 - share);
      addCurvature(curvature, design, row, spread);
      const away = weight * (y[row]! - share);
      for (let j = 0, at = row * p; j < p; j++) gradient[j]! += away * design.x[at + j]!;
    }
    for (let j = 1; j < p; j++) {
      gradient[j]! -= l2 * coefficients[j]!;
      curvature[j * p + j]! += l2;
    }
    factor = new Float64Array(choleskyJittered(curvature, p).factor);
    return solveCholesky(factor, p, gradient);
  };
  while (iterations < MOST_STEPS && !converged) {
    const direction = step();
    let length = 1;
    let next = coefficients;
    let found = Infinity;
    for (; length > 1e-8; length /= 2) {
      next = coefficients.map((b, j) => b + length * direction[j]!);
      found = penalisedLoss(next);
      if (found <= value) break;
    }
    iterations++;
    if (!(found <= value)) break;
    converged = value - found <= TOLERANCE * (1 + Math.abs(value));
    coefficients = next;
    value = found;
  }
  step();
  return {
    coefficients,
    covariance: invertFromCholesky(factor, p),
    logLikelihood: -plainLoss(coefficients),
    iterations,
    converged,
  };

  function plainLoss(at: Float64Array): number {
    let loss = 0;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      const share = logistic(linearScore(design, row, at));
      const likely = y[row]! * share + (1 - y[row]!) * (1 - share);
      loss -= (weights === null ? 1 : weights[row]!) * log(Math.max(1e-300, likely));
    }
    return loss;
  }

  function penalisedLoss(at: Float64Array): number {
    let squares = 0;
    for (let j = 1; j < p; j++) squares += at[j]! * at[j]!;
    return plainLoss(at) + 0.5 * l2 * squares;
  }
}

/** Linear regression with a ridge penalty, in units of rows whatever the unit of y. */
export function ridgeLinear({ design, y, weights = null, rows, l2 }: RidgeInput): RidgeFit {
  const p = design.columns;
  const curvature = new Float64Array(p * p);
  const right = new Float64Array(p);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const weight = weights === null ? 1 : weights[row]!;
    addCurvature(curvature, design, row, weight);
    for (let j = 0, at = row * p; j < p; j++) right[j]! += weight * y[row]! * design.x[at + j]!;
  }
  for (let j = 1; j < p; j++) curvature[j * p + j]! += l2;
  const { factor } = choleskyJittered(curvature, p);
  const coefficients = solveCholesky(factor, p, right);
  let squares = 0;
  for (let i = 0; i < rows.length; i++) {
    const away = y[rows[i]!]! - linearScore(design, rows[i]!, coefficients);
    squares += (weights === null ? 1 : weights[rows[i]!]!) * away * away;
  }
  const variance = squares / Math.max(1, rows.length - p);
  const covariance = invertFromCholesky(factor, p).map((entry) => entry * variance);
  return { coefficients, covariance, logLikelihood: 0, iterations: 1, converged: true };
}

function addCurvature(to: Float64Array, { x, columns }: Design, row: number, weight: number): void {
  const at = row * columns;
  for (let j = 0; j < columns; j++) {
    const scaled = weight * x[at + j]!;
    if (scaled === 0) continue;
    for (let k = 0; k <= j; k++) to[j * columns + k]! += scaled * x[at + k]!;
  }
}

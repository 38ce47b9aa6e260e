import { CoreError } from "../error.js";
import { choleskyJittered, invertFromCholesky, solveCholesky } from "./cholesky.js";

/** A linear regression: rows of regressors, what they explain, and what each row weighs. */
export interface LeastSquaresInput {
  /** Regressors, row-major, rows × columns; an intercept is a column of ones. */
  readonly x: Float64Array;
  /** One value per row. */
  readonly y: ArrayLike<number>;
  /** Number of regressors, at least 1. */
  readonly columns: number;
  /** One weight per row, not negative (inverse variances up to a factor); all 1 when omitted. */
  readonly weights?: ArrayLike<number>;
  /** Which cluster each row belongs to; rows are their own clusters when omitted. */
  readonly clusters?: ArrayLike<number | string>;
}

/** What a regression found. Matrices are row-major, columns × columns. */
export interface LeastSquaresFit {
  readonly coefficients: Float64Array;
  /** Residual variance times (XᵀWX)⁻¹: right where every row's variance is inverse to its weight. */
  readonly covariance: Float64Array;
  /** Huber-White sandwich (HC1), or cluster-robust (CR1) where clusters were given. */
  readonly robustCovariance: Float64Array;
  /** Weighted residual sum of squares over degrees of freedom; 0 where none are left. */
  readonly residualVariance: number;
  /** Rows of positive weight minus columns. */
  readonly degreesOfFreedom: number;
  /** y minus fitted, one per row. */
  readonly residuals: Float64Array;
  /** What was added to the diagonal of the scaled normal matrix; above 0 the columns were collinear. */
  readonly jitter: number;
}

/**
 * Weighted least squares with classical and robust covariance.
 *
 * @remarks Normal equations over columns scaled to unit length, solved by Cholesky, with one step of
 * refinement; every sum runs in row order. Collinear columns share their effect evenly (`jitter` > 0).
 * @throws CoreError `too_few_rows` with fewer rows of positive weight than columns, `not_finite`
 */
export function weightedLeastSquares(input: LeastSquaresInput): LeastSquaresFit {
  const { x, y, columns } = input;
  const rows = y.length;
  const weights = input.weights ?? new Float64Array(rows).fill(1);
  const used = checkInput(input, weights);
  const scale = columnLengths(x, weights, rows, columns);
  const normal = normalMatrix(x, weights, scale, rows, columns);
  const { factor, jitter } = choleskyJittered(normal, columns);
  const coefficients = new Float64Array(columns);
  const residuals = Float64Array.from(y);
  for (let pass = 0; pass < (jitter > 0 ? 1 : 2); pass++) {
    const right = weightedProduct(x, weights, residuals, scale, rows, columns);
    const step = solveCholesky(factor, columns, right);
    for (let j = 0; j < columns; j++) coefficients[j] = coefficients[j]! + step[j]! / scale[j]!;
    subtractFitted(residuals, x, y, coefficients);
  }
  let squares = 0;
  for (let i = 0; i < rows; i++) squares += weights[i]! * residuals[i]! * residuals[i]!;
  const degreesOfFreedom = used - columns;
  const residualVariance = degreesOfFreedom > 0 ? squares / degreesOfFreedom : 0;
  const bread = unscale(invertFromCholesky(factor, columns), scale, columns);
  return {
    coefficients,
    covariance: bread.map((value) => value * residualVariance),
    robustCovariance: sandwich(bread, input, weights, residuals, used),
    residualVariance,
    degreesOfFreedom,
    residuals,
    jitter,
  };
}

function checkInput(input: LeastSquaresInput, weights: ArrayLike<number>): number {
  const { x, y, columns, clusters } = input;
  const rows = y.length;
  if (x.length !== rows * columns || weights.length !== rows) {
    throw new CoreError(
      "invalid_input",
      `regression of ${rows} rows: found ${x.length} regressor values and ${weights.length} weights, expected ${rows * columns} and ${rows}`,
    );
  }
  if (clusters !== undefined && clusters.length !== rows) {
    throw new CoreError("invalid_input", `found ${clusters.length} clusters, expected ${rows}`);
  }
  let used = 0;
  for (let i = 0; i < rows; i++) {
    if (!(weights[i]! >= 0 && weights[i]! < Infinity) || !Number.isFinite(y[i]!)) {
      throw new CoreError(
        "not_finite",
        `regression row ${i}: y ${y[i]}, weight ${weights[i]}; expected finite, weight >= 0`,
      );
    }
    if (weights[i]! > 0) used++;
  }
  const bad = x.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new CoreError("not_finite", `regressor value ${bad} is ${x[bad]}`);
  if (used < columns || columns < 1) {
    throw new CoreError("too_few_rows", `found ${used} rows, expected at least ${columns} columns`);
  }
  return used;
}

/** Weighted length of each column; 1 for a column of zeros. */
function columnLengths(x: Float64Array, w: ArrayLike<number>, rows: number, columns: number) {
  const squares = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const value = x[i * columns + j]!;
      squares[j] = squares[j]! + w[i]! * value * value;
    }
  }
  return squares.map((square) => (square > 0 ? Math.sqrt(square) : 1));
}

function normalMatrix(
  x: Float64Array,
  w: ArrayLike<number>,
  scale: Float64Array,
  rows: number,
  columns: number,
): Float64Array {
  const a = new Float64Array(columns * columns);
  for (let i = 0; i < rows; i++) {
    const row = i * columns;
    for (let j = 0; j < columns; j++) {
      const left = (w[i]! * x[row + j]!) / scale[j]!;
      for (let k = 0; k <= j; k++) {
        a[j * columns + k] = a[j * columns + k]! + (left * x[row + k]!) / scale[k]!;
      }
    }
  }
  for (let j = 0; j < columns; j++) {
    for (let k = 0; k < j; k++) a[k * columns + j] = a[j * columns + k]!;
  }
  return a;
}

function weightedProduct(
  x: Float64Array,
  w: ArrayLike<number>,
  residuals: Float64Array,
  scale: Float64Array,
  rows: number,
  columns: number,
): Float64Array {
  const right = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    const weighted = w[i]! * residuals[i]!;
    for (let j = 0; j < columns; j++) right[j] = right[j]! + weighted * x[i * columns + j]!;
  }
  return right.map((value, j) => value / scale[j]!);
}

function subtractFitted(
  residuals: Float64Array,
  x: Float64Array,
  y: ArrayLike<number>,
  coefficients: Float64Array,
): void {
  const columns = coefficients.length;
  for (let i = 0; i < residuals.length; i++) {
    let fitted = 0;
    for (let j = 0; j < columns; j++) fitted += x[i * columns + j]! * coefficients[j]!;
    residuals[i] = y[i]! - fitted;
  }
}

function unscale(a: Float64Array, scale: Float64Array, n: number): Float64Array {
  return a.map((value, i) => value / (scale[Math.floor(i / n)]! * scale[i % n]!));
}

/** Bread times the sum of outer products of the clusters' scores times bread, with the usual small-sample factor. */
function sandwich(
  bread: Float64Array,
  { x, columns, clusters }: LeastSquaresInput,
  weights: ArrayLike<number>,
  residuals: Float64Array,
  used: number,
): Float64Array {
  const scores = new Map<number | string, Float64Array>();
  for (let i = 0; i < residuals.length; i++) {
    if (weights[i] === 0) continue;
    const key = clusters === undefined ? i : clusters[i]!;
    const score = scores.get(key) ?? new Float64Array(columns);
    const weighted = weights[i]! * residuals[i]!;
    for (let j = 0; j < columns; j++) score[j] = score[j]! + weighted * x[i * columns + j]!;
    scores.set(key, score);
  }
  const result = new Float64Array(columns * columns);
  const groups = scores.size;
  if (used <= columns || groups < 2) return result;
  const factor =
    clusters === undefined
      ? used / (used - columns)
      : (groups / (groups - 1)) * ((used - 1) / (used - columns));
  for (const score of scores.values()) {
    const turned = new Float64Array(columns);
    for (let j = 0; j < columns; j++) {
      for (let k = 0; k < columns; k++)
        turned[j] = turned[j]! + bread[j * columns + k]! * score[k]!;
    }
    for (let j = 0; j < columns; j++) {
      for (let k = 0; k < columns; k++) {
        result[j * columns + k] = result[j * columns + k]! + factor * turned[j]! * turned[k]!;
      }
    }
  }
  return result;
}

import { CoreError } from "../error.js";

/** A factor of a matrix that was made positive definite, and how much was added to its diagonal for it. */
export interface JitteredCholesky {
  /** Lower triangle, row-major, n × n. */
  readonly factor: Float64Array;
  /** What was added to each diagonal entry; 0 where nothing was needed. */
  readonly jitter: number;
}

const FIRST_JITTER = 1e-12;
const LARGEST_JITTER = 1e-4;

/**
 * Lower triangular L with L Lᵀ = a (Cholesky).
 *
 * @param a - symmetric, row-major, n × n; only its lower triangle is read
 * @throws CoreError `not_positive_definite`
 */
export function cholesky(a: Float64Array, n: number): Float64Array {
  const factor = new Float64Array(n * n);
  const failed = factorise(a, n, 0, factor);
  if (failed >= 0) throw notPositiveDefinite(failed, n);
  return factor;
}

/**
 * Cholesky factor of a, or of a plus the smallest tried multiple of the identity that makes it positive definite.
 *
 * @param a - symmetric, row-major, n × n; only its lower triangle is read
 * @throws CoreError `not_positive_definite` where 1e-4 times the mean diagonal is not enough
 */
export function choleskyJittered(a: Float64Array, n: number): JitteredCholesky {
  const factor = new Float64Array(n * n);
  let failed = factorise(a, n, 0, factor);
  if (failed < 0) return { factor, jitter: 0 };
  let trace = 0;
  for (let i = 0; i < n; i++) trace += Math.abs(a[i * n + i]!);
  const scale = trace > 0 ? trace / n : 1;
  for (let step = FIRST_JITTER; step <= LARGEST_JITTER; step *= 10) {
    failed = factorise(a, n, step * scale, factor);
    if (failed < 0) return { factor, jitter: step * scale };
  }
  throw notPositiveDefinite(failed, n);
}

/**
 * Solves L Lᵀ x = b.
 *
 * @param factor - from {@link cholesky}
 * @param b - n values
 * @returns x, n values
 */
export function solveCholesky(factor: Float64Array, n: number, b: ArrayLike<number>): Float64Array {
  const x = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let value = b[i]!;
    for (let k = 0; k < i; k++) value -= factor[i * n + k]! * x[k]!;
    x[i] = value / factor[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    let value = x[i]!;
    for (let k = i + 1; k < n; k++) value -= factor[k * n + i]! * x[k]!;
    x[i] = value / factor[i * n + i]!;
  }
  return x;
}

/**
 * Inverse of a symmetric positive definite matrix, exactly symmetric.
 *
 * @param a - row-major, n × n
 * @throws CoreError `not_positive_definite`
 */
export function invertSymmetric(a: Float64Array, n: number): Float64Array {
  return invertFromCholesky(cholesky(a, n), n);
}

/** Inverse of L Lᵀ, exactly symmetric. */
export function invertFromCholesky(factor: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  const unit = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    unit.fill(0);
    unit[j] = 1;
    const column = solveCholesky(factor, n, unit);
    for (let i = j; i < n; i++) {
      inverse[i * n + j] = column[i]!;
      inverse[j * n + i] = column[i]!;
    }
  }
  return inverse;
}

/** Fills `factor`; answers the first row that has no positive pivot, or -1 where all have one. */
function factorise(a: Float64Array, n: number, jitter: number, factor: Float64Array): number {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let value = a[i * n + j]!;
      if (i === j) value += jitter;
      for (let k = 0; k < j; k++) value -= factor[i * n + k]! * factor[j * n + k]!;
      if (i !== j) factor[i * n + j] = value / factor[j * n + j]!;
      else if (value > PIVOT_FLOOR * Math.abs(a[i * n + i]!) && value < Infinity) {
        factor[i * n + i] = Math.sqrt(value);
      } else return i;
    }
  }
  return -1;
}

/** A pivot below this share of its diagonal entry is rounding error: the matrix is singular. */
const PIVOT_FLOOR = 4e-16;

function notPositiveDefinite(row: number, n: number): CoreError {
  return new CoreError(
    "not_positive_definite",
    `${n} x ${n} matrix is not positive definite: row ${row} depends on the rows before it`,
  );
}

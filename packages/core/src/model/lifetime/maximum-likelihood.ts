import { cholesky, exp, invertFromCholesky, minimise, solveCholesky } from "../../math/index.js";

/** Where a log-likelihood of positive parameters is highest. */
export interface LikelihoodFit {
  readonly parameters: Float64Array;
  readonly logLikelihood: number;
  /** Covariance of the logarithms of the parameters, row-major; null where the likelihood is flat or at the edge. */
  readonly logCovariance: Float64Array | null;
  readonly iterations: number;
  readonly converged: boolean;
  /** Which parameters ran to the edge of what is searched. */
  readonly atEdge: readonly number[];
}

/** Logarithms of parameters farther from 0 than this cost something: a flat likelihood would run away for ever. */
const EDGE = 7;
const STEP = 1e-4;
const POLISHES = 4;

/**
 * Maximises a log-likelihood over positive parameters, in their logarithms.
 *
 * @remarks Units should be such that the parameters are of order 1. Covariance from the Hessian, by central differences
 * of the analytic gradient; a few Newton steps at the end make the estimates right to about 1e-8.
 * @param logLikelihood - at the parameters; writes the derivatives by the parameters themselves into `slopes`
 */
export function maximiseLikelihood(
  logLikelihood: (parameters: Float64Array, slopes: Float64Array) => number,
  start: readonly number[],
  { onIteration }: { onIteration?: (iteration: number) => void } = {},
): LikelihoodFit {
  const n = start.length;
  const parameters = new Float64Array(n);
  const slopes = new Float64Array(n);
  const loss = (logs: Float64Array, gradient: Float64Array) => {
    let penalty = 0;
    for (let i = 0; i < n; i++) parameters[i] = exp(logs[i]!);
    const value = logLikelihood(parameters, slopes);
    for (let i = 0; i < n; i++) {
      const beyond = Math.max(0, Math.abs(logs[i]!) - EDGE) * (logs[i]! < 0 ? -1 : 1);
      penalty += 0.5 * beyond * beyond;
      gradient[i] = beyond - slopes[i]! * parameters[i]!;
    }
    return penalty - value;
  };
  const found = minimise(loss, start, {
    tolerance: 1e-9,
    iterations: 500,
    ...(onIteration === undefined ? {} : { onIteration }),
  });
  const at = found.at;
  let factor = factorOfHessian(loss, at);
  for (let polish = 0; polish < POLISHES && factor !== null; polish++) {
    const gradient = new Float64Array(n);
    const before = loss(at, gradient);
    const step = solveCholesky(factor, n, gradient);
    const next = at.map((value, i) => value - step[i]!);
    if (!(loss(next, gradient) <= before)) break;
    at.set(next);
    factor = factorOfHessian(loss, at);
  }
  const value = loss(at, new Float64Array(n));
  const atEdge = [...at.keys()].filter((i) => Math.abs(at[i]!) >= EDGE);
  return {
    parameters: at.map((logValue) => exp(logValue)),
    logLikelihood: -value,
    logCovariance: factor === null || atEdge.length > 0 ? null : invertFromCholesky(factor, n),
    iterations: found.iterations,
    converged: found.converged,
    atEdge,
  };
}

/** Cholesky factor of the Hessian at a point; null where it is not positive definite. */
function factorOfHessian(
  loss: (x: Float64Array, gradient: Float64Array) => number,
  at: Float64Array,
): Float64Array | null {
  const n = at.length;
  const hessian = new Float64Array(n * n);
  const above = new Float64Array(n);
  const below = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const moved = at.slice();
    moved[i] = at[i]! + STEP;
    loss(moved, above);
    moved[i] = at[i]! - STEP;
    loss(moved, below);
    for (let j = 0; j < n; j++) hessian[i * n + j] = (above[j]! - below[j]!) / (2 * STEP);
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const middle = (hessian[i * n + j]! + hessian[j * n + i]!) / 2;
      hessian[i * n + j] = middle;
      hessian[j * n + i] = middle;
    }
  }
  if (!hessian.every(Number.isFinite) || !isDefinite(hessian, n)) return null;
  return cholesky(hessian, n);
}

/** Whether all pivots are clearly above 0; beforehand, so that an error of `cholesky` needs no catching. */
function isDefinite(a: Float64Array, n: number): boolean {
  const lower = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let value = a[i * n + j]!;
      for (let k = 0; k < j; k++) value -= lower[i * n + k]! * lower[j * n + k]!;
      if (i === j && !(value > 1e-12 * Math.abs(a[i * n + i]!))) return false;
      lower[i * n + j] = i === j ? Math.sqrt(value) : value / lower[j * n + j]!;
    }
  }
  return true;
}

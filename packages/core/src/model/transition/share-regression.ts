import {
  invertSymmetric,
  minimiseOnSimplices,
  type SimplexMinimum,
  type SimplexProgram,
} from "../../math/index.js";
import type { ShareSteps } from "./share-steps.js";

/** Standard deviation of a share below which residuals count as rounding. */
const LEAST_DEVIATION = 1e-5;

/** Weighted products of the shares before and after. */
export interface ShareProducts {
  /** Σ w x x', states × states. */
  readonly gram: Float64Array;
  /** Σ w x y', states × states. */
  readonly cross: Float64Array;
}

export function shareProducts({ states: n, before, after, weight }: ShareSteps): ShareProducts {
  const gram = new Float64Array(n * n);
  const cross = new Float64Array(n * n);
  for (let t = 0; t < weight.length; t++) {
    for (let i = 0; i < n; i++) {
      const left = weight[t]! * before[t * n + i]!;
      for (let j = 0; j < n; j++) {
        gram[i * n + j]! += left * before[t * n + j]!;
        cross[i * n + j]! += left * after[t * n + j]!;
      }
    }
  }
  return { gram, cross };
}

/**
 * Least squares of shares on the shares before, rows on the simplex, as a quadratic program.
 *
 * @param metric - inverse covariance of a step's residuals, states × states
 */
export function shareProgram(
  { gram, cross }: ShareProducts,
  { states: n, metric }: { states: number; metric: Float64Array },
): SimplexProgram {
  const size = n * n;
  const hessian = new Float64Array(size * size);
  const linear = new Float64Array(size);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const row = i * n + j;
      for (let k = 0; k < n; k++) {
        linear[row]! += 2 * cross[i * n + k]! * metric[k * n + j]!;
        for (let m = 0; m < n; m++) {
          hessian[row * size + k * n + m] = 2 * gram[i * n + k]! * metric[j * n + m]!;
        }
      }
    }
  }
  return { hessian, linear, blocks: n, size: n };
}

/** After minus foretold, row-major, steps × states. */
export function shareResiduals(
  { states: n, before, after, weight }: ShareSteps,
  matrix: Float64Array,
): Float64Array {
  const residuals = after.slice();
  for (let t = 0; t < weight.length; t++) {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) residuals[t * n + j]! -= before[t * n + i]! * matrix[i * n + j]!;
    }
  }
  return residuals;
}

/** What a constrained regression found. */
export interface ShareRegression {
  readonly minimum: SimplexMinimum;
  readonly program: SimplexProgram;
  /** Inverse of `covariance` within shares that sum to 0. */
  readonly metric: Float64Array;
  readonly residuals: Float64Array;
  /** Covariance of the residuals of a step of weight 1. */
  readonly covariance: Float64Array;
  readonly degreesOfFreedom: number;
}

/**
 * Constrained generalised least squares in two rounds: with equal variances first, then with the covariance of the
 * residuals, which is shrunk towards that of a multinomial draw.
 */
export function regressShares(steps: ShareSteps): ShareRegression {
  const { states: n, weight } = steps;
  const products = shareProducts(steps);
  const identity = new Float64Array(n * n);
  for (let i = 0; i < n; i++) identity[i * n + i] = 1;
  const first = minimiseOnSimplices(shareProgram(products, { states: n, metric: identity }));
  const { covariance } = covarianceOf(steps, first.at);
  const program = shareProgram(products, { states: n, metric: metricOf(covariance, n) });
  const minimum = minimiseOnSimplices(program, { start: first.at });
  const found = covarianceOf(steps, minimum.at);
  // The program in units of the final covariance, so that its values are comparable with quantiles of t².
  const metric = metricOf(found.covariance, n);
  const final = shareProgram(products, { states: n, metric });
  const refined = minimiseOnSimplices(final, { start: minimum.at });
  return {
    minimum: { ...refined, iterations: first.iterations + minimum.iterations + refined.iterations },
    program: final,
    metric,
    residuals: shareResiduals(steps, refined.at),
    covariance: found.covariance,
    degreesOfFreedom: Math.max(1, weight.length - found.perEquation),
  };
}

/** Inverse within shares that sum to 0; what lies outside is never asked for. */
function metricOf(covariance: Float64Array, n: number): Float64Array {
  let trace = 0;
  for (let i = 0; i < n; i++) trace += covariance[i * n + i]!;
  return invertSymmetric(
    covariance.map((value) => value + trace / n),
    n,
  );
}

function covarianceOf(
  steps: ShareSteps,
  matrix: Float64Array,
): { covariance: Float64Array; perEquation: number } {
  const { states: n, before, weight } = steps;
  const residuals = shareResiduals(steps, matrix);
  const mean = new Float64Array(n);
  const sum = new Float64Array(n * n);
  for (let t = 0; t < weight.length; t++) {
    for (let i = 0; i < n; i++) {
      mean[i]! += before[t * n + i]! / weight.length;
      for (let j = 0; j < n; j++) {
        sum[i * n + j]! += weight[t]! * residuals[t * n + i]! * residuals[t * n + j]!;
      }
    }
  }
  let free = -n;
  for (const value of matrix) if (value > 1e-9) free++;
  const perEquation = Math.max(0, free) / (n - 1);
  const degrees = Math.max(1, weight.length - perEquation);
  let trace = 0;
  let shape = 0;
  const floor = 1e-4 / n;
  for (let i = 0; i < n; i++) {
    trace += sum[i * n + i]! / degrees;
    mean[i] = Math.max(mean[i]!, floor);
  }
  let total = 0;
  for (const value of mean) total += value;
  for (let i = 0; i < n; i++) mean[i] = mean[i]! / total;
  for (let i = 0; i < n; i++) shape += mean[i]! * (1 - mean[i]!);
  const scale = Math.max(trace, n * LEAST_DEVIATION * LEAST_DEVIATION) / shape;
  const covariance = sum.map((value, at) => {
    const i = Math.floor(at / n);
    const j = at % n;
    const multinomial = scale * ((i === j ? mean[i]! : 0) - mean[i]! * mean[j]!);
    return (value + n * multinomial) / (degrees + n);
  });
  return { covariance, perEquation };
}

import { cholesky, invertSymmetric, log, solveCholesky } from "../../math/index.js";
import { type ShareSteps, shareResiduals } from "./share-steps.js";

/** Standard deviation of a share below which residuals count as rounding. */
const LEAST_DEVIATION = 1e-5;
/** Share that a state has at least where chance is reckoned, so that it never has none. */
const LEAST_SHARE = 1e-4;

/** How the residuals of a regression of shares vary. */
export interface ShareNoise {
  readonly kind: "multinomial" | "constant";
  /** Inverse covariance of a step of weight 1, within shares that sum to 0. */
  readonly metricOf: (step: number) => Float64Array;
  readonly degreesOfFreedom: number;
}

/** The likelier of the two ways, given a matrix. */
export function likelierNoise(steps: ShareSteps, matrix: Float64Array): ShareNoise {
  const { states: n, weight } = steps;
  const residuals = shareResiduals(steps, matrix);
  let free = -n;
  for (const value of matrix) if (value > 1e-9) free++;
  free = Math.max(0, free);
  const constant = constantNoise(steps, residuals, free / (n - 1));
  const moving = multinomialNoise(steps, matrix, { residuals, free });
  const parameters = (n * (n - 1)) / 2 - 1;
  const likelier =
    moving.logLikelihood >= constant.logLikelihood - 0.5 * parameters * log(weight.length);
  return likelier ? moving.noise : constant.noise;
}

interface Judged {
  readonly noise: ShareNoise;
  readonly logLikelihood: number;
}

/** One covariance for all steps, shrunk towards that of a multinomial draw. */
function constantNoise(
  { states: n, before, weight }: ShareSteps,
  residuals: Float64Array,
  perEquation: number,
): Judged {
  const steps = weight.length;
  const mean = new Float64Array(n);
  const sum = new Float64Array(n * n);
  for (let t = 0; t < steps; t++) {
    for (let i = 0; i < n; i++) {
      mean[i]! += before[t * n + i]! / steps;
      for (let j = 0; j < n; j++) {
        sum[i * n + j]! += weight[t]! * residuals[t * n + i]! * residuals[t * n + j]!;
      }
    }
  }
  const degrees = Math.max(1, steps - perEquation);
  let trace = 0;
  for (let i = 0; i < n; i++) trace += sum[i * n + i]! / degrees;
  const shape = multinomialOf(mean);
  let spread = 0;
  for (let i = 0; i < n; i++) spread += shape[i * n + i]!;
  const scale = Math.max(trace, n * LEAST_DEVIATION * LEAST_DEVIATION) / spread;
  const covariance = sum.map((value, at) => (value + n * scale * shape[at]!) / (degrees + n));
  const metric = inverseWithin(covariance, n);
  return {
    noise: { kind: "constant", metricOf: () => metric, degreesOfFreedom: degrees },
    logLikelihood: logLikelihoodOf({ n, residuals, weight }, () => covariance),
  };
}

/** People who move one by one: the covariance of a step is that of multinomial draws from each state, times one factor. */
function multinomialNoise(
  { states: n, before, weight }: ShareSteps,
  matrix: Float64Array,
  { residuals, free }: { residuals: Float64Array; free: number },
): Judged {
  const steps = weight.length;
  const chance = Array.from({ length: n }, (_, i) =>
    multinomialOf(matrix.subarray(i * n, (i + 1) * n)),
  );
  const shapes: Float64Array[] = [];
  const metrics: Float64Array[] = [];
  let squares = 0;
  let spread = 0;
  for (let t = 0; t < steps; t++) {
    const shape = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let at = 0; at < n * n; at++) shape[at]! += before[t * n + i]! * chance[i]![at]!;
    }
    const metric = inverseWithin(shape, n);
    squares += weight[t]! * quadratic(metric, residuals.subarray(t * n, (t + 1) * n));
    for (let j = 0; j < n; j++) spread += shape[j * n + j]! / steps;
    shapes.push(shape);
    metrics.push(metric);
  }
  const degreesOfFreedom = Math.max(1, steps * (n - 1) - free);
  const factor = Math.max(
    squares / degreesOfFreedom,
    (n * LEAST_DEVIATION * LEAST_DEVIATION) / spread,
  );
  const scaled = metrics.map((metric) => metric.map((value) => value / factor));
  return {
    noise: { kind: "multinomial", metricOf: (step) => scaled[step]!, degreesOfFreedom },
    logLikelihood: logLikelihoodOf({ n, residuals, weight }, (step) =>
      shapes[step]!.map((value) => value * factor),
    ),
  };
}

/** Covariance of one draw from shares, none of which is 0. */
function multinomialOf(shares: Float64Array): Float64Array {
  const n = shares.length;
  const kept = shares.map((share) => Math.max(share, LEAST_SHARE));
  let total = 0;
  for (let i = 0; i < n; i++) total += kept[i]!;
  return Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return (i === j ? kept[i]! / total : 0) - (kept[i]! * kept[j]!) / (total * total);
  });
}

/** Inverse within shares that sum to 0; what lies outside is never asked for. */
function inverseWithin(covariance: Float64Array, n: number): Float64Array {
  let trace = 0;
  for (let i = 0; i < n; i++) trace += covariance[i * n + i]!;
  return invertSymmetric(
    covariance.map((value) => value + trace / n),
    n,
  );
}

function quadratic(metric: Float64Array, x: Float64Array): number {
  const n = x.length;
  let total = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) total += x[i]! * metric[i * n + j]! * x[j]!;
  return total;
}

/** Normal log-likelihood of all shares but the last, without its constant. */
function logLikelihoodOf(
  { n, residuals, weight }: { n: number; residuals: Float64Array; weight: Float64Array },
  covarianceOf: (step: number) => Float64Array,
): number {
  const m = n - 1;
  let total = 0;
  for (let t = 0; t < weight.length; t++) {
    const covariance = covarianceOf(t);
    const part = Float64Array.from(
      { length: m * m },
      (_, at) => covariance[Math.floor(at / m) * n + (at % m)]! / weight[t]!,
    );
    const factor = cholesky(part, m);
    const residual = residuals.subarray(t * n, t * n + m);
    const solved = solveCholesky(factor, m, residual);
    for (let i = 0; i < m; i++) {
      total -= log(factor[i * m + i]!) + 0.5 * residual[i]! * solved[i]!;
    }
  }
  return total;
}

import { minimiseOnSimplices, type SimplexMinimum, type SimplexProgram } from "../../math/index.js";
import { likelierNoise } from "./share-noise.js";
import { type ShareSteps, shareResiduals } from "./share-steps.js";

/**
 * Least squares of shares on the shares before, rows on the simplex, as a quadratic program.
 *
 * @param metricOf - inverse covariance of the residuals of a step of weight 1, states × states; steps that share one
 * should get the same array
 */
export function shareProgram(
  { states: n, before, after, weight }: ShareSteps,
  metricOf: (step: number) => Float64Array,
): SimplexProgram {
  const size = n * n;
  const hessian = new Float64Array(size * size);
  const linear = new Float64Array(size);
  let gram = new Float64Array(size);
  const add = (metric: Float64Array) => {
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < n; k++) {
        const product = 2 * gram[i * n + k]!;
        for (let j = 0; j < n; j++) {
          const row = (i * n + j) * size + k * n;
          for (let m = 0; m < n; m++) hessian[row + m]! += product * metric[j * n + m]!;
        }
      }
    }
  };
  // Steps of one metric after another are summed before they are multiplied.
  for (let t = 0; t < weight.length; t++) {
    const metric = metricOf(t);
    for (let i = 0; i < n; i++) {
      const left = weight[t]! * before[t * n + i]!;
      for (let j = 0; j < n; j++) {
        gram[i * n + j]! += left * before[t * n + j]!;
        for (let k = 0; k < n; k++) {
          linear[i * n + j]! += 2 * left * after[t * n + k]! * metric[k * n + j]!;
        }
      }
    }
    if (t + 1 === weight.length || metricOf(t + 1) !== metric) {
      add(metric);
      gram = new Float64Array(size);
    }
  }
  return { hessian, linear, blocks: n, size: n };
}

/** What a constrained regression found. */
export interface ShareRegression {
  readonly minimum: SimplexMinimum;
  readonly program: SimplexProgram;
  readonly metricOf: (step: number) => Float64Array;
  readonly residuals: Float64Array;
  /** Whether residuals vary as those of people who move one by one, or with one covariance. */
  readonly noise: "multinomial" | "constant";
  readonly degreesOfFreedom: number;
  /** Root of the mean squared residual of each share. */
  readonly deviation: readonly number[];
}

/**
 * Constrained generalised least squares: with equal variances first, then weighed by how the residuals vary.
 *
 * Two ways are tried and the likelier is taken (by BIC): as people who move one by one by the matrix found first, whose
 * chance depends on where they are; or with one covariance for all steps.
 *
 * @see MacRae, Estimation of time-varying Markov processes with aggregate data, Econometrica 45 (1977)
 */
export function regressShares(steps: ShareSteps): ShareRegression {
  const { states: n, weight } = steps;
  const identity = new Float64Array(n * n);
  for (let i = 0; i < n; i++) identity[i * n + i] = 1;
  const program = shareProgram(steps, () => identity);
  const first = minimiseOnSimplices(program);
  let noise = likelierNoise(steps, first.at);
  const second = minimiseOnSimplices(shareProgram(steps, noise.metricOf), { start: first.at });
  noise = likelierNoise(steps, second.at);
  const final = shareProgram(steps, noise.metricOf);
  const minimum = minimiseOnSimplices(final, { start: second.at });
  const residuals = shareResiduals(steps, minimum.at);
  return {
    minimum: {
      ...minimum,
      iterations: first.iterations + second.iterations + minimum.iterations,
    },
    program: final,
    metricOf: noise.metricOf,
    residuals,
    noise: noise.kind,
    degreesOfFreedom: noise.degreesOfFreedom,
    deviation: Array.from({ length: n }, (_, j) => {
      let squares = 0;
      for (let t = 0; t < weight.length; t++)
        squares += residuals[t * n + j]! * residuals[t * n + j]!;
      return Math.sqrt(squares / weight.length);
    }),
  };
}

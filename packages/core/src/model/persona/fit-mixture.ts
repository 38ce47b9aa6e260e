import { log } from "../../math/index.js";
import { expectMaximise, mixtureOfLabels } from "./expect-maximise.js";
import {
  type CovarianceFamily,
  countParameters,
  type GaussianMixture,
  type Regularisation,
  type UniformNoise,
} from "./gaussian-mixture.js";
import { columnMeans, columnVariances, type Points } from "./points.js";

/** A mixture that expectation-maximisation has come to rest at. */
export interface MixtureFit {
  readonly mixture: GaussianMixture;
  readonly k: number;
  readonly family: CovarianceFamily;
  readonly logLikelihood: number;
  /** Bayesian information criterion, -2 ln L + parameters × ln rows: lower is better. */
  readonly bic: number;
  readonly iterations: number;
  readonly converged: boolean;
  /** Component of highest density of each row; k is noise. */
  readonly labels: Int32Array;
}

/**
 * Steps of expectation and maximisation until the log-likelihood rests.
 *
 * @param options.tolerance - gain of log-likelihood per row below which it rests
 * @see Dempster, Laird and Rubin, Maximum likelihood from incomplete data via the EM algorithm, JRSS B 39 (1977)
 * @see Schwarz, Estimating the dimension of a model, Annals of Statistics 6 (1978), for the criterion
 */
export function runMixture(
  points: Points,
  start: GaussianMixture,
  {
    regularisation,
    tolerance = 1e-6,
    most = 500,
  }: { regularisation: Regularisation; tolerance?: number; most?: number },
): MixtureFit {
  const labels = new Int32Array(points.rows);
  let mixture = start;
  let reached = -Infinity;
  let iterations = 0;
  let converged = false;
  while (iterations < most) {
    iterations++;
    const { logLikelihood, next } = expectMaximise(points, mixture, regularisation, labels);
    const gain = logLikelihood - reached;
    reached = logLikelihood;
    if (gain < tolerance * points.rows) {
      converged = true;
      break;
    }
    mixture = next;
  }
  return { ...describe(points, mixture, reached), iterations, converged, labels };
}

/** Mixture of a partition, carried to rest. */
export function fitMixture(
  points: Points,
  labels: ArrayLike<number>,
  {
    k,
    family,
    regularisation,
    noise = null,
    ...rest
  }: {
    k: number;
    family: CovarianceFamily;
    regularisation: Regularisation;
    noise?: UniformNoise | null;
    tolerance?: number;
    most?: number;
  },
): MixtureFit {
  const start = mixtureOfLabels(points, labels, { k, family, regularisation, noise });
  return runMixture(points, start, { regularisation, ...rest });
}

function describe(points: Points, mixture: GaussianMixture, logLikelihood: number) {
  const k = mixture.weights.length;
  const { family, columns, noise } = mixture;
  const parameters = countParameters(family, { k, columns, noise: noise !== null });
  const bic = -2 * logLikelihood + parameters * log(points.rows);
  return { mixture, k, family, logLikelihood, bic };
}

/** Least variance as share of the whole, where nothing else is known. */
const LEAST = 1e-6;
/** Share of equal values from which they are a lump of their own rather than part of a density. */
const LUMP = 0.2;

/**
 * Least variances: a hair for all; a twelfth of the squared step for rounded values; more where many values are the same, so
 * that no component collapses onto them.
 */
export function regularise(points: Points): Regularisation {
  const { values, rows, columns } = points;
  const variances = columnVariances(points, columnMeans(points));
  const floors = new Float64Array(columns);
  const column = new Float64Array(rows);
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < rows; i++) column[i] = values[i * columns + j]!;
    column.sort();
    let longest = 1;
    const steps: number[] = [];
    for (let i = 1, run = 1; i < rows; i++) {
      run = column[i] === column[i - 1] ? run + 1 : 1;
      longest = Math.max(longest, run);
      if (run === 1) steps.push(column[i]! - column[i - 1]!);
    }
    steps.sort((a, b) => a - b);
    const step = steps.length < rows / 2 ? (steps[Math.floor(steps.length / 2)] ?? 0) : 0;
    const lump = longest > LUMP * rows ? 0.0025 : 0;
    floors[j] =
      Math.max(LEAST, lump) * variances[j]! + Math.min((step * step) / 12, 0.01 * variances[j]!);
  }
  return { floors, variances };
}

import { choleskyJittered, invertFromCholesky, logistic } from "../../math/index.js";
import { longRunSquares } from "./long-run.js";
import { cellCurvature, type ShareParameters } from "./share-likelihood.js";
import {
  type Eliminated,
  eliminate,
  misfitOf,
  reduce,
  type ScoringContext,
  type ScoringState,
  type SharedPrior,
  sharedIndex,
} from "./share-scoring.js";

/** A fitted share model. */
export interface ShareModel extends ShareParameters {
  /** Posterior covariance of the shared parameters, row-major. */
  readonly covariance: Float64Array;
  /** Standard error of each cell's intercepts, given the shared parameters' uncertainty. */
  readonly interceptErrors: readonly Float64Array[];
  /** Mean squared departure of a share beyond sampling, over x(1 - x): lower is better whatever the weights. */
  readonly misfit: number;
  /** Pearson's chi-square over its degrees of freedom: 1 where the noise is as assumed. */
  readonly dispersion: number;
  readonly rows: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/** Standard errors and diagnostics of where the fit ended. */
export function describe(
  context: ScoringContext,
  state: ScoringState,
  { iterations, converged }: { iterations: number; converged: boolean },
): ShareModel {
  const { panel, prior, until, centres } = context;
  const k = panel.regressors.length;
  const size = k + panel.personas.length;
  const n = panel.brands.length;
  const eliminated = centres.map((centre, c) => eliminate(state, { cell: c, centre }));
  const { information } = reduce(panel, { state, eliminated, prior });
  const rows = state.curvatures.reduce((sum, cell) => sum + cell.rows, 0);
  const freedom = Math.max(1, rows * (n - 1) - panel.cells.length * (n - 1) - size);
  const chiSquared = state.curvatures.reduce((sum, cell) => sum + cell.chiSquared, 0);
  const dispersion = Math.max(1, chiSquared / freedom);
  const covariance = sharedCovariance({ information, prior, dispersion, size });
  const scores = sharedScores(context, state, { eliminated, until });
  widen(covariance, { information, scores, size });
  const interceptErrors = panel.cells.map((cell, c) => {
    const { factor, between } = eliminated[c]!;
    const m = 2 * (n - 1);
    const own = invertFromCholesky(factor, m);
    const index = sharedIndex(k, cell.kind);
    return Float64Array.from({ length: n - 1 }, (_, a) => {
      let variance = dispersion * own[a * (m + 1)]!;
      for (let b = 0; b <= k; b++) {
        for (let e = 0; e <= k; e++) {
          variance +=
            between[a * (k + 1) + b]! *
            covariance[index(b) * size + index(e)]! *
            between[a * (k + 1) + e]!;
        }
      }
      return Math.sqrt(variance);
    });
  });
  return {
    intercepts: state.intercepts,
    starts: state.starts,
    slopes: state.slopes,
    habitLogit: state.habitLogit,
    lag: state.lag,
    noise: state.noise,
    covariance,
    interceptErrors,
    misfit: misfitOf(state),
    dispersion,
    rows,
    iterations,
    converged,
  };
}

/** Inverse of the information, the data's part of it scaled down by the dispersion. */
function sharedCovariance({
  information,
  prior,
  dispersion,
  size,
}: {
  information: Float64Array;
  prior: SharedPrior;
  dispersion: number;
  size: number;
}): Float64Array {
  const scaled = information.map((value, i) => {
    const precision = i % (size + 1) === 0 ? prior.precision[Math.floor(i / size)]! : 0;
    return (value - precision) / dispersion + precision;
  });
  return invertFromCholesky(choleskyJittered(scaled, size).factor, size);
}

/** Scores of the shared parameters by period, summed over cells, each cell's own parameters profiled out. */
function sharedScores(
  { panel }: ScoringContext,
  state: ScoringState,
  { eliminated, until }: { eliminated: readonly Eliminated[]; until: number },
): Float64Array[] {
  const k = panel.regressors.length;
  const size = k + panel.personas.length;
  const byPeriod = Array.from({ length: panel.periods }, () => new Float64Array(size));
  panel.cells.forEach((cell, c) => {
    const { between } = eliminated[c]!;
    const index = sharedIndex(k, cell.kind);
    cellCurvature(
      { panel, cell },
      {
        intercepts: state.intercepts[c]!,
        start: state.starts[c]!,
        habit: logistic(state.habitLogit[cell.kind]!),
        parameters: state,
        until: Math.min(cell.people.length, Math.max(0, until - cell.first)),
        visit(period, own, shared) {
          const sums = byPeriod[period]!;
          for (let a = 0; a <= k; a++) {
            let value = shared[a]!;
            for (let i = 0; i < own.length; i++) value -= between[i * (k + 1) + a]! * own[i]!;
            sums[index(a)] = sums[index(a)]! + value;
          }
        },
      },
    );
  });
  return byPeriod;
}

/** Widens a covariance, parameter by parameter, to Driscoll and Kraay's where that is larger. */
function widen(
  covariance: Float64Array,
  {
    information,
    scores,
    size,
  }: { information: Float64Array; scores: readonly Float64Array[]; size: number },
): void {
  const used = scores.filter((score) => score.some((value) => value !== 0));
  const periods = used.length;
  if (periods < 2 * size + 10) return;
  const bread = invertFromCholesky(choleskyJittered(information, size).factor, size);
  const influence = used.map((score) => times(bread, score, size));
  const correction = periods / (periods - size);
  const factors = Float64Array.from({ length: size }, (_, i) => {
    const variance = longRunSquares(influence.map((value) => value[i]!));
    const own = covariance[i * (size + 1)]!;
    return Math.sqrt(Math.max(1, (correction * variance) / own));
  });
  for (let a = 0; a < size; a++) {
    for (let b = 0; b < size; b++) {
      covariance[a * size + b] = covariance[a * size + b]! * factors[a]! * factors[b]!;
    }
  }
}

function times(matrix: Float64Array, vector: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += matrix[i * n + j]! * vector[j]!;
    out[i] = sum;
  }
  return out;
}

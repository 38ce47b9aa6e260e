import { choleskyJittered, log, logistic, solveCholesky } from "../../math/index.js";
import type { Panel, PanelCell } from "./panel.js";
import {
  type CellCurvature,
  cellCurvature,
  cellLogLikelihood,
  type ShareParameters,
} from "./share-likelihood.js";

/** Normal prior of each shared parameter (slopes, then the log odds of each persona's habit). */
export interface SharedPrior {
  readonly mean: Float64Array;
  readonly precision: Float64Array;
}

/** Standard deviations of the priors that hold a cell's utilities near those of its own mean shares. */
const INTERCEPT_SPREAD = 3;
const START_SPREAD = 1;

/** Where a fit stands. */
export interface ScoringState extends ShareParameters {
  readonly objective: number;
  readonly curvatures: readonly CellCurvature[];
}

/** What stays the same through a fit. */
export interface ScoringContext {
  readonly panel: Panel;
  readonly prior: SharedPrior;
  readonly until: number;
  readonly centres: readonly Float64Array[];
}

/** Log of the mean shares, less the last brand's; a brand never seen counts half a person. */
export function meanLogShares(
  panel: Panel,
  { cell, until }: { cell: Panel["cells"][number]; until: number },
): Float64Array {
  const n = panel.brands.length;
  const sums = new Float64Array(n).fill(0.5);
  const rows = Math.min(cell.people.length, Math.max(0, until - cell.first));
  for (let t = 0; t < rows; t++) {
    for (let j = 0; j < n; j++) sums[j] = sums[j]! + cell.people[t]! * cell.share[t * n + j]!;
  }
  const last = log(sums[n - 1]!);
  return sums.map((sum) => log(sum) - last);
}

/** Moment estimate of the scatter beyond sampling; below 0 by chance alone. */
export function misfitOf({ curvatures }: ScoringState): number {
  let excess = 0;
  let rows = 0;
  for (const cell of curvatures) {
    excess += cell.excess;
    rows += cell.rows;
  }
  return rows > 0 ? excess / rows : 0;
}

/** Parameters with the curvature of the penalised likelihood there. */
export function curve(context: ScoringContext, parameters: ShareParameters): ScoringState {
  const { panel, until } = context;
  const curvatures = panel.cells.map((cell, c) =>
    cellCurvature(
      { panel, cell },
      { ...ownOf(parameters, cell, c), parameters, until: rowsUntil(cell, until) },
    ),
  );
  return { ...parameters, objective: objectiveOf(context, parameters), curvatures };
}

const rowsUntil = (cell: PanelCell, until: number) =>
  Math.min(cell.people.length, Math.max(0, until - cell.first));

/** A cell's own part of the parameters. */
const ownOf = (parameters: ShareParameters, cell: PanelCell, c: number) => ({
  intercepts: parameters.intercepts[c]!,
  start: parameters.starts[c]!,
  habit: logistic(parameters.habitLogit[cell.kind]!),
});

/** Penalised quasi-log-likelihood. */
function objectiveOf(
  { panel, prior, until, centres }: ScoringContext,
  parameters: ShareParameters,
): number {
  let objective = 0;
  panel.cells.forEach((cell, c) => {
    const own = ownOf(parameters, cell, c);
    objective += cellLogLikelihood(
      { panel, cell },
      { ...own, parameters, until: rowsUntil(cell, until) },
    );
    for (let j = 0; j < own.intercepts.length - 1; j++) {
      const centre = centres[c]![j]!;
      objective -= squared((own.intercepts[j]! - centre) / INTERCEPT_SPREAD) / 2;
      objective -= squared((own.start[j]! - centre) / START_SPREAD) / 2;
    }
  });
  sharedValues(parameters).forEach((value, i) => {
    objective -= (prior.precision[i]! * squared(value - prior.mean[i]!)) / 2;
  });
  return objective;
}

const squared = (x: number) => x * x;

const sharedValues = ({ slopes, habitLogit }: ShareParameters): number[] => [
  ...slopes,
  ...habitLogit,
];

/** Where the shared parameters of a cell stand among all: the slopes, then its persona's habit. */
export const sharedIndex = (slopes: number, kind: number) => (a: number) =>
  a < slopes ? a : slopes + kind;

/** One step of Fisher scoring, at most `longest` of it, halved until the objective rises. */
export function improve(
  context: ScoringContext,
  state: ScoringState,
  { longest = 1 }: { readonly longest?: number } = {},
): ScoringState {
  const { panel, prior, centres } = context;
  const k = panel.regressors.length;
  const size = k + panel.personas.length;
  const eliminated = centres.map((centre, c) => eliminate(state, { cell: c, centre }));
  const { information, score } = reduce(panel, { state, eliminated, prior });
  const { factor } = choleskyJittered(information, size);
  const step = solveCholesky(factor, size, score);
  const own = panel.cells.map((cell, c) => {
    const { solved, between } = eliminated[c]!;
    const index = sharedIndex(k, cell.kind);
    return solved.map((value, a) => {
      let moved = value;
      for (let b = 0; b <= k; b++) moved -= between[a * (k + 1) + b]! * step[index(b)]!;
      return moved;
    });
  });
  for (let length = longest; length > 1e-4; length /= 2) {
    const next = {
      intercepts: state.intercepts.map((intercepts, c) =>
        stepped(intercepts, { step: own[c]!, length, from: 0 }),
      ),
      starts: state.starts.map((start, c) =>
        stepped(start, { step: own[c]!, length, from: start.length - 1 }),
      ),
      slopes: state.slopes.map((value, i) => value + length * step[i]!),
      habitLogit: state.habitLogit.map((value, i) => value + length * step[k + i]!),
      lag: state.lag,
      noise: state.noise,
    };
    if (objectiveOf(context, next) >= state.objective) return curve(context, next);
  }
  return state;
}

/** Utilities moved along a step of all but the last. */
const stepped = (
  utilities: Float64Array,
  { step, length, from }: { step: Float64Array; length: number; from: number },
): Float64Array =>
  utilities.map((value, j) =>
    j < utilities.length - 1 ? value + length * step[from + j]! : value,
  );

/** A cell's own parameters solved for: `A⁻¹ g` and `A⁻¹ B`, with the factor of A. */
export interface Eliminated {
  readonly factor: Float64Array;
  readonly solved: Float64Array;
  readonly between: Float64Array;
}

export function eliminate(
  state: ScoringState,
  { cell, centre }: { cell: number; centre: Float64Array },
): Eliminated {
  const { own, ownScore, between } = state.curvatures[cell]!;
  const m = ownScore.length;
  const k = between.length / m;
  const half = m / 2;
  const current = Float64Array.from({ length: m }, (_, a) =>
    a < half ? state.intercepts[cell]![a]! : state.starts[cell]![a - half]!,
  );
  const precision = (a: number) => 1 / squared(a < half ? INTERCEPT_SPREAD : START_SPREAD);
  const matrix = own.map((value, i) =>
    i % (m + 1) === 0 ? value + precision(i / (m + 1)) : value,
  );
  const { factor } = choleskyJittered(matrix, m);
  const solved = solveCholesky(
    factor,
    m,
    ownScore.map((value, a) => value - precision(a) * (current[a]! - centre[a % half]!)),
  );
  const out = new Float64Array(m * k);
  for (let b = 0; b < k; b++) {
    const column = solveCholesky(
      factor,
      m,
      Float64Array.from({ length: m }, (_, a) => between[a * k + b]!),
    );
    for (let a = 0; a < m; a++) out[a * k + b] = column[a]!;
  }
  return { factor, solved, between: out };
}

/** Information and score of the shared parameters with the intercepts profiled out, prior included. */
export function reduce(
  panel: Panel,
  {
    state,
    eliminated,
    prior,
  }: { state: ScoringState; eliminated: readonly Eliminated[]; prior: SharedPrior },
): { information: Float64Array; score: Float64Array } {
  const k = panel.regressors.length;
  const size = k + panel.personas.length;
  const information = new Float64Array(size * size);
  const score = new Float64Array(size);
  panel.cells.forEach((cell, c) => {
    const { shared, sharedScore, between, ownScore } = state.curvatures[c]!;
    const { between: solved, solved: own } = eliminated[c]!;
    const index = sharedIndex(k, cell.kind);
    const m = ownScore.length;
    for (let a = 0; a <= k; a++) {
      let pull = sharedScore[a]!;
      for (let i = 0; i < m; i++) pull -= between[i * (k + 1) + a]! * own[i]!;
      score[index(a)] = score[index(a)]! + pull;
      for (let b = 0; b <= k; b++) {
        let value = shared[a * (k + 1) + b]!;
        for (let i = 0; i < m; i++) {
          value -= between[i * (k + 1) + a]! * solved[i * (k + 1) + b]!;
        }
        const at = index(a) * size + index(b);
        information[at] = information[at]! + value;
      }
    }
  });
  sharedValues(state).forEach((value, i) => {
    information[i * (size + 1)] = information[i * (size + 1)]! + prior.precision[i]!;
    score[i] = score[i]! - prior.precision[i]! * (value - prior.mean[i]!);
  });
  return { information, score };
}

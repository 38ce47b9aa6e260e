import { CoreError } from "../../error.js";
import { symmetricEigen } from "../../math/index.js";
import type { Reason } from "../../schema/verdict.js";
import type { FitOptions } from "../fit-progress.js";
import { bandsOf } from "./long-run-band.js";
import { asRows } from "./rows.js";
import { bootstrapMatrices, profileBands } from "./share-band.js";
import { regressShares } from "./share-regression.js";
import { readShareSteps, type SharePath, type ShareSteps } from "./share-steps.js";
import { closedClasses, longRunShares } from "./stationary.js";
import type { ShareTransitionModel } from "./transition-model.js";

/** What a fit from shares can be told. */
export interface ShareTransitionOptions extends FitOptions {
  /** Names of the states; `state 1`, `state 2` … unless told. */
  readonly states?: readonly string[];
  /** People behind each period, which weigh the steps; one list, or one for each path. */
  readonly counts?: readonly number[] | readonly (readonly number[])[];
  /** Coverage of the intervals; 0.95 unless told. */
  readonly level?: number;
}

/** Mean width of the intervals from which the shares tell little of the matrix. */
const WIDE = 0.5;
/** Eigenvalue of the shares' products, relative to the largest, below which a direction was not seen. */
const UNSEEN = 1e-9;
const DRAWS = 100;
const MOST_NUMBERS = 4000;

/**
 * Fits transitions to share paths alone, by least squares with rows on the simplex.
 *
 * @remarks Shares tell of the matrix only as far as they move: where they stay near the long run many matrices fit, and
 * the intervals say so. The shares must be those of the people themselves; sampling noise of a survey in them pulls the
 * matrix towards its long-run shares. One matrix holds for all paths and periods.
 * @param shares - one path (periods × states), or several; a missing period is null
 * @throws CoreError `too_few_rows` below two steps, `no_variation` with one state, `not_finite`, `out_of_range`, `invalid_input`
 * @see Lee, Judge and Zellner, Estimating the Parameters of the Markov Probability Model from Aggregate Time Series Data (1970)
 */
export function fitTransitionsFromShares(
  shares: SharePath | readonly SharePath[],
  options: ShareTransitionOptions = {},
): ShareTransitionModel {
  const { level = 0.95, seed = 0, onProgress } = options;
  if (!(level > 0 && level < 1)) {
    throw new CoreError("out_of_range", `level ${level}, expected between 0 and 1`);
  }
  const steps = readShareSteps(pathsOf(shares), countsOf(options.counts));
  const n = steps.states;
  const states = options.states ?? Array.from({ length: n }, (_, i) => `state ${i + 1}`);
  if (states.length !== n || new Set(states).size !== n) {
    throw new CoreError(
      "invalid_input",
      `states: found ${states.length} names, expected ${n} different ones`,
    );
  }
  onProgress?.({ stage: "regression", done: 0 });
  const regression = regressShares(steps);
  const matrix = regression.minimum.at;
  const { lower, upper } = profileBands(regression, {
    level,
    onEntry: (share) => onProgress?.({ stage: "intervals", done: 0.1 + 0.6 * share }),
  });
  onProgress?.({ stage: "bootstrap", done: 0.7 });
  const count = Math.max(20, Math.min(DRAWS, Math.floor(MOST_NUMBERS / (n * n))));
  const draws = bootstrapMatrices(steps, regression, { draws: count, seed });
  const start = lastShares(steps);
  const longRun = longRunShares(tidy(matrix, n), { states: n, start });
  const bands = bandsOf(
    draws.map((draw) => longRunShares(tidy(draw, n), { states: n, start })),
    level,
  );
  onProgress?.({ stage: "done", done: 1 });
  return {
    kind: "share-transitions",
    version: 1,
    method: "constrained generalised least squares on shares; intervals by profile likelihood",
    states: [...states],
    level,
    matrix: asRows(tidy(matrix, n), n),
    lower: asRows(lower, n),
    upper: asRows(upper, n),
    shares: meanShares(steps),
    stationary: [...longRun],
    stationaryLower: bands.map(([low], i) => Math.min(low, longRun[i]!)),
    stationaryUpper: bands.map(([, high], i) => Math.max(high, longRun[i]!)),
    steps: steps.weight.length,
    paths: steps.paths,
    residualDeviation: [...regression.deviation],
    noise: regression.noise,
    identified: asRows(
      lower.map((low, at) => Math.min(1, Math.max(0, 1 - (upper[at]! - low)))),
      n,
    ),
    draws: draws.map((draw) => asRows(tidy(draw, n), n)),
    iterations: regression.minimum.iterations,
    converged: regression.minimum.converged,
    weaknesses: weaknessesOf(steps, {
      matrix,
      lower,
      upper,
      converged: regression.minimum.converged,
    }),
  };
}

/** One path is told from several by what its first row holds. */
function pathsOf(shares: SharePath | readonly SharePath[]): readonly SharePath[] {
  const row = (shares as readonly (readonly unknown[] | null)[]).find((each) => each !== null);
  if (row === undefined)
    throw new CoreError("too_few_rows", "found no period, expected two or more");
  return row.some((each) => each === null || Array.isArray(each))
    ? (shares as readonly SharePath[])
    : [shares as SharePath];
}

function countsOf(
  counts: ShareTransitionOptions["counts"],
): readonly (readonly number[])[] | undefined {
  if (counts === undefined) return undefined;
  return Array.isArray(counts[0])
    ? (counts as readonly (readonly number[])[])
    : [counts as readonly number[]];
}

/** Rows that sum to 1 again after rounding, entries of rounding size at 0. */
function tidy(matrix: Float64Array, n: number): Float64Array {
  const found = matrix.map((value) => (value < 1e-10 ? 0 : value));
  for (let i = 0; i < n; i++) {
    let total = 0;
    for (let j = 0; j < n; j++) total += found[i * n + j]!;
    for (let j = 0; j < n; j++) found[i * n + j] = found[i * n + j]! / total;
  }
  return found;
}

function lastShares({ states: n, after, weight }: ShareSteps): Float64Array {
  return after.slice((weight.length - 1) * n);
}

function meanShares({ states: n, before, weight }: ShareSteps): number[] {
  const mean = new Array<number>(n).fill(0);
  before.forEach((share, at) => {
    mean[at % n]! += share / weight.length;
  });
  return mean;
}

function weaknessesOf(
  steps: ShareSteps,
  {
    matrix,
    lower,
    upper,
    converged,
  }: { matrix: Float64Array; lower: Float64Array; upper: Float64Array; converged: boolean },
): Reason[] {
  const { states: n, distinct, weight } = steps;
  const found: Reason[] = [];
  const { values } = symmetricEigen(gramOf(steps), n);
  const largest = values.reduce((most, value) => Math.max(most, value), 0);
  const seen = values.filter((value) => value > UNSEEN * largest).length;
  if (seen < n) {
    found.push({
      code: "shares_move_too_little",
      values: { directions: seen, states: n, distinct },
    });
  }
  let width = 0;
  for (let at = 0; at < n * n; at++) width += (upper[at]! - lower[at]!) / (n * n);
  if (width > WIDE) found.push({ code: "weakly_identified", values: { meanWidth: width } });
  if (weight.length < n * (n - 1)) {
    found.push({ code: "few_steps", values: { found: weight.length, wanted: n * (n - 1) } });
  }
  const classes = closedClasses(tidy(matrix, n), n).length;
  if (classes > 1) found.push({ code: "long_run_depends_on_start", values: { classes } });
  if (!converged)
    found.push({ code: "not_converged", values: { model: "constrained least squares" } });
  return found;
}

/** Σ w x x' of the shares before. */
function gramOf({ states: n, before, weight }: ShareSteps): Float64Array {
  const gram = new Float64Array(n * n);
  for (let t = 0; t < weight.length; t++) {
    for (let i = 0; i < n; i++) {
      const left = weight[t]! * before[t * n + i]!;
      for (let j = 0; j < n; j++) gram[i * n + j]! += left * before[t * n + j]!;
    }
  }
  return gram;
}

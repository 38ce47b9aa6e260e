import { log } from "../../math/index.js";
import type { Panel, PanelCell } from "./panel.js";
import { followPath } from "./share-path.js";

/** Everything that the share model estimates. */
export interface ShareParameters {
  /** Per cell of the panel: utility per brand, the last 0. */
  readonly intercepts: readonly Float64Array[];
  /** Per cell: utilities that give its first shares, the last 0. */
  readonly starts: readonly Float64Array[];
  readonly slopes: Float64Array;
  /** Per persona: log odds of repeating a brand. */
  readonly habitLogit: Float64Array;
  readonly lag: number;
  /** Variance of a share beyond sampling, over x(1 - x). */
  readonly noise: number;
}

/** Curvature of a cell's quasi-likelihood, its own parameters kept apart from what cells share. */
export interface CellCurvature {
  /** Score, information: own (intercepts and start, but their last), shared by (slopes, then the habit of the cell's persona), and between. */
  readonly ownScore: Float64Array;
  readonly sharedScore: Float64Array;
  readonly own: Float64Array;
  readonly shared: Float64Array;
  readonly between: Float64Array;
  /** Σ (y - x)² / x over observed rows, and how many terms. */
  readonly chiSquared: number;
  readonly excess: number;
  readonly rows: number;
}

/** A share is never taken to be less likely than this. */
const LEAST_SHARE = 1e-9;
/** People below this share make no reliable contribution to a chi-square. */
const LEAST_FOR_SQUARES = 1e-4;

/** Observations that a row of `people` is worth when shares scatter by `noise` beyond sampling. */
export const effectivePeople = (people: number, noise: number): number =>
  people === 0 ? 0 : people / (1 + people * noise);

/** Score of one observed period: its own parameters' part and the shared ones'. */
export type ScoreVisit = (period: number, own: Float64Array, shared: Float64Array) => void;

/**
 * Quasi-multinomial likelihood of one cell and its expected curvature.
 *
 * @param options.until - periods of the cell that count, from its first
 * @param options.visit - sees each observation's score, for robust errors
 */
export function cellCurvature(
  { panel, cell }: { panel: Panel; cell: PanelCell },
  {
    intercepts,
    start,
    habit,
    parameters,
    until,
    visit,
  }: {
    intercepts: Float64Array;
    start: Float64Array;
    habit: number;
    parameters: ShareParameters;
    until: number;
    visit?: ScoreVisit;
  },
): CellCurvature {
  const n = panel.brands.length;
  const m = 2 * (n - 1);
  const k = panel.regressors.length + 1;
  const width = m + k;
  const information = new Float64Array(width * width);
  const score = new Float64Array(width);
  const point = new Float64Array(width);
  const pull = new Float64Array(n);
  const heft = new Float64Array(n);
  const weighted = new Float64Array(n);
  const { slopes, lag, noise } = parameters;
  let chiSquared = 0;
  let excess = 0;
  let rows = 0;
  followPath(
    { panel, cell },
    {
      intercepts,
      start,
      slopes,
      habit,
      lag,
      derivatives: true,
      until,
      visit(t, { share, slope }) {
        const people = cell.people[t]!;
        if (people === 0) return;
        const weight = effectivePeople(people, noise);
        rows++;
        let squares = 0;
        for (let j = 0; j < n; j++) {
          const x = Math.max(LEAST_SHARE, share[j]!);
          const y = cell.share[t * n + j]!;
          squares += ((y - x) * (y - x)) / Math.max(LEAST_FOR_SQUARES, x);
          pull[j] = (weight * (y - x)) / x;
          heft[j] = weight / x;
        }
        addPoint(information, point, { slope, pull, heft, weighted });
        for (let a = 0; a < width; a++) score[a] = score[a]! + point[a]!;
        chiSquared += weight * squares;
        excess += squares / (n - 1) - 1 / people;
        visit?.(cell.first + t, point.subarray(0, m), point.subarray(m));
      },
    },
  );
  return {
    ownScore: score.slice(0, m),
    sharedScore: score.slice(m),
    ...blocks(information, m, k),
    chiSquared,
    excess,
    rows,
  };
}

/** Adds one observation's information (lower triangle) and sets `point` to its score. */
function addPoint(
  information: Float64Array,
  point: Float64Array,
  { slope, pull, heft, weighted }: Record<"slope" | "pull" | "heft" | "weighted", Float64Array>,
): void {
  const n = heft.length;
  const width = point.length;
  for (let a = 0; a < width; a++) {
    let score = 0;
    for (let j = 0; j < n; j++) {
      const value = slope[a * n + j]!;
      weighted[j] = heft[j]! * value;
      score += pull[j]! * value;
    }
    point[a] = score;
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let j = 0, at = b * n; j < n; j++, at++) sum += weighted[j]! * slope[at]!;
      information[a * width + b] = information[a * width + b]! + sum;
    }
  }
}

/** Quasi-multinomial log-likelihood of one cell alone. */
export function cellLogLikelihood(
  { panel, cell }: { panel: Panel; cell: PanelCell },
  {
    intercepts,
    start,
    habit,
    parameters: { slopes, lag, noise },
    until,
  }: {
    intercepts: Float64Array;
    start: Float64Array;
    habit: number;
    parameters: ShareParameters;
    until: number;
  },
): number {
  const n = panel.brands.length;
  let logLikelihood = 0;
  followPath(
    { panel, cell },
    {
      intercepts,
      start,
      slopes,
      habit,
      lag,
      derivatives: false,
      until,
      visit(t, { share }) {
        const weight = effectivePeople(cell.people[t]!, noise);
        for (let j = 0; weight > 0 && j < n; j++) {
          const y = cell.share[t * n + j]!;
          if (y > 0) logLikelihood += weight * y * log(Math.max(LEAST_SHARE, share[j]!));
        }
      },
    },
  );
  return logLikelihood;
}

/** Cuts a lower triangle into own × own, shared × shared (both full) and own × shared. */
function blocks(
  information: Float64Array,
  m: number,
  k: number,
): { own: Float64Array; shared: Float64Array; between: Float64Array } {
  const width = m + k;
  const at = (a: number, b: number) => information[a >= b ? a * width + b : b * width + a]!;
  const fill = (rows: number, columns: number, get: (a: number, b: number) => number) =>
    Float64Array.from({ length: rows * columns }, (_, i) =>
      get(Math.floor(i / columns), i % columns),
    );
  return {
    own: fill(m, m, at),
    shared: fill(k, k, (a, b) => at(m + a, m + b)),
    between: fill(m, k, (a, b) => at(a, m + b)),
  };
}

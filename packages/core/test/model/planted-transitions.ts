import {
  fitTransitions,
  fitTransitionsFromShares,
  sampleDirichlet,
  sampleMultinomial,
  type UniformSource,
  uniformSource,
} from "../../src/index.js";

/** How often planted entries lie inside their intervals. */
export interface Coverage {
  readonly inside: number;
  readonly total: number;
  /** Runs in which every entry is inside its interval, and inside its joint interval. */
  readonly all: number;
  readonly joint: number;
  readonly runs: number;
  readonly meanWidth: number;
}

export const HABIT = [
  [0.8, 0.15, 0.05],
  [0.1, 0.7, 0.2],
  [0.05, 0.25, 0.7],
];

/** One entry is 0, one state is rare. */
export const RARE = [
  [0.9, 0.08, 0.02, 0],
  [0.3, 0.6, 0.08, 0.02],
  [0.4, 0.3, 0.25, 0.05],
  [0.25, 0.25, 0.25, 0.25],
];

type Matrix = readonly (readonly number[])[];
interface Bands {
  readonly lower: Matrix;
  readonly upper: Matrix;
}

/** Coverage over runs of one fit each. */
export function coverageOf(
  runs: number,
  study: (seed: number) => { truth: Matrix; bands: Bands; joint?: Bands }[],
): Coverage {
  let [inside, total, all, joint, width] = [0, 0, 0, 0, 0];
  for (let seed = 1; seed <= runs; seed++) {
    let everyEntry = true;
    let everyJoint = true;
    for (const { truth, bands, joint: wider } of study(seed)) {
      truth.forEach((row, i) => {
        row.forEach((value, j) => {
          const holds = isInside(bands, { i, j, value });
          total++;
          if (holds) inside++;
          everyEntry &&= holds;
          everyJoint &&= isInside(wider ?? bands, { i, j, value });
          width += (bands.upper[i]?.[j] ?? 0) - (bands.lower[i]?.[j] ?? 0);
        });
      });
    }
    if (everyEntry) all++;
    if (everyJoint) joint++;
  }
  return { inside, total, all, joint, runs, meanWidth: width / total };
}

function isInside(
  { lower, upper }: Bands,
  { i, j, value }: { i: number; j: number; value: number },
): boolean {
  return (lower[i]?.[j] ?? 2) <= value && value <= (upper[i]?.[j] ?? -1);
}

/** States of one sequence. */
export function drawSequence(
  next: UniformSource,
  matrix: Matrix,
  { length, start }: { length: number; start?: number },
): number[] {
  const states = [start ?? Math.floor(next() * matrix.length)];
  while (states.length < length) {
    let rest = next();
    let to = 0;
    for (const share of matrix[states[states.length - 1] ?? 0] ?? []) {
      if (rest < share) break;
      rest -= share;
      to++;
    }
    states.push(Math.min(to, matrix.length - 1));
  }
  return states;
}

const names = (states: readonly number[]) => states.map((state) => `s${state}`);
const stateNames = (matrix: Matrix) => matrix.map((_, i) => `s${i}`);

/** Panels of one matrix. */
export function panelCoverage(
  matrix: Matrix,
  { runs, sequences, length }: { runs: number; sequences: number; length: number },
): Coverage {
  return coverageOf(runs, (seed) => {
    const next = uniformSource(seed, 0, 1);
    const panel = Array.from({ length: sequences }, () =>
      names(drawSequence(next, matrix, { length })),
    );
    const model = fitTransitions(panel, { states: stateNames(matrix), backtest: false });
    return [{ truth: matrix, bands: model, joint: model.joint }];
  });
}

/** Cells whose rows are drawn around their persona's, and these around one matrix. */
export function cellCoverage({
  runs,
  alike,
  sequences,
}: {
  runs: number;
  alike: number;
  sequences: number;
}): Coverage {
  return coverageOf(runs, (seed) => {
    const next = uniformSource(seed, 0, 2);
    const around = (rows: Matrix, concentration: number) =>
      rows.map((row) => [
        ...sampleDirichlet(
          next,
          row.map((share) => concentration * share),
        ),
      ]);
    const personas = [0, 1, 2].map(() => around(HABIT, alike / 2));
    const cells = personas.flatMap((rows, p) =>
      [0, 1, 2, 3].map((region) => ({
        name: `p${p}_r${region}`,
        persona: `p${p}`,
        rows: around(rows, alike),
      })),
    );
    const panel = cells.flatMap((cell) =>
      Array.from({ length: sequences }, () => ({
        cell,
        sequence: names(drawSequence(next, cell.rows, { length: 8 })),
      })),
    );
    const model = fitTransitions(
      panel.map(({ sequence }) => sequence),
      {
        states: stateNames(HABIT),
        cells: panel.map(({ cell }) => cell.name),
        personas: panel.map(({ cell }) => cell.persona),
        backtest: false,
      },
    );
    return cells.flatMap(({ name, rows }) => {
      const bands = model.cells[name];
      return bands === undefined ? [] : [{ truth: rows, bands }];
    });
  });
}

/** Shares of people who move by a matrix, from several starts. */
export function drawSharePath(
  seed: number,
  matrix: Matrix,
  { people, periods, start }: { people: number; periods: number; start: readonly number[] },
): number[][] {
  const next = uniformSource(seed, 0, 3);
  let held = start.map((share) => Math.round(share * people));
  const path = [held];
  for (let t = 0; t < periods; t++) {
    const moved = held.map(() => 0);
    held.forEach((many, i) => {
      sampleMultinomial(next, many, matrix[i] ?? []).forEach((count, j) => {
        moved[j] = (moved[j] ?? 0) + count;
      });
    });
    held = moved;
    path.push(held);
  }
  return path;
}

/** Share paths of one matrix. */
export function shareCoverage(
  matrix: Matrix,
  {
    runs,
    people,
    periods,
    starts,
  }: { runs: number; people: number; periods: number; starts: readonly (readonly number[])[] },
): Coverage {
  return coverageOf(runs, (seed) => {
    const paths = starts.map((start, p) =>
      drawSharePath(1000 * seed + p, matrix, { people, periods, start }),
    );
    return [{ truth: matrix, bands: fitTransitionsFromShares(paths) }];
  });
}

export const percent = (part: number, whole: number): string =>
  `${((100 * part) / whole).toFixed(1)} %`;

import { CoreError } from "../../error.js";
import { purposeId, uniformSource } from "../../math/index.js";

/** Positions of the rows that a model may learn from, and of those that it must foretell; both ascending. */
export interface Split {
  readonly train: readonly number[];
  readonly test: readonly number[];
}

const SHUFFLE = purposeId("backtest groups");

/**
 * Later rows foretold from earlier ones, from ever later origins.
 *
 * @param rows - number of rows, in order of time
 * @param options.initial - rows before the first origin
 * @param options.horizon - rows foretold from each origin
 * @param options.step - rows from one origin to the next; `horizon` unless told
 * @param options.most - rows learnt from at most, the last ones; all unless told
 * @throws CoreError `too_few_rows` where there is no row after `initial`, `out_of_range`
 */
export function rollingOrigin(
  rows: number,
  {
    initial,
    horizon,
    step = horizon,
    most = Infinity,
  }: { initial: number; horizon: number; step?: number; most?: number },
): Split[] {
  for (const [name, value] of Object.entries({ initial, horizon, step, most })) {
    if (!(value >= 1)) throw new CoreError("out_of_range", `${name} ${value}, expected 1 or more`);
  }
  const splits: Split[] = [];
  for (let origin = initial; origin < rows; origin += step) {
    splits.push({
      train: range(Math.max(0, origin - most), origin),
      test: range(origin, Math.min(rows, origin + horizon)),
    });
  }
  if (splits.length === 0) {
    throw new CoreError("too_few_rows", `found ${rows} rows, expected more than ${initial}`);
  }
  return splits;
}

/**
 * The last part of the rows foretold from the first.
 *
 * @param options.share - of the rows that are held out, between 0 and 1; rounded down, at least one row
 * @throws CoreError `too_few_rows` below two rows, `out_of_range`
 */
export function lastShare(rows: number, { share = 0.2 }: { share?: number } = {}): Split[] {
  checkShare(share);
  const held = Math.max(1, Math.floor(rows * share));
  return rollingOrigin(rows, { initial: Math.max(1, rows - held), horizon: held });
}

/**
 * Groups (households, stores) foretold from other groups.
 *
 * @param groups - the group of each row
 * @param options.folds - each group is held out once, in one of so many folds; 5 unless told
 * @param options.seed - of the shuffle that deals groups to folds
 * @throws CoreError `too_few_rows` with fewer groups than folds
 */
export function unseenGroups(
  groups: readonly (string | number)[],
  { folds = 5, seed = 0 }: { folds?: number; seed?: number } = {},
): Split[] {
  const names = [...new Set(groups)];
  if (!(folds >= 2) || names.length < folds) {
    throw new CoreError("too_few_rows", `found ${names.length} groups, expected ${folds} or more`);
  }
  const next = uniformSource(seed, 0, SHUFFLE);
  for (let i = names.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [names[i], names[j]] = [names[j]!, names[i]!];
  }
  const foldOf = new Map(names.map((name, i) => [name, i % folds]));
  return Array.from({ length: folds }, (_, fold) => ({
    train: positions(groups, (group) => foldOf.get(group) !== fold),
    test: positions(groups, (group) => foldOf.get(group) === fold),
  }));
}

/**
 * The last groups, in order of first appearance, foretold from the first: a split that needs no seed.
 *
 * @param options.share - of the groups that are held out; rounded down, at least one
 * @throws CoreError `too_few_rows` below two groups, `out_of_range`
 */
export function lastGroups(
  groups: readonly (string | number)[],
  { share = 0.2 }: { share?: number } = {},
): Split[] {
  checkShare(share);
  const names = [...new Set(groups)];
  if (names.length < 2) {
    throw new CoreError("too_few_rows", `found ${names.length} group(s), expected 2 or more`);
  }
  const held = new Set(names.slice(-Math.max(1, Math.floor(names.length * share))));
  return [
    {
      train: positions(groups, (group) => !held.has(group)),
      test: positions(groups, (group) => held.has(group)),
    },
  ];
}

/**
 * Blocks of neighbouring rows foretold from what lies around them: the test of an interpolation, not of a forecast.
 *
 * @param options.block - rows in a block, such as 7 days
 * @param options.folds - block b belongs to fold b mod folds
 * @param options.gap - rows beside a held-out block that are not learnt from either
 * @throws CoreError `too_few_rows` with fewer blocks than folds, `out_of_range`
 */
export function blocked(
  rows: number,
  { block, folds = 5, gap = 0 }: { block: number; folds?: number; gap?: number },
): Split[] {
  if (!(block >= 1) || !(folds >= 2) || !(gap >= 0)) {
    throw new CoreError(
      "out_of_range",
      `blocks of ${block} rows in ${folds} folds, ${gap} apart; expected 1, 2 and 0 or more`,
    );
  }
  if (Math.ceil(rows / block) < folds) {
    throw new CoreError("too_few_rows", `found ${rows} rows, expected ${folds} blocks of ${block}`);
  }
  const foldOf = (row: number) => Math.floor(row / block) % folds;
  return Array.from({ length: folds }, (_, fold) => {
    const isNear = (row: number) =>
      foldOf(Math.max(0, row - gap)) === fold ||
      foldOf(row) === fold ||
      foldOf(Math.min(rows - 1, row + gap)) === fold;
    return {
      train: range(0, rows).filter((row) => !isNear(row)),
      test: range(0, rows).filter((row) => foldOf(row) === fold),
    };
  });
}

function checkShare(share: number): void {
  if (!(share > 0 && share < 1)) {
    throw new CoreError("out_of_range", `share ${share}, expected between 0 and 1`);
  }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
}

function positions<T>(values: readonly T[], wanted: (value: T) => boolean): number[] {
  return values.flatMap((value, i) => (wanted(value) ? [i] : []));
}

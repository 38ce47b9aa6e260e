import { CoreError } from "../../error.js";

/** Pairs of neighbouring periods of share paths, in columns. */
export interface ShareSteps {
  readonly states: number;
  readonly paths: number;
  /** Shares before and after each step, row-major, steps × states. */
  readonly before: Float64Array;
  readonly after: Float64Array;
  /** Weight of each step; their mean is 1. */
  readonly weight: Float64Array;
  /** Different share vectors among those before. */
  readonly distinct: number;
}

/** Shares of one cell, period after period; null where a period is missing. */
export type SharePath = readonly (readonly number[] | null)[];

/**
 * Reads share paths; each period is brought to a sum of 1, so that counts do as well.
 *
 * @param counts - people behind each period, per path; equal weights unless told
 * @throws CoreError `too_few_rows` below two steps, `no_variation` for one state, `not_finite`, `out_of_range`,
 * `invalid_input` for rows of different length
 */
export function readShareSteps(
  paths: readonly SharePath[],
  counts: readonly (readonly number[])[] | undefined,
): ShareSteps {
  const states =
    paths.flatMap((path) => path.flatMap((row) => (row === null ? [] : [row.length])))[0] ?? 0;
  if (states === 1) throw new CoreError("no_variation", "found one state; transitions need two");
  if (counts !== undefined && counts.length !== paths.length) {
    throw new CoreError(
      "invalid_input",
      `counts: found ${counts.length} paths, expected ${paths.length}`,
    );
  }
  const before: number[] = [];
  const after: number[] = [];
  const weight: number[] = [];
  const seen = new Set<string>();
  paths.forEach((path, p) => {
    const sizes = counts?.[p];
    if (sizes !== undefined && sizes.length !== path.length) {
      throw new CoreError(
        "invalid_input",
        `counts of path ${p}: found ${sizes.length}, expected ${path.length}`,
      );
    }
    let last: number[] | null = null;
    path.forEach((row, t) => {
      const shares = row === null ? null : normalised(row, { states, p, t });
      const size = sizes?.[t] ?? 1;
      if (!(size >= 0 && size < Infinity)) {
        throw new CoreError(
          "out_of_range",
          `counts of path ${p}, period ${t}: found ${size}, expected 0 or more`,
        );
      }
      if (last !== null && shares !== null && size > 0) {
        before.push(...last);
        after.push(...shares);
        weight.push(size);
        seen.add(last.map((share) => Math.round(share * 1e9)).join(" "));
      }
      last = shares;
    });
  });
  const steps = weight.length;
  if (steps < 2) {
    throw new CoreError(
      "too_few_rows",
      `found ${steps} pairs of neighbouring periods, expected 2 or more`,
    );
  }
  let total = 0;
  for (const value of weight) total += value;
  return {
    states,
    paths: paths.length,
    before: Float64Array.from(before),
    after: Float64Array.from(after),
    weight: Float64Array.from(weight, (value) => (value * steps) / total),
    distinct: seen.size,
  };
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

function normalised(
  row: readonly number[],
  { states, p, t }: { states: number; p: number; t: number },
): number[] {
  const pointer = `/${p}/${t}`;
  if (row.length !== states) {
    throw new CoreError(
      "invalid_input",
      `path ${p}, period ${t}: found ${row.length} shares, expected ${states}`,
      [{ pointer, detail: `expected ${states} shares` }],
    );
  }
  let total = 0;
  row.forEach((share, j) => {
    if (!Number.isFinite(share)) {
      throw new CoreError(
        "not_finite",
        `path ${p}, period ${t}, state ${j}: found ${share}, expected a share`,
        [
          {
            pointer: `${pointer}/${j}`,
            detail: "expected a finite number; a missing period is null",
          },
        ],
      );
    }
    if (share < 0) {
      throw new CoreError(
        "out_of_range",
        `path ${p}, period ${t}, state ${j}: found ${share}, expected 0 or more`,
        [{ pointer: `${pointer}/${j}`, detail: "expected 0 or more" }],
      );
    }
    total += share;
  });
  if (!(total > 0)) {
    throw new CoreError(
      "out_of_range",
      `path ${p}, period ${t}: shares sum to 0, expected above 0`,
      [{ pointer, detail: "expected shares with a positive sum" }],
    );
  }
  return row.map((share) => share / total);
}

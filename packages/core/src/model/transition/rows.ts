import type { ShrunkMatrix } from "./cell-rows.js";
import { intervalOfCount, intervalOfMoments, type ProbabilityInterval } from "./interval.js";
import type { CountedRows } from "./transition-model.js";

/** A row-major square as rows. */
export function asRows(values: ArrayLike<number>, states: number): number[][] {
  return Array.from({ length: states }, (_, i) =>
    Array.from({ length: states }, (__, j) => values[i * states + j]!),
  );
}

/** Rows, one after the other. */
export function flat(rows: readonly (readonly number[])[]): Float64Array {
  return Float64Array.from(rows.flat());
}

/** Intervals of the overall matrix; the estimates lie inside. */
export function overallBands(
  counts: Float64Array,
  {
    states,
    dispersion,
    matrix,
    level,
  }: { states: number; dispersion: Float64Array; matrix: Float64Array; level: number },
): { lower: number[][]; upper: number[][] } {
  const found = Array.from(counts, (count, at): ProbabilityInterval => {
    const row = Math.floor(at / states);
    let size = 0;
    for (let j = 0; j < states; j++) size += counts[row * states + j]!;
    const by = dispersion[row]!;
    return around(intervalOfCount(count / by, { size: size / by, level }), matrix[at]!);
  });
  return bandRows(found, states);
}

/** A shrunk matrix with its intervals. */
export function countedRows(
  { matrix, variance, counts }: ShrunkMatrix,
  { states, level }: { states: number; level: number },
): CountedRows {
  const found = Array.from(matrix, (mean, at): ProbabilityInterval => {
    const band = intervalOfMoments({ mean, variance: variance[at]! }, { level });
    const row = Math.floor(at / states);
    let size = 0;
    for (let j = 0; j < states; j++) size += counts[row * states + j]!;
    // Nothing speaks against 0 where a transition never was, nor against 1 where no other was.
    const none = counts[at] === 0;
    const only = size > 0 && counts[at] === size;
    return around({ lower: none ? 0 : band.lower, upper: only ? 1 : band.upper }, mean);
  });
  const weight = Array.from({ length: states }, (_, i) => {
    let spread = 0;
    let spent = 0;
    for (let j = 0; j < states; j++) {
      const mean = matrix[i * states + j]!;
      spread += mean * (1 - mean);
      spent += variance[i * states + j]!;
    }
    return Math.max(0.5, spent > 0 ? spread / spent - 1 : 0.5);
  });
  return {
    matrix: asRows(matrix, states),
    ...bandRows(found, states),
    counts: asRows(counts, states),
    weight,
  };
}

function around({ lower, upper }: ProbabilityInterval, value: number): ProbabilityInterval {
  return { lower: Math.min(lower, value), upper: Math.max(upper, value) };
}

function bandRows(
  found: readonly ProbabilityInterval[],
  states: number,
): { lower: number[][]; upper: number[][] } {
  return {
    lower: asRows(
      found.map((each) => each.lower),
      states,
    ),
    upper: asRows(
      found.map((each) => each.upper),
      states,
    ),
  };
}

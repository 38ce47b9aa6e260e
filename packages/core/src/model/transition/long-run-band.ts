import { purposeId, quantileSorted, sampleDirichlet, uniformSource } from "../../math/index.js";
import { longRunShares } from "./stationary.js";

const DRAWS = 400;
const STATIONARY = purposeId("transition stationary");

/**
 * Rows drawn from Dirichlet distributions around a matrix.
 *
 * @param options.weight - count that each row is worth
 * @returns a function that gives the next matrix
 */
export function matrixSource(
  matrix: Float64Array,
  { weight, seed, purpose }: { weight: ArrayLike<number>; seed: number; purpose: number },
): () => Float64Array {
  const n = weight.length;
  const next = uniformSource(seed, 0, purpose);
  return () => {
    const drawn = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      // Entries that are exactly 0 (states that cannot be left) stay so.
      const open: number[] = [];
      for (let j = 0; j < n; j++) if (matrix[i * n + j]! > 0) open.push(j);
      const row = sampleDirichlet(
        next,
        open.map((j) => matrix[i * n + j]! * weight[i]!),
      );
      open.forEach((j, at) => {
        drawn[i * n + j] = row[at]!;
      });
    }
    return drawn;
  };
}

/** Central ranges of each entry of several vectors. */
export function bandsOf(
  draws: readonly Float64Array[],
  level: number,
): [low: number, high: number][] {
  const tail = (1 - level) / 2;
  return Array.from(draws[0] ?? [], (_, i) => {
    const sorted = Float64Array.from(draws, (draw) => draw[i]!).sort();
    return [quantileSorted(sorted, tail), quantileSorted(sorted, 1 - tail)];
  });
}

/** Interval of the long-run shares, by seeded draws of the rows. */
export function longRunBands({
  matrix,
  weight,
  states,
  start,
  level,
  seed,
}: {
  matrix: Float64Array;
  weight: Float64Array;
  states: number;
  start: Float64Array;
  level: number;
  seed: number;
}): [low: number, high: number][] {
  const next = matrixSource(matrix, { weight, seed, purpose: STATIONARY });
  const draws = Array.from({ length: DRAWS }, () => longRunShares(next(), { states, start }));
  return bandsOf(draws, level);
}

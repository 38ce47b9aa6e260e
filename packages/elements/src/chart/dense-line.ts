import { decimate } from "./decimate.js";
import type { Run } from "./gap.js";
import type { Scale } from "./line.js";

/** From how many points on a chart draws its lines on a canvas. */
export const DENSE_FROM = 2000;

/** A polyline in pixels: x and y of each point by turns. */
export type Polyline = Float32Array;

/**
 * The lines of a dense series, at most four points to a pixel column, broken at its gaps.
 *
 * @param days - ascending
 * @param values - one per day, finite within the runs
 */
export function denseLines(
  days: ArrayLike<number>,
  values: ArrayLike<number | null>,
  cuts: readonly Run[],
  { x, y }: Scale,
): Polyline[] {
  const xs = Float64Array.from({ length: days.length }, (_, i) => x(days[i] ?? 0));
  const ys = Float64Array.from({ length: days.length }, (_, i) => y(values[i] ?? Number.NaN));
  return cuts.map(({ start, end }) => {
    const kept = decimate(xs, ys, { start, end });
    const line = new Float32Array(kept.length * 2);
    for (const [i, index] of kept.entries()) {
      line[2 * i] = xs[index] ?? 0;
      line[2 * i + 1] = ys[index] ?? 0;
    }
    return line;
  });
}

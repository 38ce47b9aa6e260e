import type { Run } from "./gap.js";
import { areaBetween, lineThrough, type Point } from "./svg-path.js";

/** From data to pixels, along and up. */
export interface Scale {
  readonly x: (day: number) => number;
  readonly y: (value: number) => number;
}

/** What a line chart draws of one series. */
export interface LinePath {
  /** SVG path of all runs of two or more points; empty when there is none. */
  readonly path: string;
  /** Points without a neighbour, which a line would not show. */
  readonly dots: readonly { readonly x: number; readonly y: number }[];
}

/** The points of a run. */
const pointsOf = (
  days: ArrayLike<number>,
  values: ArrayLike<number | null>,
  { run: { start, end }, scale: { x, y } }: { run: Run; scale: Scale },
): Point[] =>
  Array.from({ length: end - start }, (_, i) => [
    x(days[start + i] ?? 0),
    y(values[start + i] ?? 0),
  ]);

/** The line of a series, broken at its gaps. */
export function linePath(
  days: ArrayLike<number>,
  values: ArrayLike<number | null>,
  cuts: readonly Run[],
  scale: Scale,
): LinePath {
  const { x, y } = scale;
  const lone = cuts.filter(({ start, end }) => end - start === 1);
  return {
    path: cuts
      .filter(({ start, end }) => end - start > 1)
      .map((run) => lineThrough(pointsOf(days, values, { run, scale })))
      .join(""),
    dots: lone.map(({ start }) => ({ x: x(days[start] ?? 0), y: y(values[start] ?? 0) })),
  };
}

/** The area between two bounds of a series, broken at its gaps; a lone point gets a bar two pixels wide. */
export function bandPath(
  days: ArrayLike<number>,
  low: ArrayLike<number | null>,
  high: ArrayLike<number | null>,
  cuts: readonly Run[],
  scale: Scale,
): string {
  const { x, y } = scale;
  return cuts
    .map((run) => {
      if (run.end - run.start > 1) {
        return areaBetween(
          pointsOf(days, high, { run, scale }),
          pointsOf(days, low, { run, scale }),
        );
      }
      const at = x(days[run.start] ?? 0);
      const top = y(high[run.start] ?? 0);
      const bottom = y(low[run.start] ?? 0);
      return `M${(at - 1).toFixed(1)},${top.toFixed(1)}h2V${bottom.toFixed(1)}h-2Z`;
    })
    .join("");
}

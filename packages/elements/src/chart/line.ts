import { area, line } from "d3-shape";
import type { Run } from "./gap.js";

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

const indices = ({ start, end }: Run): number[] =>
  Array.from({ length: end - start }, (_, i) => start + i);

/** The line of a series, broken at its gaps. */
export function linePath(
  days: ArrayLike<number>,
  values: ArrayLike<number | null>,
  cuts: readonly Run[],
  { x, y }: Scale,
): LinePath {
  const draw = line<number>(
    (i) => x(days[i] ?? 0),
    (i) => y(values[i] ?? 0),
  ).digits(1);
  const lone = cuts.filter(({ start, end }) => end - start === 1);
  return {
    path: cuts
      .filter(({ start, end }) => end - start > 1)
      .map((run) => draw(indices(run)) ?? "")
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
  { x, y }: Scale,
): string {
  const draw = area<number>()
    .x((i) => x(days[i] ?? 0))
    .y0((i) => y(low[i] ?? 0))
    .y1((i) => y(high[i] ?? 0))
    .digits(1);
  return cuts
    .map((run) => {
      if (run.end - run.start > 1) return draw(indices(run)) ?? "";
      const at = x(days[run.start] ?? 0);
      const top = y(high[run.start] ?? 0);
      const bottom = y(low[run.start] ?? 0);
      return `M${(at - 1).toFixed(1)},${top.toFixed(1)}h2V${bottom.toFixed(1)}h-2Z`;
    })
    .join("");
}

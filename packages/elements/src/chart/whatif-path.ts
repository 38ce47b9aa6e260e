import { areaBetween, lineThrough, type Point } from "./svg-path.js";
import { fractionAxis, linear } from "./value-axis.js";

/** One brand's path by day in percent; the band is null when nothing was drawn. */
export interface PathInput {
  readonly result: readonly number[];
  readonly baseline: readonly number[];
  readonly low: readonly number[] | null;
  readonly high: readonly number[] | null;
}

/** SVG path data of one brand. */
export interface PathMarks {
  readonly result: string;
  readonly baseline: string;
  readonly band: string | null;
  /** Where the path ends, for a label beside it. */
  readonly endY: number;
}

/** Paths by day in a box of pixels. */
export interface PathChart {
  readonly paths: readonly PathMarks[];
  readonly yTicks: readonly { readonly y: number; readonly percent: number }[];
  /** Days counted from 1. */
  readonly xTicks: readonly { readonly x: number; readonly day: number }[];
  readonly decimals: number;
}

function dayTicks(days: number, width: number): number[] {
  const most = Math.max(2, Math.floor(width / 70));
  const every = [1, 2, 5, 7, 10, 14, 30, 60, 90].find((step) => days / step <= most) ?? 120;
  if (every <= 2) return Array.from({ length: Math.ceil(days / every) }, (_, i) => 1 + i * every);
  return [1, ...Array.from({ length: Math.floor(days / every) }, (_, i) => (i + 1) * every)];
}

/**
 * Lays out paths by day.
 *
 * @param paths - all as long as each other
 * @param box - the plot's size and margins in pixels
 */
export function pathChart(
  paths: readonly PathInput[],
  box: { width: number; height: number; left: number; right: number; top: number; bottom: number },
): PathChart {
  const days = paths[0]?.result.length ?? 0;
  const values = paths.flatMap(({ result, baseline, low, high }) => [
    ...result,
    ...baseline,
    ...(low ?? []),
    ...(high ?? []),
  ]);
  const axis = fractionAxis(values.map((percent) => percent / 100));
  const x = linear([1, Math.max(2, days)], [box.left, box.width - box.right]);
  const y = linear(axis.domain, [box.height - box.bottom, box.top]);
  const yOf = (percent: number) => y(percent / 100);
  const byDay = (percents: readonly number[]) =>
    percents.map((percent, day): Point => [x(day + 1), yOf(percent)]);
  return {
    paths: paths.map(({ result, baseline, low, high }) => ({
      result: lineThrough(byDay(result)),
      baseline: lineThrough(byDay(baseline)),
      band: low && high ? areaBetween(byDay(high), byDay(low)) : null,
      endY: yOf(result.at(-1) ?? 0),
    })),
    yTicks: axis.ticks.map((tick) => ({ y: y(tick), percent: tick * 100 })),
    xTicks: dayTicks(days, box.width).map((day) => ({ x: x(day), day })),
    decimals: axis.decimals,
  };
}

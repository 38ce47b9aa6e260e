import type { Bucket } from "./day.js";
import { type Run, runs } from "./gap.js";
import { spreadLabels } from "./label.js";
import { bandPath, type LinePath, linePath, type Scale } from "./line.js";
import { type TimeTick, timeTicks } from "./time-axis.js";
import { linear, type ValueAxis } from "./value-axis.js";

/** Values of one line by day; bounds are null where none is known. */
export interface Track {
  readonly days: ArrayLike<number>;
  readonly values: ArrayLike<number | null>;
  readonly low: ArrayLike<number | null>;
  readonly high: ArrayLike<number | null>;
}

/** One line of a panel: what was observed, and what is foretold after it. */
export interface PanelTrack extends Track {
  readonly forecast: Track | null;
}

/** What all panels of a chart share, in pixels and data. */
export interface PanelFrame {
  readonly width: number;
  readonly height: number;
  readonly margin: {
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
    readonly left: number;
  };
  /** First and last day drawn. */
  readonly domain: readonly [number, number];
  readonly axis: ValueAxis;
  readonly bucket: Bucket;
  /** Pixels that a label at the end of a line takes; 0: no such labels. */
  readonly labelSize: number;
  /** Fewest pixels between marks of the time axis. */
  readonly tickGap: number;
}

/** What is drawn of one line. */
export interface TrackGeometry {
  readonly cuts: readonly Run[];
  readonly line: LinePath;
  readonly band: string;
  readonly forecastLine: string;
  readonly forecastBand: string;
  /** Middle of the label at the line's end; null when it has no point or labels are off. */
  readonly labelY: number | null;
}

/** What is drawn of one panel, in pixels from its top left. */
export interface PanelGeometry {
  readonly scale: Scale;
  readonly plot: {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  };
  readonly xTicks: readonly (TimeTick & { readonly x: number })[];
  readonly yTicks: readonly { readonly value: number; readonly y: number }[];
  readonly tracks: readonly TrackGeometry[];
}

const lastValue = ({ values }: Track): number | null => {
  for (let i = values.length - 1; i >= 0; i -= 1) {
    const value = values[i];
    if (value !== null && value !== undefined && Number.isFinite(value)) return value;
  }
  return null;
};

const whole = (track: Track): Run[] =>
  track.days.length === 0 ? [] : [{ start: 0, end: track.days.length }];

/** Where the lines of a panel end: the forecast's end where there is one. */
function labelPlaces(
  tracks: readonly PanelTrack[],
  y: (value: number) => number,
  { labelSize, range }: { labelSize: number; range: readonly [number, number] },
): (number | null)[] {
  const ends = tracks.map((track) => lastValue(track.forecast ?? track) ?? lastValue(track));
  if (labelSize === 0) return ends.map(() => null);
  const known = ends.filter((end) => end !== null);
  const placed = spreadLabels(known.map(y), { size: labelSize, range });
  let next = 0;
  return ends.map((end) => (end === null ? null : (placed[next++] ?? null)));
}

/**
 * Lines, bands, marks of the axes and labels of one panel.
 *
 * @param tracks - ascending by day
 * @param options.lines - false: leave out the observed lines, which something else draws
 */
export function timePanel(
  tracks: readonly PanelTrack[],
  frame: PanelFrame,
  { lines = true, bands = true }: { lines?: boolean; bands?: boolean } = {},
): PanelGeometry {
  const { width, height, margin, domain, axis, bucket } = frame;
  const plot = {
    left: margin.left,
    right: width - margin.right,
    top: margin.top,
    bottom: height - margin.bottom,
  };
  const scale: Scale = {
    x: linear(domain, [plot.left, plot.right]),
    y: linear(axis.domain, [plot.bottom, plot.top]),
  };
  const ends = labelPlaces(tracks, scale.y, {
    labelSize: frame.labelSize,
    range: [plot.top - frame.labelSize / 2, plot.bottom + frame.labelSize / 2],
  });
  return {
    scale,
    plot,
    xTicks: timeTicks(domain, { width: plot.right - plot.left, gap: frame.tickGap }).map(
      (tick) => ({ ...tick, x: scale.x(tick.day) }),
    ),
    yTicks: axis.ticks.map((value) => ({ value, y: scale.y(value) })),
    tracks: tracks.map((track, i) => {
      const cuts = runs(track.days, track.values, bucket);
      const bounded = runs(track.days, track.low, bucket);
      const { forecast } = track;
      return {
        cuts,
        line: lines ? linePath(track.days, track.values, cuts, scale) : { path: "", dots: [] },
        band: bands ? bandPath(track.days, track.low, track.high, bounded, scale) : "",
        forecastLine: forecast
          ? linePath(forecast.days, forecast.values, whole(forecast), scale).path
          : "",
        forecastBand: forecast
          ? bandPath(
              forecast.days,
              forecast.low,
              forecast.high,
              runs(forecast.days, forecast.low, "day"),
              scale,
            )
          : "",
        labelY: ends[i] ?? null,
      };
    }),
  };
}

import { fractionAxis, linear } from "./value-axis.js";

/** Numbers of one bar of the chart, all in percent or all in points. */
export interface ShareMark {
  /** Null for a change: it starts from zero. */
  readonly baseline: number | null;
  readonly value: number;
  readonly band: {
    readonly p2_5: number;
    readonly p10: number;
    readonly p25: number;
    readonly p75: number;
    readonly p90: number;
    readonly p97_5: number;
  } | null;
}

/** A stretch of the track, in percent of its width. */
export interface Stretch {
  readonly x: number;
  readonly width: number;
}

/** Where the parts of a mark lie, in percent of the track's width. */
export interface TrackMark {
  readonly value: number;
  /** Where the baseline is: the level's, or zero for a change. */
  readonly from: number;
  readonly band95: Stretch | null;
  readonly band80: Stretch | null;
  readonly band50: Stretch | null;
}

/** Tracks below one another on one axis. */
export interface Tracks {
  readonly marks: readonly TrackMark[];
  readonly ticks: readonly { readonly at: number; readonly value: number }[];
  /** Decimals that labels of the ticks need. */
  readonly decimals: number;
}

/**
 * Lays out marks on one axis, in percent of the width, so that the drawing needs no measuring.
 *
 * @param marks - in percent (levels) or points (changes)
 * @param options.kind - changes have an axis with zero in its middle
 * @param options.ticks - about how many
 */
export function shareTracks(
  marks: readonly ShareMark[],
  { kind, ticks = 4 }: { kind: "level" | "change"; ticks?: number },
): Tracks {
  const values = marks.flatMap(({ baseline, value, band }) => [
    (baseline ?? 0) / 100,
    value / 100,
    ...(band ? [band.p2_5 / 100, band.p97_5 / 100] : []),
  ]);
  const axis = fractionAxis(values, { signed: kind === "change", count: ticks });
  const place = linear(axis.domain, [0, 100]);
  const at = (percent: number) => Math.min(100, Math.max(0, place(percent / 100)));
  const stretch = (low: number, high: number): Stretch => ({
    x: at(low),
    width: Math.max(0, at(high) - at(low)),
  });
  return {
    marks: marks.map(({ baseline, value, band }) => ({
      value: at(value),
      from: at(baseline ?? 0),
      band95: band && stretch(band.p2_5, band.p97_5),
      band80: band && stretch(band.p10, band.p90),
      band50: band && stretch(band.p25, band.p75),
    })),
    ticks: thinned(axis.ticks).map((tick) => ({ at: place(tick), value: tick * 100 })),
    decimals: axis.decimals,
  };
}

const MOST_TICKS = 5;

/** Every second or third tick where there are too many for their labels; zero stays. */
function thinned(ticks: readonly number[]): readonly number[] {
  const every = Math.ceil(ticks.length / MOST_TICKS);
  const zero = Math.max(0, ticks.indexOf(0));
  return ticks.filter((_, i) => (i - zero) % every === 0);
}

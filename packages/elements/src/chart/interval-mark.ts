import type { Interval } from "./sampling.js";

/** A dot with whiskers, in pixels; whiskers beyond the range are cut there, and `cut` says so. */
export interface IntervalMark {
  readonly x: number;
  readonly from: number;
  readonly to: number;
  readonly cut: { readonly low: boolean; readonly high: boolean };
}

/** The dot and whiskers of an interval on a scale with this range of pixels. */
export function intervalMark(
  { value, low, high }: Interval,
  x: (value: number) => number,
  [left, right]: readonly [number, number],
): IntervalMark {
  const clamp = (pixel: number) => Math.min(right, Math.max(left, pixel));
  return {
    x: clamp(x(value)),
    from: clamp(x(low)),
    to: clamp(x(high)),
    cut: { low: x(low) < left, high: x(high) > right },
  };
}

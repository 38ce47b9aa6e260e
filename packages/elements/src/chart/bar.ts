import type { Interval } from "./sampling.js";

/** A bar from a base line: `x` and `width` in pixels, `side` tells which way it goes. */
export interface Bar {
  readonly x: number;
  readonly width: number;
  readonly side: "negative" | "positive" | "none";
}

/** The bar from 0 to a value; with a signed scale it goes left of 0 for negative ones. */
export function bar(value: number, x: (value: number) => number): Bar {
  const base = x(0);
  const tip = x(value);
  const side = value > 0 ? "positive" : value < 0 ? "negative" : "none";
  return { x: Math.min(base, tip), width: Math.abs(tip - base), side };
}

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

import { log } from "../../math/index.js";

/** A curve over an attribute: c ln(x / c) − (x − c), which has no slope at its centre c and bends downwards. */
export interface Curve {
  readonly centre: number;
  /** Outside these the curve goes on straight. */
  readonly low: number;
  readonly high: number;
}

/** A column of utilities: an attribute as it is, or a curve over it. */
export interface Term {
  readonly name: string;
  /** Number of the attribute. */
  readonly attribute: number;
  readonly curve: Curve | null;
  /** What one working unit is, in the units of the column. */
  readonly scale: number;
}

/** Value of a term where its attribute is `x`, in working units. */
export function termValue({ curve, scale }: Term, x: number): number {
  if (curve === null) return x / scale;
  const inside = Math.min(curve.high, Math.max(curve.low, x));
  const { centre } = curve;
  const value = centre * log(inside / centre) - (inside - centre);
  return (value + (x - inside) * (centre / inside - 1)) / scale;
}

/** Derivative of a term by its attribute, in working units per unit of the attribute. */
export function termSlope({ curve, scale }: Term, x: number): number {
  if (curve === null) return 1 / scale;
  const inside = Math.min(curve.high, Math.max(curve.low, x));
  return (curve.centre / inside - 1) / scale;
}

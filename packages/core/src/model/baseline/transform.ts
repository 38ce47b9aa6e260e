import * as z from "zod";
import { exp, log } from "../../math/index.js";

/** The scale on which effects add up: `log` where they are factors, `sqrt` between the two, `none` where they are amounts. */
export const BaselineTransform = z.enum(["none", "sqrt", "log"]);
export type BaselineTransform = z.infer<typeof BaselineTransform>;

/** Scales on which a series can be put: logarithms need values above 0, roots values from 0. */
export function possibleTransforms(values: Float64Array): BaselineTransform[] {
  let least = Infinity;
  for (const value of values) if (value < least) least = value;
  if (least > 0) return ["none", "sqrt", "log"];
  return least === 0 ? ["none", "sqrt"] : ["none"];
}

/** The value on the scale. */
export function transformed(value: number, transform: BaselineTransform): number {
  if (transform === "log") return log(value);
  return transform === "sqrt" ? Math.sqrt(value) : value;
}

/** The value that stands at a place of the scale; never infinite: the exponent stops at 700. */
export function untransformed(place: number, transform: BaselineTransform): number {
  if (transform === "log") return exp(Math.min(700, place));
  if (transform === "sqrt") return place > 0 ? place * place : 0;
  return place;
}

/** By how much the value grows per unit of the scale, at a place of it. */
export function slopeOfValue(place: number, transform: BaselineTransform): number {
  if (transform === "log") return exp(Math.min(700, place));
  return transform === "sqrt" ? 2 * Math.max(0, place) : 1;
}

import * as z from "zod";
import {
  cosineOfDegrees,
  mean,
  quantileSorted,
  sineOfDegrees,
  variance,
} from "../../math/index.js";

/** How a regressor acts: a straight line, and either a smooth bend of it or a step for each of a few values. */
export const RegressorShape = z.strictObject({
  name: z.string(),
  low: z.number().meta({ description: "Least value observed" }),
  high: z.number().meta({ description: "Greatest value observed" }),
  centre: z.number(),
  spread: z.number().positive().meta({ description: "Standard deviation; 1 for a constant" }),
  usual: z
    .array(z.number())
    .length(3)
    .meta({ description: "Usual value: mean, sine and cosine of the year" }),
  knots: z.array(z.number()).meta({ description: "In standard deviations from the centre" }),
  bends: z
    .array(z.strictObject({ shift: z.number(), slope: z.number(), size: z.number().positive() }))
    .meta({ description: "What of each spline term is straight, and how large the rest is" }),
  steps: z.array(z.number()).meta({ description: "Values with a step of their own" }),
});
export type RegressorShape = z.infer<typeof RegressorShape>;

const DAYS_OF_YEAR = 365.25;
/** Quantiles at which a spline may bend. */
const KNOTS = [0.05, 0.23, 0.41, 0.59, 0.77, 0.95];
const FEWEST_ROWS = 40;
/** A regressor with no more values than this has steps instead of bends. */
const MOST_STEPS = 6;

/** Degrees of the year that have passed on a day since 1970-01-01. */
export function degreesOfYear(day: number): number {
  return (360 / DAYS_OF_YEAR) * (day % (400 * DAYS_OF_YEAR));
}

/**
 * Shape of a regressor, from the values that were observed.
 *
 * @param values - NaN where not known
 * @param days - since 1970-01-01, ascending, one per value
 */
export function shapeOfRegressor(
  values: Float64Array,
  { name, days }: { name: string; days: Float64Array },
): RegressorShape {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  const flat = known.length < 2 || known[0] === known[known.length - 1];
  const centre = known.length > 0 ? mean(known) : 0;
  const deviation = flat ? 1 : Math.sqrt(variance(known));
  // What is smaller than rounding at this size is no variation.
  const constant = flat || !(deviation > 1e-9 * Math.abs(centre)) || !(deviation < Infinity);
  const spread = constant ? 1 : deviation;
  const distinct = [...new Set(known)];
  const shape: RegressorShape = {
    name,
    low: known[0] ?? 0,
    high: known[known.length - 1] ?? 0,
    centre,
    spread,
    usual: constant ? [centre, 0, 0] : usualValue(values, days, centre),
    knots: [],
    bends: [],
    steps: [],
  };
  if (constant || distinct.length < 3 || known.length < FEWEST_ROWS) return shape;
  if (distinct.length <= MOST_STEPS) return { ...shape, steps: distinct.slice(1, -1) };
  const standard = known.map((value) => (value - centre) / spread);
  const knots = [...new Set(KNOTS.map((p) => quantileSorted(standard, p)))];
  if (knots.length < 3) return shape;
  const bends = Array.from({ length: knots.length - 2 }, (_, j) => bendOf(standard, knots, j));
  return bends.every(({ size }) => size > 1e-6) ? { ...shape, knots, bends } : shape;
}

/** Columns of a regressor beyond the straight one. */
export function bendCount({ bends, steps }: RegressorShape): number {
  return bends.length + steps.length;
}

/** The usual value on a day of the year. */
export function usualOn({ usual }: RegressorShape, day: number): number {
  const degrees = degreesOfYear(day);
  return usual[0]! + usual[1]! * sineOfDegrees(degrees) + usual[2]! * cosineOfDegrees(degrees);
}

/** Writes the columns of a value: the straight one at `at`, bends and steps from `bent` on. */
export function fillShape(
  shape: RegressorShape,
  { value, out, at, bent }: { value: number; out: Float64Array; at: number; bent: number },
): void {
  const x = (value - shape.centre) / shape.spread;
  out[at] = x;
  shape.bends.forEach(({ shift, slope, size }, j) => {
    out[bent + j] = (naturalTerm(x, shape.knots, j) - shift - slope * x) / size;
  });
  shape.steps.forEach((step, j) => {
    out[bent + shape.bends.length + j] = value === step ? 1 : 0;
  });
}

/** Term j of a natural cubic spline: straight beyond the outer knots. @see Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, section 5.2.1 */
function naturalTerm(x: number, knots: readonly number[], j: number): number {
  const last = knots[knots.length - 1]!;
  const before = knots[knots.length - 2]!;
  const piece = (knot: number) => (cubed(x - knot) - cubed(x - last)) / (last - knot);
  return piece(knots[j]!) - piece(before);
}

function cubed(x: number): number {
  return x > 0 ? x * x * x : 0;
}

/** The straight part of a spline term over the observed values, which belongs to the straight column. */
function bendOf(x: Float64Array, knots: readonly number[], j: number) {
  const term = x.map((value) => naturalTerm(value, knots, j));
  const centre = mean(term);
  let cross = 0;
  let square = 0;
  for (let i = 0; i < x.length; i++) {
    cross += x[i]! * (term[i]! - centre);
    square += x[i]! * x[i]!;
  }
  const slope = cross / square;
  let rest = 0;
  for (let i = 0; i < x.length; i++) {
    const away = term[i]! - centre - slope * x[i]!;
    rest += away * away;
  }
  return { shift: centre, slope, size: Math.max(1e-12, Math.sqrt(rest / x.length)) };
}

/** Mean and one wave a year, by least squares; the mean alone where less than eleven months are known. */
function usualValue(
  values: Float64Array,
  days: Float64Array,
  centre: number,
): [number, number, number] {
  const span = days[days.length - 1]! - days[0]!;
  if (span < 330) return [centre, 0, 0];
  // Normal equations of sine and cosine around the mean; over whole years they are nearly diagonal.
  let ss = 0;
  let sc = 0;
  let cc = 0;
  let sy = 0;
  let cy = 0;
  values.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    const degrees = degreesOfYear(days[i]!);
    const sine = sineOfDegrees(degrees);
    const cosine = cosineOfDegrees(degrees);
    ss += sine * sine;
    sc += sine * cosine;
    cc += cosine * cosine;
    sy += sine * (value - centre);
    cy += cosine * (value - centre);
  });
  const determinant = ss * cc - sc * sc;
  if (!(determinant > 1e-6 * ss * cc)) return [centre, 0, 0];
  return [centre, (cc * sy - sc * cy) / determinant, (ss * cy - sc * sy) / determinant];
}

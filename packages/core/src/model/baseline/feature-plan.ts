import * as z from "zod";
import { cosineOfDegrees, sineOfDegrees } from "../../math/index.js";
import { HolidayPlan, isNear, NEAR, ownOf } from "./holiday-plan.js";
import { bendCount, degreesOfYear, fillShape, RegressorShape, usualOn } from "./regressor-shape.js";

/** What the columns of the regression are made from. */
export const FeaturePlan = z.strictObject({
  step: z.number().positive().meta({ unit: "days from a period to the next" }),
  middle: z.number().meta({ description: "Day at which the trend is 0" }),
  spread: z.number().positive().meta({ unit: "days per unit of the trend column" }),
  trend: z.boolean(),
  weekly: z.boolean(),
  yearly: z.int().min(0).max(20).meta({ description: "Pairs of sine and cosine" }),
  holidays: z.array(HolidayPlan),
  regressors: z.array(RegressorShape),
  bends: z.boolean().meta({ description: "Whether regressors act along curves" }),
  interactions: z.boolean().meta({ description: "Whether regressors act together" }),
  means: z.array(z.number()).meta({ description: "Of each column in the rows learnt from" }),
});
export type FeaturePlan = z.infer<typeof FeaturePlan>;

/** What a column explains. */
export type Part = "level" | "trend" | "weekly" | "yearly" | "weather" | "holiday";

/** A column of the regression; columns of one block are expected to matter about equally. */
export interface Column {
  readonly name: string;
  readonly part: Part;
  readonly block: string;
}

/** Columns of a plan, in order; the first is the level. */
export function columnsOf(plan: FeaturePlan): Column[] {
  const columns: Column[] = [{ name: "level", part: "level", block: "level" }];
  const add = (part: Part, block: string, name: string) => columns.push({ name, part, block });
  if (plan.trend) add("trend", "trend", "trend");
  if (plan.weekly) for (let d = 0; d < 7; d++) add("weekly", "weekly", `weekday_${d + 1}`);
  for (let k = 1; k <= plan.yearly; k++) {
    add("yearly", "yearly", `sine_${k}`);
    add("yearly", "yearly", `cosine_${k}`);
  }
  if (plan.holidays.length > 0) {
    for (const { offset } of NEAR) add("holiday", "holiday", `holiday_${offset}`);
  }
  if (plan.holidays.length > 1) {
    for (const each of plan.holidays) {
      for (const { offset } of ownOf(each)) {
        add("holiday", "each holiday", `holiday_${each.name}_${offset}`);
      }
    }
  }
  for (const { name } of plan.regressors) add("weather", "straight", name);
  if (plan.bends) {
    for (const shape of plan.regressors) {
      for (let j = 0; j < bendCount(shape); j++) add("weather", "bent", `${shape.name}_bend_${j}`);
    }
  }
  if (plan.interactions) {
    for (const [i, j] of pairsOf(plan.regressors.length)) {
      const [a, b] = [plan.regressors[i]!, plan.regressors[j]!];
      add("weather", "together", `${a.name} × ${b.name}`);
    }
    for (const { name } of plan.regressors) {
      if (plan.weekly) add("weather", "together", `${name} × weekend`);
    }
    if (plan.weekly && plan.yearly > 0) {
      add("weekly", "together", "sine × weekend");
      add("weekly", "together", "cosine × weekend");
    }
  }
  return columns;
}

/**
 * Writer of a row of columns, less their means but for the level's.
 *
 * @returns a function of a day, the regressors of that day (NaN where not known) and where to write
 */
export function createFeatures(
  plan: FeaturePlan,
): (day: number, regressors: ArrayLike<number>, out: Float64Array) => void {
  const all = plan.holidays.flatMap(({ days }) => days).sort((a, b) => a - b);
  const named = plan.holidays.map((each) => ({ days: each.days, own: ownOf(each) }));
  const pairs = pairsOf(plan.regressors.length);
  const shapes = plan.bends
    ? plan.regressors
    : plan.regressors.map((shape) => ({ ...shape, bends: [], steps: [] }));
  const straight = new Float64Array(shapes.length);
  const { step, means } = plan;
  return (day, regressors, out) => {
    let at = 0;
    out[at++] = 1;
    if (plan.trend) out[at++] = (day - plan.middle) / plan.spread;
    const weekday = (((day + 3) % 7) + 7) % 7;
    if (plan.weekly) for (let d = 0; d < 7; d++) out[at++] = d === weekday ? 1 : 0;
    const degrees = degreesOfYear(day);
    for (let k = 1; k <= plan.yearly; k++) {
      out[at++] = sineOfDegrees(k * degrees) / k;
      out[at++] = cosineOfDegrees(k * degrees) / k;
    }
    if (all.length > 0) {
      for (const { offset, weight } of NEAR) {
        out[at++] = isNear(all, { day, offset, step }) ? weight : 0;
      }
    }
    if (plan.holidays.length > 1) {
      for (const { days, own } of named) {
        for (const { offset, weight } of own) {
          out[at++] = isNear(days, { day, offset, step }) ? weight : 0;
        }
      }
    }
    let bent = at + plan.regressors.length;
    shapes.forEach((shape, i) => {
      const known = regressors[i]!;
      const value = Number.isNaN(known) ? usualOn(shape, day) : known;
      fillShape(shape, { value, out, at, bent });
      straight[i] = out[at]!;
      at++;
      bent += bendCount(shape);
    });
    at = bent;
    if (plan.interactions) {
      for (const [i, j] of pairs) out[at++] = straight[i]! * straight[j]!;
      const weekend = weekday >= 5 ? 1 : 0;
      if (plan.weekly) for (const value of straight) out[at++] = weekend * value;
      if (plan.weekly && plan.yearly > 0) {
        out[at++] = weekend * sineOfDegrees(degrees);
        out[at++] = weekend * cosineOfDegrees(degrees);
      }
    }
    for (let j = 1; j < at; j++) out[j] = out[j]! - means[j]!;
  };
}

/** More regressors than this act together in too many ways. */
const MOST_TOGETHER = 8;

function pairsOf(count: number): [number, number][] {
  if (count > MOST_TOGETHER) return [];
  return Array.from({ length: count }, (_, i) =>
    Array.from({ length: count - i - 1 }, (_, j): [number, number] => [i, i + 1 + j]),
  ).flat();
}

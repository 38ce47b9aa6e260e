import { CoreError } from "../../error.js";
import type { BaselineOptions } from "./baseline-row.js";
import type { FeaturePlan } from "./feature-plan.js";
import type { Variant } from "./fit-variant.js";
import { planHolidays } from "./holiday-plan.js";
import { type Series, stepOf } from "./read-series.js";
import { shapeOfRegressor } from "./regressor-shape.js";
import { type BaselineTransform, possibleTransforms } from "./transform.js";

const DAYS_OF_YEAR = 365.25;
/** Periods below which there is nothing to choose by. */
const FEWEST_TO_CHOOSE = 30;
const FEWEST_FOR_BENDS = 100;

/** What the regression of a series may be made from, before variants are compared. */
export function draftPlan(
  { days, regressors: columns }: Series,
  { regressors = [], holidays = [], seasonality = "auto" }: BaselineOptions,
): FeaturePlan {
  const step = stepOf(days);
  const span = days[days.length - 1]! - days[0]! + step;
  const asked = seasonality === "auto" ? {} : seasonality;
  const { weekly = step === 1 && span >= 21, yearly = pairsWithin(span, step) } = asked;
  if (!(Number.isInteger(yearly) && yearly >= 0 && yearly <= 20)) {
    throw new CoreError("out_of_range", `${yearly} yearly pairs, expected 0 to 20`);
  }
  return {
    step,
    middle: (days[0]! + days[days.length - 1]!) / 2,
    // The standard deviation of evenly spread days.
    spread: Math.max(step, span) / Math.sqrt(12),
    trend: true,
    weekly,
    yearly,
    holidays: planHolidays(holidays),
    regressors: columns.map((values, i) =>
      shapeOfRegressor(values, { name: regressors[i]!, days }),
    ),
    bends: false,
    interactions: false,
    means: [],
  };
}

/** Yearly pairs that so many days can tell from a trend: none within a year, few within two. */
function pairsWithin(span: number, step: number): number {
  const years = span / DAYS_OF_YEAR;
  const most = Math.max(0, Math.min(6, Math.floor(DAYS_OF_YEAR / step / 2) - 1));
  if (years < 1) return 0;
  if (years < 1.4) return Math.min(most, 1);
  return most;
}

/** The variant to begin with, and the changes that are tried. */
export function questionsOf(
  { values, days }: Series,
  { plan, options }: { plan: FeaturePlan; options: BaselineOptions },
): { start: Variant; questions: Partial<Variant>[][] } {
  const { transform = "auto", lags = "auto" } = options;
  const possible = possibleTransforms(values);
  if (transform !== "auto" && !possible.includes(transform)) {
    throw new CoreError(
      "out_of_range",
      `transform ${transform} needs values ${transform === "log" ? "above" : "from"} 0`,
    );
  }
  const scales: BaselineTransform[] = transform === "auto" ? possible : [transform];
  const curved = plan.regressors.some(({ bends, steps }) => bends.length + steps.length > 0);
  const bends = curved && days.length >= FEWEST_FOR_BENDS;
  const start: Variant = {
    transform: scales[0]!,
    wander: "level",
    trend: true,
    lags: lags === 0 ? 0 : 1,
    bends,
    interactions: false,
  };
  if (days.length < FEWEST_TO_CHOOSE) {
    return { start: { ...start, trend: false }, questions: [] };
  }
  const questions: Partial<Variant>[][] = [
    scales.slice(1).map((scale) => ({ transform: scale })),
    bends ? [{ bends: false }, { interactions: true }] : [],
    [{ wander: "steady" }, { trend: false }, { wander: "slope", trend: false }],
  ];
  return { start, questions: questions.filter(({ length }) => length > 0) };
}

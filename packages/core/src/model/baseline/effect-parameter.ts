import { dateOfDay } from "../../schema/index.js";
import type { Parameter } from "../../schema/parameter.js";
import { createFeatures } from "./feature-plan.js";
import type { VariantFit } from "./fit-variant.js";
import { isNear } from "./holiday-plan.js";
import type { Series } from "./read-series.js";
import { usualOn } from "./regressor-shape.js";
import type { FilterState } from "./state-filter.js";
import { slopeOfValue } from "./transform.js";
import { WANDERING } from "./wander.js";

/** Half the distance over which the slope of a curved effect is taken, in standard deviations. */
const NUDGE = 0.05;

/**
 * Effects in the unit of the series, at its usual level, with standard errors: the trend per day, each regressor per unit
 * (the mean slope where it acts along a curve), holidays, and weekdays against their mean.
 */
export function effectParameters(
  series: Series,
  { fit, state }: { fit: VariantFit; state: FilterState },
): Record<string, Parameter> {
  const { design, variant, centre, spread } = fit;
  const { columns, plan } = design;
  const k = columns.length;
  const unit = spread * slopeOfValue(centre, variant.transform);
  const days = [...series.days.keys()].filter((t) => !Number.isNaN(series.values[t]!));
  const origin: Parameter["origin"] = {
    kind: "estimated",
    rows: days.length,
    from: dateOfDay(series.days[0]!),
    to: dateOfDay(series.days[series.days.length - 1]!),
    method: "structural regression",
  };
  /** Weights of the whole state. */
  const parameter = (weights: Float64Array, meaning: string): Parameter => {
    const { n, mean, covariance, noise } = state;
    let value = 0;
    let variance = 0;
    for (let i = 0; i < n; i++) {
      value += weights[i]! * mean[i]!;
      if (weights[i] === 0) continue;
      for (let j = 0; j < n; j++) variance += weights[i]! * covariance[i * n + j]! * weights[j]!;
    }
    return {
      value: unit * value,
      standardError: Math.abs(unit) * Math.sqrt(noise * Math.max(0, variance)),
      unit: meaning,
      origin,
    };
  };
  const weightsOf = (of: (column: number) => number) =>
    Float64Array.from({ length: WANDERING + k }, (_, i) => (i < WANDERING ? 0 : of(i - WANDERING)));
  const found: Record<string, Parameter> = {};
  // A regressor may be called holiday, too: it keeps its name.
  const free = (name: string) =>
    plan.regressors.some((shape) => shape.name === name) ? `calendar_${name}` : name;
  if (plan.trend || variant.wander === "slope") {
    const weights = weightsOf((j) => (columns[j]!.part === "trend" ? 1 / plan.spread : 0));
    if (variant.wander === "slope") weights[1] = 1 / plan.step;
    found[free("trend")] = parameter(weights, "value per day");
  }
  columns.forEach(({ block, name }, j) => {
    if (block !== "weekly") return;
    const first = columns.findIndex((column) => column.block === "weekly");
    const weights = weightsOf((i) => (i === j ? 1 : 0) - (i >= first && i < first + 7 ? 1 / 7 : 0));
    found[free(name)] = parameter(weights, "value against the mean of the week");
  });
  plan.regressors.forEach(({ name }, r) => {
    found[name] = parameter(slopeWeights(series, { fit, rows: days, r }), `value per ${name}`);
  });
  if (plan.holidays.length > 0) {
    const all = plan.holidays.flatMap((each) => each.days).sort((a, b) => a - b);
    const on = (dates: readonly number[]) =>
      days.filter((t) => isNear(dates, { day: series.days[t]!, offset: 0, step: plan.step }));
    const effectOf = (rows: readonly number[]) =>
      weightsOf((j) => {
        if (columns[j]!.part !== "holiday") return 0;
        let sum = 0;
        for (const t of rows) sum += fit.design.x[t * k + j]! + plan.means[j]!;
        return sum / rows.length;
      });
    const rows = on(all);
    if (rows.length > 0) found[free("holiday")] = parameter(effectOf(rows), "value on a holiday");
    for (const each of plan.holidays) {
      const own = each.near ? on(each.days) : [];
      if (own.length > 0)
        found[free(`holiday_${each.name}`)] = parameter(effectOf(own), "value on it");
    }
  }
  return found;
}

/** Weights of the state in the mean change per unit of a regressor, the others as they were. */
function slopeWeights(
  { days, regressors }: Series,
  { fit, rows, r }: { fit: VariantFit; rows: readonly number[]; r: number },
): Float64Array {
  const { plan, columns } = fit.design;
  const shape = plan.regressors[r]!;
  const fill = createFeatures(plan);
  const k = columns.length;
  const above = new Float64Array(k);
  const below = new Float64Array(k);
  const values = new Float64Array(regressors.length);
  const weights = new Float64Array(WANDERING + k);
  // A curve has a slope at each row; a step, or a straight line, has one between its ends.
  const isCurve = shape.bends.length > 0 || shape.low === shape.high;
  for (const t of rows) {
    for (let i = 0; i < values.length; i++) values[i] = regressors[i]![t]!;
    const here = Number.isNaN(values[r]!) ? usualOn(shape, days[t]!) : values[r]!;
    const low = isCurve ? here - NUDGE * shape.spread : shape.low;
    const high = isCurve ? here + NUDGE * shape.spread : shape.high;
    values[r] = high;
    fill(days[t]!, values, above);
    values[r] = low;
    fill(days[t]!, values, below);
    for (let j = 0; j < k; j++) {
      const slope = (above[j]! - below[j]!) / (high - low);
      weights[WANDERING + j] = weights[WANDERING + j]! + slope / rows.length;
    }
  }
  return weights;
}

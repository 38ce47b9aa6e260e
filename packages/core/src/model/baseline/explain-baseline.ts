import type { Baseline } from "./baseline.js";
import type { BaselineRow } from "./baseline-row.js";
import { columnsOf } from "./feature-plan.js";
import type { Place } from "./follow-rows.js";
import { followAsked } from "./predict-series.js";
import { slopeOfValue, untransformed } from "./transform.js";

/** What the forecast of a period is made of, in the unit of the series; the parts sum to `value`. */
export interface BaselineExplanation {
  readonly date: string;
  readonly value: number;
  readonly level: number;
  readonly trend: number;
  readonly weekly: number;
  readonly yearly: number;
  /** What all regressors do together, interactions among them included. */
  readonly weather: number;
  readonly holiday: number;
  /** What lasts of the residual of the periods before, what trees add between, the median against the centre of the errors, and rounding. */
  readonly remainder: number;
}

const PARTS = ["trend", "weekly", "yearly", "weather", "holiday"] as const;

/**
 * Takes forecasts apart. Rows and history are read as by `predictBaseline`, and `value` is the same.
 *
 * @remarks On a scale that is not straight the parts share the distance from the level to the forecast in proportion to
 * what they add on that scale: one rate of exchange a day, so that no part depends on an order.
 */
export function explainBaseline(
  model: Baseline,
  rows: readonly BaselineRow[],
  { history = [] }: { history?: readonly BaselineRow[] } = {},
): BaselineExplanation[] {
  const partOf = columnsOf(model.plan).map(({ part }) => part);
  const answer = ({ centre, spread, variant, errors }: Baseline, place: Place, date: string) => {
    const sums = {
      level: place.level,
      trend: place.slope,
      weekly: 0,
      yearly: 0,
      weather: 0,
      holiday: 0,
    };
    for (let j = 0; j < partOf.length; j++) {
      sums[partOf[j]!] += place.effects[j]! * place.x[j]!;
    }
    const median = place.quantiles[errors.probabilities.indexOf(0.5)]!;
    const base = centre + spread * sums.level;
    const top = centre + spread * (place.mean + place.deviation * median);
    const value = untransformed(top, variant.transform);
    const level = untransformed(base, variant.transform);
    const distance = top - base;
    const rate =
      Math.abs(distance) > 1e-9 * spread
        ? (value - level) / distance
        : slopeOfValue(base, variant.transform);
    const found = { level, trend: 0, weekly: 0, yearly: 0, weather: 0, holiday: 0 };
    let explained = level;
    for (const part of PARTS) {
      found[part] = rate * spread * sums[part];
      explained += found[part];
    }
    return { date, value, ...found, remainder: value - explained };
  };
  return followAsked(model, { rows, history, answer });
}

import { exp, log } from "../../math/index.js";
import type { History } from "../../schema/history.js";
import { VERDICT_LIMITS } from "../../schema/verdict-limits.js";
import { nowPeriods } from "./current-condition.js";
import type { TwinFit } from "./fit-twin.js";
import { attractionOf, categoryUnits } from "./incidence.js";
import type { Panel } from "./panel.js";

/** A region's units of the category in a period, in the middle, and standard deviations of their logarithm. */
export interface ToldUnits {
  readonly value: number;
  readonly unknown: number;
  readonly luck: number;
}

/** Share of the fit's periods on which windows for the level are tried. */
const HELD_OUT = 0.2;

/**
 * Units of the category after a fit: `ln units = level of the region + λ · attraction`.
 *
 * The level is the mean of the last 28 days or of the whole fit, whichever foretold the last fifth of the fit better;
 * what it erred by there, beyond luck, is what isn't known of it.
 *
 * @param options.later - the fit's panel with the conditions of what is foretold
 * @returns by region and later period; null where too few of the recent periods tell the units of every brand
 */
export function unitsAhead(
  { twin, learnt: { panel, model } }: TwinFit,
  { history, later }: { history: History; later: Panel },
): (ToldUnits[] | null)[] {
  const { value: lambda, standardError } = twin.incidence;
  const luck = twin.luck?.units ?? 0;
  const recent = nowPeriods(panel);
  const attraction = panel.regions.map((_, place) =>
    attractionOf(later, { parameters: model, place }),
  );
  const levels = categoryUnits(history, panel).map((series, g) =>
    series.map((units, t) => (units > 0 ? log(units) - lambda * attraction[g]![t]! : Number.NaN)),
  );
  const { length, error } = windowOf(levels, { recent, periods: panel.periods });
  return levels.map((series, g) => {
    const { mean, known } = meanBefore(series, { until: panel.periods, length });
    const now = meanBefore(series, { until: panel.periods, length: recent });
    if (now.known * 2 < recent || now.known === 0) return null;
    let middle = 0;
    for (let t = panel.periods - recent; t < panel.periods; t++)
      middle += attraction[g]![t]! / recent;
    const level = Math.max((luck * luck) / known, error - luck * luck);
    return Array.from(attraction[g]!.subarray(panel.periods), (moved): ToldUnits => {
      const unsure = standardError * (moved - middle);
      return {
        value: exp(mean + lambda * moved),
        unknown: Math.sqrt(unsure * unsure + level),
        luck,
      };
    });
  });
}

/** How many of the last periods to take the mean of, and its mean squared error on the fit's last fifth. */
function windowOf(
  levels: readonly Float64Array[],
  { recent, periods }: { recent: number; periods: number },
): { length: number; error: number } {
  const until = periods - Math.floor(HELD_OUT * periods);
  let best = { length: recent, error: 0 };
  if (periods < VERDICT_LIMITS.fewestPeriods) return best;
  let least = Number.POSITIVE_INFINITY;
  for (const length of [recent, periods]) {
    let squares = 0;
    let count = 0;
    for (const series of levels) {
      const { mean, known } = meanBefore(series, { until, length });
      for (let t = until; known > 0 && t < periods; t++) {
        const error = series[t]! - mean;
        if (!Number.isFinite(error)) continue;
        squares += error * error;
        count++;
      }
    }
    if (count === 0 || squares / count >= least) continue;
    least = squares / count;
    best = { length, error: least };
  }
  return best;
}

/** Mean of what is known of the last periods before `until`. */
function meanBefore(
  series: Float64Array,
  { until, length }: { until: number; length: number },
): { mean: number; known: number } {
  let sum = 0;
  let known = 0;
  for (let t = Math.max(0, until - length); t < until; t++) {
    if (!Number.isFinite(series[t])) continue;
    sum += series[t]!;
    known++;
  }
  return { mean: sum / Math.max(1, known), known };
}

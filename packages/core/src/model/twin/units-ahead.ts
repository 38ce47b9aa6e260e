import { exp, log } from "../../math/index.js";
import type { History } from "../../schema/history.js";
import { categoryUnits } from "./category-units.js";
import { nowPeriods } from "./current-condition.js";
import type { TwinFit } from "./fit-twin.js";
import { attractionOf } from "./incidence.js";
import type { Panel } from "./panel.js";
import { meanBefore, windowOf } from "./units-window.js";

/** A region's units of the category in a period, in the middle, and standard deviations of their logarithm. */
export interface ToldUnits {
  readonly value: number;
  readonly unknown: number;
  readonly luck: number;
}

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

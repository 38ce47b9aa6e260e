import { exp, log } from "../../math/index.js";
import type { History } from "../../schema/history.js";
import type { Parameter } from "../../schema/parameter.js";
import type { TwinCell } from "../../schema/twin.js";
import { brandUnits, onSale, totalOf } from "./category-units.js";
import { nowPeriods } from "./current-condition.js";
import { attractionOf } from "./incidence.js";
import { followLevel, type LevelRule } from "./level.js";
import { longRunSquares } from "./long-run.js";
import type { Panel } from "./panel.js";
import { fitParts, type PartInput } from "./purchase-part.js";
import { levelVariance } from "./twin-cell.js";
import type { Fitted } from "./twin-parameter.js";
import { meanBefore, windowOf } from "./units-window.js";

/**
 * Cells with the units that they buy per day at the conditions of now, where the market rows tell.
 *
 * A region's units are `exp(level + λ · attraction)`, the level being a mean over as many of the last periods as foretold
 * the fit's own last fifth best. Which part of them a cell buys is told by the units of each brand beside the shares of
 * the region's cells.
 *
 * @param cells - those of the panel that are not past, in its order
 */
export function withUnits(
  cells: readonly TwinCell[],
  {
    fitted,
    history,
    incidence,
  }: {
    fitted: Fitted & { readonly rule: LevelRule };
    history: History;
    incidence: Parameter;
  },
): TwinCell[] {
  const { panel } = fitted;
  const units = brandUnits(history, panel);
  const totals = units.map((series) => totalOf(series, panel.brands.length));
  const levels = regionLevels(fitted, { totals, incidence });
  const places = new Map(panel.regions.map((region, g) => [region, g]));
  const told = panel.regions.map((region, g) => {
    if (!levels[g]) return null;
    const within = cells.filter((cell) => cell.region === region);
    const people = within.reduce((sum, cell) => sum + cell.people, 0);
    if (people === 0) return null;
    return within.map((cell) =>
      partInput(cell, { fitted, units: units[g]!, total: totals[g]!, part: cell.people / people }),
    );
  });
  const parts = fitParts(told);
  const absent = absentNow(history, panel);
  return cells.map((one) => {
    const g = places.get(one.region) ?? -1;
    const level = levels[g];
    const gone = absent[g] ?? [];
    const cell = gone.length > 0 ? { ...one, absent: gone } : one;
    const within = cells.filter(({ region }) => region === cell.region);
    const own = parts[g]?.[within.indexOf(one)];
    if (!level || !own) return { ...cell, unitsPerDay: null };
    return {
      ...cell,
      unitsPerDay: (level.units * own.part) / panel.periodDays,
      unitsSpread: { part: own.spread, region: level.spread },
    };
  });
}

/** Brands that nobody recorded or chose in the periods that count as now, by region. */
function absentNow(history: History, panel: Panel): string[][] {
  const from = panel.periods - nowPeriods(panel);
  return onSale(history, panel).map((spans) =>
    panel.brands.filter((_, j) => spans[j]!.first >= panel.periods || spans[j]!.last < from),
  );
}

/** Units of a region per period at the conditions of now, with the standard error of their log; null where too few are known. */
function regionLevels(
  { panel, model }: Fitted,
  { totals, incidence }: { totals: readonly Float64Array[]; incidence: Parameter },
): ({ units: number; spread: number } | null)[] {
  const recent = nowPeriods(panel);
  const attraction = panel.regions.map((_, place) =>
    attractionOf(panel, { parameters: model, place }),
  );
  const levels = totals.map((series, g) =>
    series.map((units, t) =>
      units > 0 ? log(units) - incidence.value * attraction[g]![t]! : Number.NaN,
    ),
  );
  const { length } = windowOf(levels, { recent, periods: panel.periods });
  return levels.map((series, g) => {
    const now = meanBefore(series, { until: panel.periods, length: recent });
    if (now.known * 2 < recent || now.known === 0) return null;
    const { mean, known } = meanBefore(series, { until: panel.periods, length });
    let middle = 0;
    for (let t = panel.periods - recent; t < panel.periods; t++)
      middle += attraction[g]![t]! / recent;
    const rests = [...series.subarray(Math.max(0, panel.periods - length))]
      .filter((value) => Number.isFinite(value))
      .map((value) => value - mean);
    // The mean of what is sold, not of its logarithm.
    const scale = rests.reduce((sum, rest) => sum + exp(rest), 0) / known;
    const squares = rests.reduce((sum, rest) => sum + rest * rest, 0);
    const variance = Math.max(squares, longRunSquares(rests)) / known / Math.max(1, known - 1);
    return { units: exp(mean + incidence.value * middle) * scale, spread: Math.sqrt(variance) };
  });
}

/** What the units of a region's brands say of one of its cells. */
function partInput(
  cell: TwinCell,
  {
    fitted: { panel, model, rule },
    units,
    total,
    part,
  }: {
    fitted: Fitted & { readonly rule: LevelRule };
    units: Float64Array;
    total: Float64Array;
    part: number;
  },
): PartInput {
  const n = panel.brands.length;
  const index = panel.cells.findIndex(
    (one) => !one.past && one.persona === cell.persona && one.region === cell.region,
  );
  const own = panel.cells[index]!;
  const share = new Float64Array(n);
  const sold = new Float64Array(n);
  let seen = 0;
  followLevel(
    { panel, cell: own, index },
    {
      parameters: model,
      rule,
      until: own.people.length,
      visit(t, expected, departure) {
        // A survey that the day's conditions move a period later tells what was bought the period before.
        const bought = own.first + t - model.lag;
        const all = total[bought] ?? Number.NaN;
        if (!(all > 0)) return;
        seen += all;
        let sum = 0;
        for (let j = 0; j < n; j++) sum += expected[j]! * exp(departure[j]!);
        for (let j = 0; j < n; j++) {
          share[j] = share[j]! + (all * expected[j]! * exp(departure[j]!)) / sum;
          sold[j] = sold[j]! + units[bought * n + j]!;
        }
      },
    },
  );
  const shares = share.map((value) => (seen > 0 ? value / seen : 1 / n));
  const variance = levelVariance(shares, model.interceptErrors[index]!);
  return { part, share: shares, variance, sold, units: seen };
}

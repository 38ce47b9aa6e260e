import { exp, log } from "../../math/index.js";
import type { History } from "../../schema/history.js";
import type { LeverRange } from "../../schema/twin.js";
import type { Panel } from "./panel.js";
import { logPaid } from "./regressor.js";

/** Days at the end of a history whose mean conditions count as "now". */
const NOW_DAYS = 28;

/** Periods whose conditions count as "now". */
export const nowPeriods = (panel: Panel): number =>
  Math.min(panel.periods, Math.max(1, Math.round(NOW_DAYS / panel.periodDays)));

/** Utilities that a region's brands have now, by their mean prices and promotion levels; conditions are normal. */
export function utilityNow(
  panel: Panel,
  { slopes, place }: { slopes: Float64Array; place: number },
): Float64Array {
  const n = panel.brands.length;
  const out = new Float64Array(n);
  const recent = nowPeriods(panel);
  panel.regressors.forEach(({ kind, brand, value }, r) => {
    if (kind === "trigger") return;
    const series = value[place]!;
    for (let t = panel.periods - recent; t < panel.periods; t++) {
      out[brand] = out[brand]! + (slopes[r]! * series[t]!) / recent;
    }
  });
  return out;
}

/** Price paid now per region and brand: geometric mean of the last rows; null where none was ever seen. */
export function pricesNow(history: History, panel: Panel): (number | null)[][] {
  const from = panel.firstDay + (panel.periods - nowPeriods(panel)) * panel.periodDays;
  const place = new Map(panel.regions.map((region, i) => [region, i]));
  const brand = new Map(panel.brands.map((name, j) => [name, j]));
  const recent = panel.regions.map(() => panel.brands.map(() => ({ sum: 0, count: 0 })));
  const latest = panel.regions.map(() => panel.brands.map((): number | null => null));
  for (const row of history.market) {
    const value = row.planned ? null : logPaid(row);
    const g = place.get(row.region);
    const j = brand.get(row.brand);
    if (value === null || g === undefined || j === undefined) continue;
    latest[g]![j] = value;
    if (row.day < from) continue;
    recent[g]![j]!.sum += value;
    recent[g]![j]!.count++;
  }
  return recent.map((brands, g) =>
    brands.map(({ sum, count }, j) => {
      const value = count > 0 ? sum / count : latest[g]![j]!;
      return value === null ? null : exp(value);
    }),
  );
}

/** How far from now each lever was seen to go: prices and points as logs, the rest as levels. */
export function leverRanges(
  history: History,
  { panel, prices }: { panel: Panel; prices: readonly (readonly (number | null)[])[] },
): LeverRange[] {
  const place = new Map(panel.regions.map((region, i) => [region, i]));
  return panel.brands.flatMap((brand, j) => {
    const seen: Record<LeverRange["lever"], Set<number>> = {
      price: new Set(),
      discount: new Set(),
      points: new Set(),
      feature: new Set(),
      display: new Set(),
    };
    for (const row of history.market) {
      if (row.brand !== brand || row.planned) continue;
      const g = place.get(row.region);
      const now = g === undefined ? null : prices[g]?.[j];
      const paid = logPaid(row);
      if (paid !== null && now) seen.price.add(rounded(paid - log(now)));
      if (row.discount !== null) seen.discount.add(rounded(row.discount));
      if (row.pointMultiplier !== null) seen.points.add(rounded(log(row.pointMultiplier)));
      if (row.feature !== null) seen.feature.add(rounded(row.feature));
      if (row.display !== null) seen.display.add(rounded(row.display));
    }
    return (Object.keys(seen) as LeverRange["lever"][]).flatMap((lever) => {
      const values = [...seen[lever]];
      if (values.length === 0) return [];
      const low = values.reduce((least, value) => Math.min(least, value), 0);
      const high = values.reduce((most, value) => Math.max(most, value), 0);
      return [{ lever, brand, low, high, distinct: values.length }];
    });
  });
}

const rounded = (value: number) => Math.round(value * 1e4) / 1e4;

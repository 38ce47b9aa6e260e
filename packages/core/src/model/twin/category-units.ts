import type { History } from "../../schema/history.js";
import type { Panel } from "./panel.js";

/** Units by region: row-major, periods × brands; NaN where a brand's are missing. */
export function brandUnits(history: History, panel: Panel): Float64Array[] {
  const n = panel.brands.length;
  const units = panel.regions.map(() => new Float64Array(panel.periods * n).fill(Number.NaN));
  const place = new Map(panel.regions.map((region, i) => [region, i]));
  const brand = new Map(panel.brands.map((name, j) => [name, j]));
  for (const row of history.market) {
    const g = place.get(row.region);
    const j = brand.get(row.brand);
    const t = Math.floor((row.day - panel.firstDay) / panel.periodDays);
    if (g === undefined || j === undefined || row.planned || row.units === null) continue;
    if (t < 0 || t >= panel.periods) continue;
    const known = units[g]![t * n + j]!;
    units[g]![t * n + j] = (Number.isNaN(known) ? 0 : known) + row.units;
  }
  return units;
}

/** Units of the whole category by period; NaN where a brand's are missing. */
export const totalOf = (units: Float64Array, brands: number): Float64Array =>
  Float64Array.from({ length: units.length / brands }, (_, t) => {
    let sum = 0;
    for (let j = 0; j < brands; j++) sum += units[t * brands + j]!;
    return sum;
  });

/** Units of the whole category by region and period; NaN where a brand's units are missing. */
export const categoryUnits = (history: History, panel: Panel): Float64Array[] =>
  brandUnits(history, panel).map((units) => totalOf(units, panel.brands.length));

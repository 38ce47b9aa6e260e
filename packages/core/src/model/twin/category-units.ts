import type { History, MarketRow } from "../../schema/history.js";
import type { Panel } from "./panel.js";

type Counted = MarketRow & { readonly units: number };

/**
 * Units by region: row-major, periods × brands; NaN where a brand's are missing.
 *
 * Rows that are as frequent as periods, or more, count in the period of their day. Rarer ones tell of the days from theirs on,
 * each of them alike. A period of which records tell only a part has none; a brand that is neither recorded nor chosen in a
 * region before it enters there, or after it has left, sold none.
 */
export function brandUnits(history: History, panel: Panel): Float64Array[] {
  const { brands, regions, periods } = panel;
  const n = brands.length;
  const counted = regions.map((): Counted[] => []);
  const place = new Map(regions.map((region, i) => [region, i]));
  for (const row of history.market) {
    if (!row.planned && row.units !== null)
      counted[place.get(row.region) ?? -1]?.push({ ...row, units: row.units });
  }
  const units = counted.map((rows) => regionUnits(rows, panel));
  onSale(history, panel).forEach((spans, g) => {
    spans.forEach(({ first, last }, j) => {
      for (let t = 0; t < periods; t++) if (t < first || t > last) units[g]![t * n + j] = 0;
    });
  });
  return units;
}

function regionUnits(rows: readonly Counted[], panel: Panel): Float64Array {
  const { brands, firstDay, periodDays, periods } = panel;
  const n = brands.length;
  const sums = new Float64Array(periods * n).fill(Number.NaN);
  const brand = new Map(brands.map((name, j) => [name, j]));
  const { days, gap } = rhythmOf(rows);
  const daysOfRow = gap > periodDays ? gap : 1;
  // A row of a period may be dated on its last day.
  const from = (days[0] ?? 0) - (daysOfRow > 1 ? 0 : gap - 1);
  const to = (days[days.length - 1] ?? 0) + gap;
  /** Days of a period of which a brand's rows tell, where each of them tells of several. */
  const told = new Map<number, Set<number>>();
  for (const { day, units, brand: name } of rows) {
    const j = brand.get(name);
    for (let i = 0; i < daysOfRow; i++) {
      const t = Math.floor((day + i - firstDay) / periodDays);
      if (j === undefined || t < 0 || t >= periods) continue;
      const begins = firstDay + t * periodDays;
      if (begins < from || begins + periodDays > to) continue;
      const at = t * n + j;
      sums[at] = (Number.isNaN(sums[at]!) ? 0 : sums[at]!) + units / daysOfRow;
      if (daysOfRow === 1) continue;
      const known = told.get(at) ?? new Set();
      told.set(at, known.add(day + i));
    }
  }
  for (const [at, known] of told) if (known.size < periodDays) sums[at] = Number.NaN;
  return sums;
}

/** Days on which there are rows, and how many of them usually lie between two. */
function rhythmOf(rows: readonly MarketRow[]): { days: readonly number[]; gap: number } {
  const days = [...new Set(rows.map(({ day }) => day))].sort((a, b) => a - b);
  const gaps = days.slice(1).map((day, i) => day - days[i]!);
  return { days, gap: gaps.sort((a, b) => a - b)[gaps.length >> 1] ?? 1 };
}

/**
 * First and last period in which a brand was recorded or chosen, by region and brand; `first` is past the end where it
 * never was.
 */
export function onSale(
  history: History,
  panel: Panel,
): { readonly first: number; readonly last: number }[][] {
  const { brands, regions, firstDay, periodDays, periods, cells } = panel;
  const n = brands.length;
  const spans = regions.map(() => brands.map(() => ({ first: periods, last: -1 })));
  const see = (g: number, j: number, t: number) => {
    const span = spans[g]![j]!;
    span.first = Math.min(span.first, t);
    span.last = Math.max(span.last, t);
  };
  for (const { place, first, people, share } of cells) {
    for (let i = 0; i < people.length * n; i++) {
      if (share[i]! > 0) see(place, i % n, first + Math.floor(i / n));
    }
  }
  const place = new Map(regions.map((region, i) => [region, i]));
  const brand = new Map(brands.map((name, j) => [name, j]));
  for (const row of history.market) {
    const g = place.get(row.region);
    const j = brand.get(row.brand);
    if (row.planned || g === undefined || j === undefined) continue;
    see(g, j, Math.floor((row.day - firstDay) / periodDays));
  }
  return spans;
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

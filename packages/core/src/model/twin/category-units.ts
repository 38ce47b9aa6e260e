import type { History, MarketRow } from "../../schema/history.js";
import type { Panel } from "./panel.js";

type Counted = MarketRow & { readonly units: number };

/**
 * Units by region: row-major, periods × brands; NaN where a brand's are missing.
 *
 * A period of which records tell only a part has none; a brand that is neither recorded nor chosen in a region before it
 * enters there, or after it has left, sold none.
 */
export function brandUnits(history: History, panel: Panel): Float64Array[] {
  const { brands, regions, firstDay, periodDays, periods } = panel;
  const n = brands.length;
  const units = regions.map(() => new Float64Array(periods * n).fill(Number.NaN));
  const place = new Map(regions.map((region, i) => [region, i]));
  const brand = new Map(brands.map((name, j) => [name, j]));
  const counted = history.market.filter(
    (row): row is Counted => !row.planned && row.units !== null && place.has(row.region),
  );
  const told = regions.map((region) =>
    daysTold(counted.flatMap((row) => (row.region === region ? [row.day] : []))),
  );
  for (const row of counted) {
    const g = place.get(row.region)!;
    const j = brand.get(row.brand);
    const t = Math.floor((row.day - firstDay) / periodDays);
    if (j === undefined || t < 0 || t >= periods) continue;
    const begins = firstDay + t * periodDays;
    if (begins < told[g]!.from || begins + periodDays > told[g]!.to) continue;
    const known = units[g]![t * n + j]!;
    units[g]![t * n + j] = (Number.isNaN(known) ? 0 : known) + row.units;
  }
  onSale(history, panel).forEach((spans, g) => {
    spans.forEach(({ first, last }, j) => {
      for (let t = 0; t < periods; t++) if (t < first || t > last) units[g]![t * n + j] = 0;
    });
  });
  return units;
}

/** Days that records tell of, `to` excluded: each of them tells as many as usually lie between two of them. */
function daysTold(found: readonly number[]): { from: number; to: number } {
  const days = [...new Set(found)].sort((a, b) => a - b);
  const gaps = days.slice(1).map((day, i) => day - days[i]!);
  const gap = gaps.sort((a, b) => a - b)[gaps.length >> 1] ?? 1;
  return { from: (days[0] ?? 0) - gap + 1, to: (days[days.length - 1] ?? 0) + gap };
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

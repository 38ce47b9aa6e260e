import { log } from "../../math/index.js";
import type { ConditionRow, History, MarketRow } from "../../schema/history.js";
import { TRIGGERS, type Trigger } from "../../schema/scenario.js";

/** The grid on which regressors are laid. */
export interface Grid {
  readonly firstDay: number;
  readonly periodDays: number;
  readonly periods: number;
  readonly brands: readonly string[];
  readonly regions: readonly string[];
}

/** Something that moved utilities in the past: one coefficient each. */
export interface Regressor {
  readonly name: string;
  readonly kind: "price" | PromotionLevel | "trigger";
  /** The brand whose utility it moves. */
  readonly brand: number;
  readonly trigger: Trigger | null;
  /** Value by region and period. */
  readonly value: readonly Float64Array[];
  /** By region: the mean that was taken off, which later days are measured from too. */
  readonly centre: readonly number[];
  /** What "normal" is, in the regressor's own unit, and how it spreads. */
  readonly normal: number;
  readonly spread: number;
}

/** What is done to sell a brand beside its price. */
export const PROMOTION_LEVELS = ["deal", "feature", "display", "points", "bogo"] as const;
export type PromotionLevel = (typeof PROMOTION_LEVELS)[number];

/** Days over which a region's normal temperature is averaged, along a line at the ends: shorter than a season, longer than weather. */
const NORMAL_DAYS = 29;
/** A condition is used when it was seen on at least this share of the periods. */
const ENOUGH = 0.8;

/** Every regressor that varies in a history: own prices, promotion levels, external conditions. */
export function regressorsOf(history: History, grid: Grid): Regressor[] {
  const market = marketByPlace(history.market, grid);
  return [
    ...grid.brands.flatMap((_, j) => priceRegressor(market, { grid, brand: j })),
    ...PROMOTION_LEVELS.flatMap((name) =>
      grid.brands.flatMap((_, j) => promotionRegressor(market, { grid, name, brand: j })),
    ),
    ...TRIGGERS.filter((trigger) => trigger !== "trend").flatMap((trigger) =>
      triggerRegressors(history.conditions, { grid, trigger }),
    ),
  ];
}

/** Market rows of a region and brand by period, the observed ones only. */
type MarketGrid = readonly (readonly (readonly (readonly MarketRow[] | undefined)[])[])[];

function marketByPlace(rows: readonly MarketRow[], grid: Grid): MarketGrid {
  const place = new Map(grid.regions.map((region, i) => [region, i]));
  const brand = new Map(grid.brands.map((name, j) => [name, j]));
  const cube = grid.regions.map(() =>
    grid.brands.map(() => new Array<MarketRow[] | undefined>(grid.periods).fill(undefined)),
  );
  for (const row of rows) {
    const series = cube[place.get(row.region) ?? -1]?.[brand.get(row.brand) ?? -1];
    const t = Math.floor((row.day - grid.firstDay) / grid.periodDays);
    if (!series || row.planned || t < 0 || t >= grid.periods) continue;
    const known = series[t];
    if (known) known.push(row);
    else series[t] = [row];
  }
  return cube;
}

/** Mean of what is known of a period's rows; null where nothing is. */
function meanOf(rows: readonly MarketRow[] | undefined, get: (row: MarketRow) => number | null) {
  let sum = 0;
  let count = 0;
  for (const row of rows ?? []) {
    const value = get(row);
    if (value === null) continue;
    sum += value;
    count++;
  }
  return count > 0 ? sum / count : null;
}

/** Log of what is paid per unit: the list price less its discount. */
export const logPaid = ({ price, discount }: MarketRow): number | null =>
  price === null ? null : log(price * (1 - Math.min(0.99, discount ?? 0)));

/** Own log price less its mean in the region; a price holds until the next is known. */
function priceRegressor(
  market: MarketGrid,
  { grid, brand }: { grid: Grid; brand: number },
): Regressor[] {
  const series = grid.regions.map((_, g) =>
    heldOn(market[g]![brand]!.map((rows) => meanOf(rows, logPaid))),
  );
  const value = series.map(centred);
  const spread = spreadOf(value);
  if (spread < 1e-6) return [];
  const name = `price:${grid.brands[brand]}`;
  const centre = series.map(mean);
  return [{ name, kind: "price", brand, trigger: null, value, centre, normal: 0, spread }];
}

function heldOn(series: readonly (number | null)[]): Float64Array {
  const first = series.find((value) => value !== null) ?? 0;
  let last = first;
  return Float64Array.from(series, (value) => {
    last = value ?? last;
    return last;
  });
}

const mean = (series: Float64Array): number =>
  series.reduce((sum, value) => sum + value, 0) / Math.max(1, series.length);

function centred(series: Float64Array): Float64Array {
  const centre = mean(series);
  return series.map((value) => value - centre);
}

/** Root mean square over all regions and periods. */
function spreadOf(value: readonly Float64Array[]): number {
  let squares = 0;
  let count = 0;
  for (const series of value) {
    for (const entry of series) squares += entry * entry;
    count += series.length;
  }
  return count > 0 ? Math.sqrt(squares / count) : 0;
}

const LEVEL: Readonly<Record<PromotionLevel, (row: MarketRow) => number | null>> = {
  deal: ({ deal }) => deal,
  feature: ({ feature }) => feature,
  display: ({ display }) => display,
  points: ({ pointMultiplier }) => (pointMultiplier === null ? null : log(pointMultiplier)),
  bogo: ({ bogo }) => (bogo === null ? null : bogo ? 1 : 0),
};

/** A brand's promotion level; where a row doesn't name it there was none. */
function promotionRegressor(
  market: MarketGrid,
  { grid, name, brand }: { grid: Grid; name: PromotionLevel; brand: number },
): Regressor[] {
  const value = grid.regions.map((_, g) =>
    Float64Array.from(market[g]![brand]!, (rows) => meanOf(rows, LEVEL[name]) ?? 0),
  );
  const spread = spreadOf(value.map(centred));
  if (spread < 1e-6) return [];
  const full = `${name}:${grid.brands[brand]}`;
  const centre = value.map(() => 0);
  return [{ name: full, kind: name, brand, trigger: null, value, centre, normal: 0, spread }];
}

/** A condition's deviation from normal, with a coefficient for every brand but the last, which is the yardstick. */
function triggerRegressors(
  rows: readonly ConditionRow[],
  { grid, trigger }: { grid: Grid; trigger: Exclude<Trigger, "trend"> },
): Regressor[] {
  const levels = grid.regions.map((region) =>
    conditionSeries(
      rows.filter((row) => row.region === region),
      { grid, trigger },
    ),
  );
  if (levels.some((series) => series === null)) return [];
  const known = levels.flatMap((series) => (series ? [series] : []));
  const all = known.flatMap((series) => [...series.level]);
  const normal = all.reduce((sum, value) => sum + value, 0) / Math.max(1, all.length);
  const value = known.map((series) => series.deviation);
  const centre = known.map((series) => series.centre);
  const spread = spreadOf(value);
  if (spread < 1e-6) return [];
  return grid.brands.slice(0, -1).map((brand, j) => ({
    name: `${trigger}:${brand}`,
    kind: "trigger" as const,
    brand: j,
    trigger,
    value,
    centre,
    normal,
    spread,
  }));
}

/** @returns null where the condition was seen too seldom */
function conditionSeries(
  rows: readonly ConditionRow[],
  { grid, trigger }: { grid: Grid; trigger: Exclude<Trigger, "trend"> },
): { level: Float64Array; deviation: Float64Array; centre: number } | null {
  const sums = new Float64Array(grid.periods);
  const counts = new Float64Array(grid.periods);
  for (const row of rows) {
    const t = Math.floor((row.day - grid.firstDay) / grid.periodDays);
    const value = row[trigger];
    if (value === null || t < 0 || t >= grid.periods) continue;
    sums[t] = sums[t]! + value;
    counts[t] = counts[t]! + 1;
  }
  const seen = counts.reduce((count, value) => count + (value > 0 ? 1 : 0), 0);
  if (seen < ENOUGH * grid.periods || seen < 2) return null;
  const level = heldOn([...sums].map((sum, t) => (counts[t]! > 0 ? sum / counts[t]! : null)));
  // Weather has seasons, which shares may follow for other reasons: only its departure from them counts.
  if (trigger !== "temperature" && trigger !== "comfort")
    return { level, deviation: centred(level), centre: mean(level) };
  const half = Math.floor(NORMAL_DAYS / grid.periodDays / 2);
  const deviation = level.map((value, t) => value - lineAround(level, t, half));
  return { level, deviation, centre: 0 };
}

/** Level at a place of the line that fits the neighbours best: their mean, but at the ends, where they lie on one side. */
function lineAround(series: Float64Array, at: number, half: number): number {
  const from = Math.max(0, at - half);
  const to = Math.min(series.length, at + half + 1);
  const count = to - from;
  let sum = 0;
  for (let t = from; t < to; t++) sum += series[t]!;
  const mean = sum / count;
  const centre = (from + to - 1) / 2;
  if (centre === at) return mean;
  let tilt = 0;
  let squares = 0;
  for (let t = from; t < to; t++) {
    tilt += (t - centre) * series[t]!;
    squares += (t - centre) * (t - centre);
  }
  return mean + (tilt / squares) * (at - centre);
}

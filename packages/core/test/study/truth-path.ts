import { expm1, log, log1p } from "../../src/math/index.js";
import type { Intervention } from "../../src/schema/scenario.js";
import {
  choiceDays,
  type PlantedCell,
  type Truth,
  utilityChange,
} from "../../src/synthetic/index.js";

/** Days at the end of what is known whose mean conditions are "now", as a twin has it. */
const NOW_DAYS = 28;

/** A planted cell as it is when the known days end. */
interface TrueCell {
  readonly cell: PlantedCell;
  readonly region: number;
  readonly share: Float64Array;
  /** Utilities without conditions, drift included. */
  readonly intercepts: Float64Array;
}

/** A planted market as it is when the known days end; arrays are by region, then brand, in the truth's order. */
export interface TrueState {
  readonly truth: Truth;
  readonly cells: readonly TrueCell[];
  /** Utility that the conditions of now add: mean prices and promotions, ordinary weather. */
  readonly now: readonly Float64Array[];
  /** Price paid now: geometric mean. */
  readonly paid: readonly Float64Array[];
}

/** Follows the planted law to the end of the known days. */
export function trueState(truth: Truth, knownDays: number): TrueState {
  const n = truth.brands.length;
  const zero = () => truth.regions.map(() => new Float64Array(n));
  const [now, paid] = [zero(), zero()];
  const rain = truth.regions.map(() => 0);
  let holidays = 0;
  let cells: TrueCell[] = [];
  for (const { market, cells: today } of choiceDays(truth)) {
    if (market.day >= knownDays) break;
    if (market.holiday) holidays += 1 / knownDays;
    market.regions.forEach((region, g) => {
      if (region.weather.rainy) rain[g] = (rain[g] ?? 0) + 1 / knownDays;
      if (market.day < knownDays - NOW_DAYS) return;
      const dry = { ...region, weather: { ...region.weather, deviation: 0, rainy: false } };
      utilityChange(truth, dry, { holiday: false }).forEach((value, j) => {
        add(now[g], j, value / NOW_DAYS);
      });
      region.brands.forEach(({ price, discount }, j) => {
        add(paid[g], j, log(price * (1 - discount)) / NOW_DAYS);
      });
    });
    if (market.day < knownDays - 1) continue;
    cells = today.map(({ cell, choice, bought }) => {
      const region = truth.regions.findIndex(({ id }) => id === cell.region);
      const conditions = market.regions[region];
      const change = conditions ? utilityChange(truth, conditions, market) : new Float64Array(n);
      const intercepts = choice.map((share, j) => log(share) - (change[j] ?? 0));
      return { cell, region, share: bought.slice(), intercepts };
    });
  }
  truth.brands.forEach((brand, j) => {
    now.forEach((values, g) => {
      add(values, j, brand.rain * (rain[g] ?? 0) + brand.holiday * holidays);
    });
  });
  return { truth, cells, now, paid: paid.map((values) => values.map((value) => Math.exp(value))) };
}

function add(values: Float64Array | undefined, j: number, value: number): void {
  if (values) values[j] = (values[j] ?? 0) + value;
}

/** What came of a planted market over the horizon; by brand in the truth's order. */
export interface TrueOutcome {
  /** By cell: mean share of what is bought. */
  readonly share: readonly Float64Array[];
  /** By cell and day. */
  readonly days: readonly (readonly Float64Array[])[];
  readonly units: Float64Array;
  readonly revenue: Float64Array;
  /** Units at the prices of now. */
  readonly regular: Float64Array;
}

/** The planted law's own answer: expected shares, units and revenue from a state under interventions. */
export function trueOutcome(
  { truth, cells, now, paid }: TrueState,
  interventions: readonly Intervention[],
  days: number,
): TrueOutcome {
  const n = truth.brands.length;
  const sums = () => new Float64Array(n);
  const [units, revenue, regular] = [sums(), sums(), sums()];
  const paths = cells.map(({ cell, region, share, intercepts }) => {
    const persona = truth.personas.find(({ id }) => id === cell.persona);
    const { habit = 0, buying = 0 } = persona ?? {};
    const reference = softmaxOf(intercepts);
    let x = share;
    return Array.from({ length: days }, (_, day) => {
      const { utility, price } = effectOf(truth, interventions, { day, cell });
      const change = utility.map((value, j) => value + (now[region]?.[j] ?? 0));
      const choice = softmaxOf(intercepts.map((value, j) => value + (change[j] ?? 0)));
      x = x.map((before, j) => habit * before + (1 - habit) * (choice[j] ?? 0));
      const q = buyingOf(truth, { buying, reference, change });
      x.forEach((bought, j) => {
        const sold = cell.population * q * bought;
        const each = paid[region]?.[j] ?? 0;
        add(units, j, sold);
        add(regular, j, sold * each);
        add(revenue, j, sold * each * (price[j] ?? 1));
      });
      return x;
    });
  });
  const share = paths.map((path) => {
    const mean = sums();
    for (const day of path) {
      for (const [j, value] of day.entries()) add(mean, j, value / days);
    }
    return mean;
  });
  return { share, days: paths, units, revenue, regular };
}

/** λ as a twin means it: log units of the category per unit of attraction, at the conditions of now. */
export function trueIncidence({ truth, cells, now }: TrueState): number {
  let units = 0;
  let moved = 0;
  for (const { cell, region, intercepts } of cells) {
    const buying = truth.personas.find(({ id }) => id === cell.persona)?.buying ?? 0;
    const q = buyingOf(truth, { buying, reference: softmaxOf(intercepts), change: now[region] });
    units += cell.population * q;
    moved += cell.population * q * (1 - q) * truth.effects.incidence;
  }
  return moved / units;
}

/** Probability of buying in the category under changes of utility. */
function buyingOf(
  { effects }: Truth,
  {
    buying,
    reference,
    change,
  }: { buying: number; reference: Float64Array; change: Float64Array | undefined },
): number {
  const gained = reference.reduce((sum, r, j) => sum + r * expm1(change?.[j] ?? 0), 0);
  const attraction = effects.incidence * log1p(gained);
  return (buying * Math.exp(attraction)) / (1 + buying * expm1(attraction));
}

function softmaxOf(utility: Float64Array): Float64Array {
  const weights = utility.map((value) => Math.exp(value));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** What interventions add to planted utilities in a cell on a day of the horizon, and to prices as factors. */
function effectOf(
  { brands, effects }: Truth,
  interventions: readonly Intervention[],
  { day, cell }: { day: number; cell: PlantedCell },
): { utility: Float64Array; price: Float64Array } {
  const utility = new Float64Array(brands.length);
  const price = new Float64Array(brands.length).fill(1);
  const cut = (j: number, factor: number) => {
    add(utility, j, -(brands[j]?.priceCoefficient ?? 0) * log(factor));
    price[j] = (price[j] ?? 1) * factor;
  };
  for (const one of interventions) {
    const lasts = one.durationDays ?? Number.POSITIVE_INFINITY;
    if (day < one.startDay || day >= one.startDay + lasts) continue;
    if (one.region !== undefined && one.region !== cell.region) continue;
    if (one.persona !== undefined && one.persona !== cell.persona) continue;
    brands.forEach((brand, j) => {
      if (one.type === "price_change") cut(j, one.price[brand.id] ?? 1);
      if (one.type === "promotion" && one.brand === brand.id) {
        cut(j, 1 - one.discount);
        add(utility, j, effects.points * brand.loyaltyProgramme * log(one.pointMultiplier));
      }
      if (one.type === "external" && one.trigger === "temperature")
        add(utility, j, brand.temperature * one.value);
      if (one.type === "external" && one.trigger === "rain")
        add(utility, j, brand.rain * one.value);
    });
  }
  return { utility, price };
}

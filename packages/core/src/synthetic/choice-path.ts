import { exp, expm1, log, log1p } from "../math/index.js";
import { softmax } from "../math/softmax.js";
import { keyedDraws, keyOf } from "./draw.js";
import { type MarketDay, marketDays, type RegionDay } from "./market-day.js";
import type { PlantedCell, Truth } from "./truth.js";

/** A cell on a day; shares are in the truth's order of brands. */
export interface CellDay {
  readonly cell: PlantedCell;
  /** x_t: where the cell's people are when the day begins; what its behaviour line surveys. */
  readonly share: Float64Array;
  /** s_t: choice row of those who choose anew on the day. */
  readonly choice: Float64Array;
  /** x_{t+1}: shares of what is bought on the day. */
  readonly bought: Float64Array;
  /** q': probability of buying in the category on the day. */
  readonly buying: number;
}

/** Days of the market with every cell's shares, cells in the truth's order. */
export function* choiceDays(truth: Truth): Generator<{ market: MarketDay; cells: CellDay[] }> {
  const regionIndex = new Map(truth.regions.map((region, index) => [region.id, index]));
  const cells = truth.cells.map((cell) => ({
    region: regionIndex.get(cell.region)!,
    next: cellPath(truth, cell),
  }));
  for (const market of marketDays(truth)) {
    const changes = market.regions.map((region) => utilityChange(truth, region, market));
    yield { market, cells: cells.map(({ region, next }) => next(market.day, changes[region]!)) };
  }
}

/**
 * Δu of every brand in a region on a day: what the written conditions add to the intercepts.
 *
 * @remarks Zero for a brand at its reference price, without promotion, in normal dry weather, off holidays.
 */
export function utilityChange(
  { brands, effects }: Pick<Truth, "brands" | "effects">,
  { weather, brands: doing }: RegionDay,
  { holiday }: Pick<MarketDay, "holiday">,
): Float64Array {
  return Float64Array.from(brands, (brand, j) => {
    const { price, discount, pointMultiplier, bogo, feature, display } = doing[j]!;
    const unitPrice = price * (1 - discount) * (bogo ? 1 - effects.bogoRedemption / 2 : 1);
    return (
      -brand.priceCoefficient * log(unitPrice / brand.price) +
      effects.points * brand.loyaltyProgramme * log(pointMultiplier) +
      effects.feature * feature +
      effects.display * display +
      brand.temperature * weather.deviation +
      (weather.rainy ? brand.rain : 0) +
      (holiday ? brand.holiday : 0)
    );
  });
}

function cellPath(truth: Truth, cell: PlantedCell) {
  const persona = truth.personas.find(({ id }) => id === cell.persona)!;
  const walks = truth.brands.map((brand) =>
    keyedDraws(truth.seed, keyOf(cell.persona, cell.region, brand.id), "drift"),
  );
  const intercepts = Float64Array.from(cell.intercepts);
  let share = softmax(intercepts);
  return (day: number, change: Float64Array): CellDay => {
    if (truth.drift > 0 && day > 0) {
      for (let j = 0; j < walks.length; j++) {
        intercepts[j] = intercepts[j]! + truth.drift * walks[j]!.normal(day);
      }
    }
    const reference = softmax(intercepts);
    const choice = softmax(intercepts.map((intercept, j) => intercept + change[j]!));
    const before = share;
    share = before.map((x, j) => persona.habit * x + (1 - persona.habit) * choice[j]!);
    const buying = buyingProbability(persona.buying, {
      incidence: truth.effects.incidence,
      attraction: attraction(reference, change),
    });
    return { cell, share: before, choice, bought: share, buying };
  };
}

/** I: logarithm of how much more attractive the category is than at reference conditions. */
function attraction(reference: Float64Array, change: Float64Array): number {
  let gained = 0;
  for (let j = 0; j < reference.length; j++) gained += reference[j]! * expm1(change[j]!);
  return log1p(gained);
}

function buyingProbability(
  q: number,
  { incidence, attraction: I }: { incidence: number; attraction: number },
): number {
  return (q * exp(incidence * I)) / (1 + q * expm1(incidence * I));
}

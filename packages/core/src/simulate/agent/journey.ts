import type { Journey, JourneyStep } from "../../schema/agent.js";
import type { TwinCell } from "../../schema/twin.js";
import { ACTIVE, type CellPopulation, GONE, HABIT, MIDDLE, NO_BRAND } from "./population.js";
import type { Rule } from "./rule.js";

const stateOf = (state: number): JourneyStep["state"] =>
  state === ACTIVE ? "active" : state === GONE ? "gone" : "waiting";

const nameOf = (brand: number, brands: readonly string[]): string | null =>
  brand === NO_BRAND ? null : (brands[brand] ?? null);

/** What an agent did in the period that has just passed. @param options.place - within the columns */
export function lookAt(
  { columns }: CellPopulation,
  {
    place,
    rule,
    cell,
    brands,
  }: { place: number; rule: Rule; cell: TwinCell; brands: readonly string[] },
): JourneyStep {
  const state = stateOf(columns.state[place]!);
  const j = columns.brand[place]!;
  const acts = state === "active";
  const price = cell.price[j] ?? null;
  const units = acts ? columns.units[place]! : 0;
  return {
    state,
    brand: nameOf(j, brands),
    by: !acts ? null : columns.act[place] === HABIT ? "habit" : "choice",
    units,
    pricePaid: units > 0 && price !== null ? price * rule.paid[j]! : null,
    adopted: columns.adopted[place] === 1,
    satisfaction: columns.satisfaction[place]! / (2 * MIDDLE),
    pantry: columns.pantry[place]!,
  };
}

/** What an agent is, without its steps. */
export function traitsOf(
  { columns, key, first }: CellPopulation,
  { place, brands }: { place: number; brands: readonly string[] },
): Omit<Journey, "result" | "baseline"> {
  return {
    cell: key,
    agent: first + place,
    startBrand: nameOf(columns.startBrand[place]!, brands),
    loyalty: columns.loyalty[place]!,
    price: columns.price[place]!,
    promotion: columns.promotion[place]!,
    purchaseRate: columns.rate[place]!,
  };
}

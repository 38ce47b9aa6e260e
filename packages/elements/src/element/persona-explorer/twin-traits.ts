import type { Origin, Twin } from "@cdp-whatif/core";
import { type Interval, Z95 } from "../../chart/sampling.js";

/** A number of the twin with its 95 % interval and its origin. */
export interface TwinTrait {
  /** Cell's region for habit, brand id for elasticities. */
  readonly id: string;
  readonly interval: Interval;
  readonly origin: Origin;
}

type Parameter = Twin["cells"][number]["habit"];

const intervalOf = (
  { value, standardError }: Pick<Parameter, "value" | "standardError">,
  clamp?: readonly [number, number],
): Interval => {
  const [low, high] = [value - Z95 * standardError, value + Z95 * standardError];
  return clamp
    ? { value, low: Math.max(clamp[0], low), high: Math.min(clamp[1], high) }
    : { value, low, high };
};

/** Habit of a persona in each of its regions: the share of people that repeats its brand each period. */
export function habitTraits(twin: Twin, persona: string): TwinTrait[] {
  return twin.cells
    .filter((cell) => cell.persona === persona)
    .map(({ region, habit }) => ({
      id: region,
      interval: intervalOf(habit, [0, 1]),
      origin: habit.origin,
    }));
}

/**
 * Own-price elasticity of a persona's choice by brand: −α (1 − c), c averaged over its cells by people.
 *
 * @remarks The interval is that of α; c is taken as known.
 * @returns percent change of the share chosen anew per percent of price
 */
export function priceTraits(twin: Twin, persona: string): TwinTrait[] {
  const cells = twin.cells.filter((cell) => cell.persona === persona);
  const people = cells.reduce((sum, cell) => sum + cell.people, 0);
  if (cells.length === 0) return [];
  return twin.brands.flatMap((id, j) => {
    const price = twin.price[j];
    if (!price) return [];
    const chosen = cells.reduce(
      (sum, cell) =>
        sum + (people > 0 ? cell.people / people : 1 / cells.length) * (cell.choice[j] ?? 0),
      0,
    );
    const value = -price.value * (1 - chosen);
    const standardError = price.standardError * (1 - chosen);
    return [{ id, interval: intervalOf({ value, standardError }), origin: price.origin }];
  });
}

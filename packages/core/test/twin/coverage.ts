import { fitTwin } from "../../src/model/index.js";
import type { Parameter } from "../../src/schema/parameter.js";
import type { PlanOptionsInput } from "../../src/synthetic/index.js";
import { plantedHistory } from "./planted-history.js";

/** How many 95 % intervals hold the planted truth. */
export interface Covered {
  inside: number;
  total: number;
  /** Largest distance from the truth, in standard errors. */
  worst: number;
}

const none = (): Covered => ({ inside: 0, total: 0, worst: 0 });

function count(into: Covered, { value, standardError }: Parameter, truth: number): void {
  const distance = Math.abs(value - truth) / standardError;
  into.total++;
  if (distance <= 1.96) into.inside++;
  into.worst = Math.max(into.worst, distance);
}

/** Fits planted markets, one per seed, and counts where the intervals of price coefficients and habits lie. */
export async function covered({
  seeds,
  ...options
}: { seeds: readonly number[] } & PlanOptionsInput): Promise<{ price: Covered; habit: Covered }> {
  const [price, habit] = [none(), none()];
  for (const seed of seeds) {
    const { truth, history } = await plantedHistory({ ...options, seed });
    const twin = fitTwin(history);
    twin.brands.forEach((brand, j) => {
      const planted = truth.brands.find(({ id }) => id === brand);
      const found = twin.price[j];
      if (planted && found) count(price, found, planted.priceCoefficient);
    });
    for (const persona of truth.personas) {
      const cell = twin.cells.find((one) => one.persona === persona.id);
      if (cell) count(habit, cell.habit, persona.habit);
    }
  }
  return { price, habit };
}

import { builtInCatalogue } from "../schema/built-in-catalogue.js";
import { builtInBrands, builtInPersonas, builtInRegions } from "./built-in.js";
import { between, keyedDraws, rounded } from "./draw.js";
import { planNames } from "./plan-name.js";
import type { PlanOptions } from "./plan-options.js";
import type { PlantedBrand, PlantedPersona, PlantedRegion } from "./truth.js";

/** The personas of a market: built-in ones as they are, new ones with parameters drawn by their name. */
export function planPersonas({ personas, seed }: PlanOptions): PlantedPersona[] {
  return planNames(personas, {
    builtIn: builtInPersonas,
    catalogue: builtInCatalogue.personas,
    prefix: "Segment",
  }).map((wanted) => {
    if ("builtIn" in wanted) return wanted.builtIn;
    const { uniform } = keyedDraws(seed, wanted.name, "persona");
    const spending = Math.round(between(uniform(2), 4, 30)) * 1000;
    const age = Math.round(between(uniform(3), 18, 60));
    return {
      id: wanted.name,
      name: wanted.name,
      habit: rounded(between(uniform(0), 0.35, 0.7), 2),
      buying: rounded(between(uniform(1), 0.25, 0.5), 2),
      age: { low: age, high: age + 15 },
      monthlySpending: { low: spending, high: 2 * spending },
    };
  });
}

/** The regions of a market; a new one has a climate of its own. */
export function planRegions({ regions, seed }: PlanOptions): PlantedRegion[] {
  return planNames(regions, {
    builtIn: builtInRegions,
    catalogue: builtInCatalogue.regions,
    prefix: "Region",
  }).map((wanted) => {
    if ("builtIn" in wanted) return wanted.builtIn;
    const { uniform } = keyedDraws(seed, wanted.name, "region");
    const mean = between(uniform(0), 12, 25);
    const swing = between(uniform(1), 4, 11);
    const rain = between(uniform(2), 0.1, 0.45);
    return {
      id: wanted.name,
      name: wanted.name,
      location: wanted.name,
      temperature: Array.from({ length: 12 }, (_, m) => rounded(mean + swing * season(m), 1)),
      rain: Array.from({ length: 12 }, (_, m) => rounded(rain * (1 + 0.3 * season(m)), 2)),
    };
  });
}

/** −1 in January to 1 in July and back, by two parabolas: no sine is needed for a year. */
function season(month: number): number {
  const fromPeak = Math.min(Math.abs(month - 6), 12 - Math.abs(month - 6)) / 3;
  return fromPeak <= 1 ? 1 - fromPeak * fromPeak : (2 - fromPeak) * (2 - fromPeak) - 1;
}

/** The brands of a market; a new one has coefficients of its own. */
export function planBrands({ brands, seed }: PlanOptions): PlantedBrand[] {
  return planNames(brands, {
    builtIn: builtInBrands,
    catalogue: builtInCatalogue.brands,
    prefix: "Brand",
  }).map((wanted) => {
    if ("builtIn" in wanted) return wanted.builtIn;
    const { uniform } = keyedDraws(seed, wanted.name, "brand");
    return {
      id: wanted.name,
      name: wanted.name,
      price: rounded(between(uniform(0), 25, 45), 1),
      priceCoefficient: rounded(between(uniform(1), 1.8, 3.4), 2),
      loyaltyProgramme: rounded(between(uniform(2), 0, 1), 1),
      temperature: rounded(between(uniform(3), -0.02, 0.02), 3),
      rain: rounded(between(uniform(4), -0.15, 0.15), 2),
      holiday: rounded(between(uniform(5), -0.15, 0.15), 2),
      promotes: true,
    };
  });
}

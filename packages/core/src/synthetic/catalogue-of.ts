import { log } from "../math/index.js";
import { builtInCatalogue } from "../schema/built-in-catalogue.js";
import { Catalogue } from "../schema/catalogue.js";
import type { Truth } from "./truth.js";

const SOURCE = "planted by the generator";

/**
 * The catalogue of a planted market: the built-in names where they are used, the new ones, and what the
 * lines cannot tell (points programmes, spending), as planted.
 */
export function catalogueOf(truth: Truth): Catalogue {
  const meanPrice = truth.brands.reduce((sum, { price }) => sum + price, 0) / truth.brands.length;
  return Catalogue.parse({
    zone: truth.zone,
    currency: truth.currency,
    personas: truth.personas.map(({ id, name, monthlySpending: { low, high } }) => ({
      ...(builtInCatalogue.personas.find((known) => known.id === id) ?? named(id, name)),
      monthlySpending: {
        value: (low + high) / 2,
        standardDeviation: (high - low) / Math.sqrt(12),
        source: SOURCE,
      },
    })),
    regions: truth.regions.map(({ id, name, location }) => ({
      ...(builtInCatalogue.regions.find((known) => known.id === id) ?? named(id, name)),
      locations: [location],
    })),
    brands: truth.brands.map(({ id, name, price, loyaltyProgramme }) => ({
      ...(builtInCatalogue.brands.find((known) => known.id === id) ?? named(id, name)),
      loyaltyProgramme: planted(loyaltyProgramme),
      valuePosition: planted(log(meanPrice / price)),
    })),
    events: [
      ...builtInCatalogue.events,
      {
        id: "limited_time_discount",
        names: { en: "Discount for a limited time", "zh-TW": "限時折扣" },
        type: "promotion",
        parameters: { discount: 0.1 },
      },
    ],
  });
}

function named(id: string, name: string) {
  return { id, aliases: name === id ? [] : [name] };
}

function planted(value: number) {
  return { value, standardDeviation: 0, source: SOURCE };
}

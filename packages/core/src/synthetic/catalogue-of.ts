import { log } from "../math/index.js";
import { Catalogue } from "../schema/catalogue.js";
import { builtInBrands, builtInPersonas, builtInRegions } from "./built-in.js";
import type { Truth } from "./truth.js";

const SOURCE = "planted by the generator";

/** The catalogue of a planted market: its names, and what its lines cannot tell (programmes, spending), as planted. */
export function catalogueOf(truth: Truth): Catalogue {
  const known = [...builtInPersonas, ...builtInRegions, ...builtInBrands];
  const entry = ({ id, name }: { id: string; name: string }) => ({
    id,
    names: name === id ? {} : { en: id.replaceAll("_", " "), "zh-TW": name },
    aliases: known.find((one) => one.id === id)?.aliases.map(String) ?? [],
  });
  const planted = (value: number) => ({ value, standardDeviation: 0, source: SOURCE });
  const meanPrice = truth.brands.reduce((sum, { price }) => sum + price, 0) / truth.brands.length;
  return Catalogue.parse({
    zone: truth.zone,
    currency: truth.currency,
    personas: truth.personas.map((persona) => ({
      ...entry(persona),
      monthlySpending: planted((persona.monthlySpending.low + persona.monthlySpending.high) / 2),
    })),
    regions: truth.regions.map((region) => ({ ...entry(region), locations: [region.location] })),
    brands: truth.brands.map((brand) => ({
      ...entry(brand),
      loyaltyProgramme: planted(brand.loyaltyProgramme),
      valuePosition: planted(log(meanPrice / brand.price)),
    })),
    events: [
      event("limited_time_double", "限時加倍", { point_multiplier: 2 }),
      event("soft_serve_bogo", "霜冰淇淋買一送一", { bogo: true }),
      event("limited_time_discount", "限時折扣", { discount: 0.1 }),
    ],
  });
}

function event(id: string, name: string, parameters: Record<string, number | boolean>) {
  const words = id.replaceAll("_", " ");
  return {
    id,
    names: { en: words, "zh-TW": name },
    aliases: [name],
    type: "promotion",
    parameters,
  };
}

import { log } from "../math/index.js";
import { softmax } from "../math/softmax.js";
import { builtInScores, builtInShares } from "./built-in.js";
import { between, keyedDraws, keyOf, rounded } from "./draw.js";
import type { PlantedBrand, PlantedCell, PlantedPersona, PlantedRegion } from "./truth.js";

const BUILT_IN_BRANDS = ["7-11", "FamilyMart", "Other"];

/** One persona × region with its intercepts, reference choice row and transition matrix. */
export function planCell(
  persona: PlantedPersona,
  region: PlantedRegion,
  { brands, seed }: { brands: readonly PlantedBrand[]; seed: number },
): PlantedCell {
  const key = `${persona.id}_${region.id}`;
  const intercepts = brands.map((brand) => intercept(persona, region, { brand, seed }));
  const choice = Array.from(softmax(intercepts));
  const { uniform } = keyedDraws(seed, keyOf(persona.id, region.id), "cell");
  const [satisfaction, digitalAdoption, gamification, efficiency] = scores(key, persona.id, {
    uniform,
    seed,
  });
  return {
    key,
    persona: persona.id,
    region: region.id,
    population: wholeHundreds(between(uniform(0), 1000, 3000)),
    intercepts,
    choice,
    matrix: choice.map((_, i) =>
      choice.map((share, j) => (i === j ? persona.habit : 0) + (1 - persona.habit) * share),
    ),
    satisfaction,
    digitalAdoption,
    gamification,
    efficiency,
  };
}

/** Utility of a brand at reference conditions; for built-in names the log of the published share. */
function intercept(
  persona: PlantedPersona,
  region: PlantedRegion,
  { brand, seed }: { brand: PlantedBrand; seed: number },
): number {
  const published = builtInShares[`${persona.id}_${region.id}`];
  const share = published?.[BUILT_IN_BRANDS.indexOf(brand.id)];
  if (share !== undefined) return log(share);
  const of = (...names: string[]) => keyedDraws(seed, keyOf(...names), "intercept").normal(0);
  return rounded(
    -1.1 +
      0.35 * of(brand.id) +
      0.25 * of(brand.id, persona.id) +
      0.15 * of(brand.id, region.id) +
      0.05 * of(brand.id, persona.id, region.id),
    4,
  );
}

function scores(
  key: string,
  personaId: string,
  { uniform, seed }: { uniform: (index: number) => number; seed: number },
): readonly [number, number, number, number] {
  const published = builtInScores[key];
  if (published !== undefined) return published;
  const ofPersona = keyedDraws(seed, personaId, "scores").uniform;
  const score = (i: number, low: number, high: number) =>
    rounded(between(ofPersona(i), low, high) + between(uniform(1 + i), -0.05, 0.05), 3);
  return [score(0, 0.6, 0.8), score(1, 0.4, 0.9), score(2, 0.35, 0.85), score(3, 0.4, 0.9)];
}

function wholeHundreds(value: number): number {
  return Math.round(value / 100) * 100;
}

import { exp, fillNormal, fillUniform, type TraitRow } from "../../src/index.js";

/** A group of customers: centre and standard deviation by trait. */
export interface PlantedGroup {
  readonly size: number;
  readonly centre: Readonly<Record<string, number>>;
  readonly sd: number;
}

/** Customers of some groups, ids `<prefix><group>-<number>`; traits independent and normal within a group. */
export function plantCustomers(
  groups: readonly PlantedGroup[],
  { seed, prefix = "" }: { seed: number; prefix?: string },
): TraitRow[] {
  return groups.flatMap(({ size, centre, sd }, group) => {
    const traits = Object.keys(centre);
    const draws = new Float64Array(size * traits.length);
    fillNormal(draws, seed, group, 7);
    return Array.from({ length: size }, (_, i) => ({
      id: `${prefix}${group}-${i}`,
      traits: Object.fromEntries(
        traits.map((trait, j) => [
          trait,
          (centre[trait] ?? 0) + sd * (draws[i * traits.length + j] ?? 0),
        ]),
      ),
    }));
  });
}

/** Customers without groups: every trait uniform on 0 to `width`. */
export function scatterCustomers(
  size: number,
  {
    traits,
    width,
    seed,
    prefix = "s",
  }: { traits: readonly string[]; width: number; seed: number; prefix?: string },
): TraitRow[] {
  const draws = new Float64Array(size * traits.length);
  fillUniform(draws, seed, 0, 8);
  return Array.from({ length: size }, (_, i) => ({
    id: `${prefix}${i}`,
    traits: Object.fromEntries(
      traits.map((trait, j) => [trait, width * (draws[i * traits.length + j] ?? 0)]),
    ),
  }));
}

/** The same customers with a trait's exponential in place of it. */
export const exponentiate = (rows: readonly TraitRow[], trait: string): TraitRow[] =>
  rows.map(({ id, traits }) => ({ id, traits: { ...traits, [trait]: exp(traits[trait] ?? 0) } }));

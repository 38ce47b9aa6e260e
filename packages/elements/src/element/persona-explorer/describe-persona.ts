import type { SummaryAnswer } from "@cdp-whatif/core";
import { againstMean, type Pooled, pool, shareDistance } from "../../chart/pooled.js";
import { differenceInterval } from "../../chart/sampling.js";
import type { Trait } from "../plot/trait.js";

/** A persona as the records show it. */
export interface PersonaFigure {
  readonly persona: string;
  /** People per record of its cells, summed; 0 where not known. */
  readonly people: number;
  /** Of the people of all personas, 0–1; null where not known. */
  readonly part: number | null;
  readonly records: number;
  /** Fractions by brand. */
  readonly shares: Readonly<Record<string, number>>;
  /** The persona whose shares are least apart, and by how many people in one that would have to change brand. */
  readonly nearest: { readonly persona: string; readonly distance: number } | null;
}

/** A trait of one persona against the mean of all. */
export interface TraitDifference {
  readonly trait: Trait;
  readonly value: number;
  readonly mean: number;
  readonly difference: number;
  /** Null where no people are known. */
  readonly interval: ReturnType<typeof differenceInterval> | null;
  /** Difference over √(m(1 − m)): in standard deviations between people; for scores at least so many. */
  readonly standardised: number;
}

const pooledBy = (summary: SummaryAnswer, persona: string, trait: Trait, noise: number) =>
  pool(
    Object.values(summary.cells)
      .filter((cell) => cell.persona === persona)
      .map(trait.of),
    { noise },
  );

/** Size, shares and nearest neighbour of every persona that has a record, in the order given. */
export function personaFigures(
  summary: SummaryAnswer,
  personas: readonly string[],
  shares: readonly Trait[],
): PersonaFigure[] {
  const found = personas
    .map((persona) => {
      const pooled = shares.map((trait) => pooledBy(summary, persona, trait, 0));
      const known = pooled.filter((one) => one !== null);
      return {
        persona,
        people: known[0]?.people ?? 0,
        records: known[0]?.records ?? 0,
        shares: Object.fromEntries(shares.map(({ id }, i) => [id, pooled[i]?.value ?? 0])),
      };
    })
    .filter(({ records }) => records > 0);
  const all = found.reduce((sum, { people }) => sum + people, 0);
  return found.map((figure) => {
    const others = found
      .filter((other) => other !== figure)
      .map((other) => ({
        persona: other.persona,
        distance: shareDistance(figure.shares, other.shares),
      }))
      .sort((a, b) => a.distance - b.distance);
    return { ...figure, part: all > 0 ? figure.people / all : null, nearest: others[0] ?? null };
  });
}

/**
 * How one persona differs from the mean of all, the largest standardised difference first.
 *
 * @param options.noise - variance of a share beyond sampling over x(1 − x), from the twin; 0 without one
 */
export function personaTraits(
  summary: SummaryAnswer,
  persona: string,
  {
    personas,
    traits,
    noise,
  }: {
    readonly personas: readonly string[];
    readonly traits: readonly Trait[];
    readonly noise: number;
  },
): TraitDifference[] {
  const index = personas.indexOf(persona);
  return traits
    .flatMap((trait): TraitDifference[] => {
      const groups: (Pooled | null)[] = personas.map((id) => pooledBy(summary, id, trait, noise));
      const own = groups[index];
      const against = againstMean(groups, index);
      if (!own || !against) return [];
      const { mean, difference, variance } = against;
      const spread = Math.sqrt(mean * (1 - mean));
      return [
        {
          trait,
          value: own.value,
          mean,
          difference,
          interval: variance === null ? null : differenceInterval(difference, variance),
          standardised: spread > 0 ? difference / spread : 0,
        },
      ];
    })
    .sort((a, b) => Math.abs(b.standardised) - Math.abs(a.standardised));
}

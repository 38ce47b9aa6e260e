import type { SummaryAnswer } from "@cdp-whatif/core";
import { type Pooled, pool } from "../../chart/pooled.js";
import { differenceInterval, type Interval, Z95 } from "../../chart/sampling.js";
import type { Trait } from "../plot/trait.js";

/** One region's value of a trait, and how it differs from the reference region. */
export interface RegionValue {
  readonly region: string;
  readonly people: number;
  readonly value: number | null;
  /** 95 % interval, within 0–1; null where no people are known. */
  readonly interval: Interval | null;
  /** Null for the reference itself, and where either has no value. */
  readonly difference: {
    readonly value: number;
    readonly interval: ReturnType<typeof differenceInterval> | null;
  } | null;
}

/** A trait in all regions that are compared. */
export interface TraitComparison {
  readonly trait: Trait;
  readonly regions: readonly RegionValue[];
}

const intervalOf = ({ value, variance }: Pooled): Interval | null => {
  if (variance === null) return null;
  const reach = Z95 * Math.sqrt(variance);
  return { value, low: Math.max(0, value - reach), high: Math.min(1, value + reach) };
};

/**
 * Compares regions trait by trait with one of them.
 *
 * @param summary - of one persona or of all
 * @param options.regions - which, in order
 * @param options.reference - the one the others are held against
 * @param options.noise - variance of a share beyond sampling over x(1 − x), from the twin; 0 without one
 */
export function compareRegions(
  summary: SummaryAnswer,
  {
    traits,
    regions,
    reference,
    noise,
  }: {
    readonly traits: readonly Trait[];
    readonly regions: readonly string[];
    readonly reference: string;
    readonly noise: number;
  },
): TraitComparison[] {
  const cells = Object.values(summary.cells);
  const pooled = (trait: Trait, region: string) =>
    pool(cells.filter((cell) => cell.region === region).map(trait.of), { noise });
  return traits.map((trait) => {
    const base = pooled(trait, reference);
    return {
      trait,
      regions: regions.map((region) => {
        const own = pooled(trait, region);
        const comparable = own !== null && base !== null && region !== reference;
        const value = comparable ? own.value - base.value : 0;
        const variance =
          comparable && own.variance !== null && base.variance !== null
            ? own.variance + base.variance
            : null;
        return {
          region,
          people: own?.people ?? 0,
          value: own?.value ?? null,
          interval: own && intervalOf(own),
          difference: comparable
            ? { value, interval: variance === null ? null : differenceInterval(value, variance) }
            : null,
        };
      }),
    };
  });
}

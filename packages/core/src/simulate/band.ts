import { quantileSorted, selectRanks } from "../math/index.js";
import { forecastBand, BAND_LEVELS as LEVELS } from "../model/twin/luck.js";
import type { Band, Quantity } from "../schema/simulation-result.js";

const known = new Map<number, readonly number[]>();

/** Ranks that the quantiles of so many values are interpolated between; kept, as there are few counts. */
function ranksOf(count: number): readonly number[] {
  const kept = known.get(count);
  if (kept) return kept;
  const ranks = new Set<number>();
  for (const p of Object.values(LEVELS)) {
    const below = Math.floor((count - 1) * p);
    ranks.add(below);
    ranks.add(Math.min(count - 1, below + 1));
  }
  const sorted = [...ranks].sort((a, b) => a - b);
  known.set(count, sorted);
  return sorted;
}

/**
 * Quantiles over the draws.
 *
 * @param values - index 0 is the estimate and is left out; null when nothing was drawn
 */
export function bandOf(values: Float64Array): Band | null {
  if (values.length < 2) return null;
  const sorted = values.slice(1);
  selectRanks(sorted, ranksOf(sorted.length));
  return {
    p2_5: quantileSorted(sorted, LEVELS.p2_5),
    p10: quantileSorted(sorted, LEVELS.p10),
    p25: quantileSorted(sorted, LEVELS.p25),
    p50: quantileSorted(sorted, LEVELS.p50),
    p75: quantileSorted(sorted, LEVELS.p75),
    p90: quantileSorted(sorted, LEVELS.p90),
    p97_5: quantileSorted(sorted, LEVELS.p97_5),
  };
}

/**
 * The estimate with its band.
 *
 * @param luck - its standard deviation, where it is known
 */
export function quantityOf(values: Float64Array, luck?: number): Quantity {
  const band = bandOf(values);
  const value = values[0] ?? 0;
  if (luck === undefined) return { value, band };
  return { value, band, luck, forecast: band && forecastBand(band, { luck }) };
}

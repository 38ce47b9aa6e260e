import { ranked } from "../math/index.js";
import { forecastBand, BAND_LEVELS as LEVELS } from "../model/twin/luck.js";
import type { Band, Quantity } from "../schema/simulation-result.js";

/** Where quantiles of so many values lie: level `k` is `weights[k]` of the way between two of the ranks. */
interface Places {
  /** Ascending. */
  readonly ranks: readonly number[];
  /** Indices into `ranks` of those around each level. */
  readonly below: readonly number[];
  readonly above: readonly number[];
  readonly weights: readonly number[];
}

function placesOf(levels: readonly number[], count: number): Places {
  const positions = levels.map((p) => (count - 1) * p);
  const below = positions.map(Math.floor);
  const above = below.map((rank) => Math.min(count - 1, rank + 1));
  const ranks = [...new Set([...below, ...above])].sort((a, b) => a - b);
  return {
    ranks,
    below: below.map((rank) => ranks.indexOf(rank)),
    above: above.map((rank) => ranks.indexOf(rank)),
    weights: positions.map((position, k) => position - below[k]!),
  };
}

/** Counts of values whose places are kept: runs have few numbers of draws. */
const MOST_KEPT = 64;

/**
 * Quantiles (type 7) of columns over the draws, interpolated as `quantileSorted` does, without sorting all.
 *
 * @param levels - probabilities, ascending, 0 to 1
 * @returns a function of a column whose index 0, the estimate, is left out; what it returns is written over by its next call
 */
export function createQuantiles(levels: readonly number[]): (values: Float64Array) => Float64Array {
  const known = new Map<number, Places>();
  const around = new Float64Array(2 * levels.length);
  const found = new Float64Array(levels.length);
  return (values) => {
    const count = values.length - 1;
    let places = known.get(count);
    if (!places) {
      places = placesOf(levels, count);
      if (known.size === MOST_KEPT) known.clear();
      known.set(count, places);
    }
    const { ranks, below, above, weights } = places;
    ranked(around, values, { from: 1, ranks });
    for (let k = 0; k < found.length; k++) {
      const low = around[below[k]!]!;
      const high = around[above[k]!]!;
      const weight = weights[k]!;
      found[k] = weight === 0 || low === high ? low : low + weight * (high - low);
    }
    return found;
  };
}

const quantilesOf = /* @__PURE__ */ createQuantiles(/* @__PURE__ */ Object.values(LEVELS));

/**
 * Quantiles over the draws.
 *
 * @param values - index 0 is the estimate and is left out; null when nothing was drawn
 */
export function bandOf(values: Float64Array): Band | null {
  if (values.length < 2) return null;
  const found = quantilesOf(values);
  return {
    p2_5: found[0]!,
    p10: found[1]!,
    p25: found[2]!,
    p50: found[3]!,
    p75: found[4]!,
    p90: found[5]!,
    p97_5: found[6]!,
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

import { normalQuantile } from "../../math/index.js";
import type { Band } from "../../schema/simulation-result.js";
import type { Twin, TwinCell } from "../../schema/twin.js";

/**
 * Luck is what the same truth would still scatter: a finite number of people choose, and surveys err.
 *
 * Everything here is in closed form, so that it costs no draws; a backtest and a forecast use the same functions.
 */

/** Probabilities of a band's quantiles. */
export const BAND_LEVELS = {
  p2_5: 0.025,
  p10: 0.1,
  p25: 0.25,
  p50: 0.5,
  p75: 0.75,
  p90: 0.9,
  p97_5: 0.975,
} as const;

const DEVIATES = Object.fromEntries(
  Object.entries(BAND_LEVELS).map(([name, p]) => [name, normalQuantile(p)]),
) as Record<keyof Band, number>;

/** Skewness beyond which the expansion of a quantile would no longer rise with its probability. */
const MOST_SKEW = 1.5;

/**
 * Variance of one period's share over x(1 − x): sampling of `people`, and what scatters beyond it.
 *
 * @param people - behind one period's share; fewer than 1 counts as 1
 */
export const luckVariance = (
  people: number,
  { noise, dispersion }: { noise: number; dispersion: number },
): number => dispersion * (1 / Math.max(1, people) + noise);

/**
 * Variance of a weighted mean of periods over that of one period, neighbouring periods correlating by `persistence`.
 *
 * `Σ_s Σ_t w_s w_t r^|s−t| / (Σ w)²`; 1 for one period, 1/K for K equal ones that are independent.
 *
 * @param weights - such as the days of each period
 */
export function meanFactor(weights: ArrayLike<number>, persistence: number): number {
  let total = 0;
  let squares = 0;
  let products = 0;
  let carried = 0;
  for (let t = 0; t < weights.length; t++) {
    const weight = weights[t]!;
    products += weight * carried;
    squares += weight * weight;
    total += weight;
    carried = persistence * (carried + weight);
  }
  return (squares + 2 * products) / (total * total);
}

/** How a cell's records scatter in one period. */
export interface CellLuck {
  /** Variance of a share over x(1 − x). */
  readonly variance: number;
  /** Correlation of neighbouring periods. */
  readonly persistence: number;
}

/**
 * Luck of a cell, as the twin's history showed it.
 *
 * @remarks A twin that doesn't tell how long luck lasts is taken to follow the same people: their habit carries it.
 */
export function cellLuck(twin: Pick<Twin, "noise" | "luck">, cell: TwinCell): CellLuck {
  const { luck, noise } = twin;
  return {
    variance: luckVariance(cell.people, { noise, dispersion: luck?.dispersion ?? 1 }),
    persistence: luck?.persistence ?? Math.min(0.995, Math.max(0, cell.habit.value)),
  };
}

/** What is not known, as a band; of a normal law with this standard deviation. */
export function normalBand(value: number, deviation: number): Band {
  const at = (name: keyof Band) => value + DEVIATES[name] * deviation;
  return {
    p2_5: at("p2_5"),
    p10: at("p10"),
    p25: at("p25"),
    p50: value,
    p75: at("p75"),
    p90: at("p90"),
    p97_5: at("p97_5"),
  };
}

/**
 * Band of a forecast: of what isn't known together with luck, which are independent.
 *
 * Distances from the median add in quadrature, level by level: exact where both are normal, and it keeps the skew of
 * either. The luck of a share near 0 or 1 is skewed as that of a count (Cornish and Fisher's first term).
 *
 * @param known - band of what isn't known
 * @param options.luck - standard deviation
 * @param options.skew - skewness of luck; 0 unless told
 * @see Cornish and Fisher, Moments and cumulants in the specification of distributions, Revue de l'Institut International de Statistique 5 (1938)
 */
export function forecastBand(
  known: Band,
  {
    luck,
    skew = 0,
    low = Number.NEGATIVE_INFINITY,
    high = Number.POSITIVE_INFINITY,
  }: { luck: number; skew?: number; low?: number; high?: number },
): Band {
  const bent = Math.max(-MOST_SKEW, Math.min(MOST_SKEW, skew)) / 6;
  const centre = known.p50 - luck * bent;
  const at = (level: number, z: number) => {
    const unknown = level - known.p50;
    const lucky = luck * (z + bent * z * z);
    const distance = Math.sqrt(unknown * unknown + lucky * lucky);
    return Math.max(low, Math.min(high, z < 0 ? centre - distance : centre + distance));
  };
  return {
    p2_5: at(known.p2_5, DEVIATES.p2_5),
    p10: at(known.p10, DEVIATES.p10),
    p25: at(known.p25, DEVIATES.p25),
    p50: Math.max(low, Math.min(high, centre)),
    p75: at(known.p75, DEVIATES.p75),
    p90: at(known.p90, DEVIATES.p90),
    p97_5: at(known.p97_5, DEVIATES.p97_5),
  };
}

/** Skewness of a share's luck: that of a count with this variance. */
export function shareSkew(share: number, luck: number): number {
  const room = share * (1 - share);
  return room > 0 ? ((1 - 2 * share) * luck) / room : 0;
}

/** Band of a forecast share. */
export const shareForecast = (
  known: Band,
  { share, luck }: { share: number; luck: number },
): Band => forecastBand(known, { luck, skew: shareSkew(share, luck), low: 0, high: 1 });

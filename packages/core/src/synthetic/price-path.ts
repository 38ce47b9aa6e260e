import { keyedDraws, keyOf, wholeBetween } from "./draw.js";

const SHORTEST_DAYS = 4;
const LONGEST_DAYS = 14;
const PERSISTENCE = 0.3;
/** Share of the variance of a price that all regions have in common. */
const COMMON = 0.4;

/** The next day's value of a process, called once for each day from the first on. */
export type DailyProcess = () => number;

/**
 * ln(price / reference) of a brand in a region, day by day: a walk of the brand in all regions, and price tests
 * of the region alone. Each holds for 4–14 days and is drawn without regard to demand.
 *
 * @param options.variation - standard deviation of the result
 */
export function pricePath(
  { brand, region }: { brand: string; region: string },
  { seed, variation }: { seed: number; variation: number },
): DailyProcess {
  if (variation === 0) return () => 0;
  const common = steps(seed, keyOf(brand));
  const regional = steps(seed, keyOf(region, brand));
  const [commonWeight, regionalWeight] = [Math.sqrt(COMMON), Math.sqrt(1 - COMMON)];
  return () => variation * (commonWeight * common() + regionalWeight * regional());
}

/** A stationary process of unit variance that moves in steps. */
function steps(seed: number, key: string): DailyProcess {
  const lengths = keyedDraws(seed, key, "price-length");
  const values = keyedDraws(seed, key, "price-level");
  let epoch = 0;
  let value = values.normal(0);
  let left = wholeBetween(lengths.uniform(0), SHORTEST_DAYS, LONGEST_DAYS);
  return () => {
    if (left === 0) {
      epoch++;
      value = PERSISTENCE * value + Math.sqrt(1 - PERSISTENCE * PERSISTENCE) * values.normal(epoch);
      left = wholeBetween(lengths.uniform(epoch), SHORTEST_DAYS, LONGEST_DAYS);
    }
    left--;
    return value;
  };
}

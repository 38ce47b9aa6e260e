import { CoreError } from "../../error.js";
import { log } from "../../math/index.js";
import type { DriftSeries } from "./watch-drift.js";

/** A share below this counts as this much: the logarithm of nothing is none. */
const LEAST_SHARE = 1e-4;

/**
 * Shares as series that can be watched: the log of each share over the geometric mean of all (centred log-ratios).
 *
 * @param days - shares by brand of each day, the same brands every day; they need not sum to 1
 * @throws CoreError `invalid_input` for days whose brands differ, `out_of_range` for a share below 0
 * @see Aitchison, The Statistical Analysis of Compositional Data (1986)
 */
export function shareSeries(days: readonly Readonly<Record<string, number>>[]): DriftSeries {
  const brands = Object.keys(days[0] ?? {});
  if (brands.length < 2) {
    throw new CoreError("invalid_input", `found ${brands.length} brand(s), expected 2 or more`);
  }
  const series: Record<string, number[]> = Object.fromEntries(brands.map((brand) => [brand, []]));
  days.forEach((shares, day) => {
    if (Object.keys(shares).length !== brands.length) {
      throw new CoreError("invalid_input", `day ${day}: expected shares of ${brands.join(", ")}`);
    }
    let total = 0;
    for (const brand of brands) {
      const share = shares[brand];
      if (share === undefined || !(share >= 0 && share < Infinity)) {
        throw new CoreError(
          "out_of_range",
          `day ${day}: share of ${brand} is ${share}, expected 0 or more`,
        );
      }
      total += share;
    }
    if (!(total > 0)) throw new CoreError("out_of_range", `day ${day}: shares sum to ${total}`);
    const logs = brands.map((brand) => log(Math.max(LEAST_SHARE, shares[brand]! / total)));
    const mean = logs.reduce((sum, value) => sum + value, 0) / brands.length;
    brands.forEach((brand, i) => {
      series[brand]!.push(logs[i]! - mean);
    });
  });
  return series;
}

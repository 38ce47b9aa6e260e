import { quantiles } from "../../math/index.js";
import { inside } from "./design.js";

/** What was capped. */
export interface Winsorised {
  readonly quantile: number;
  readonly lower: number;
  readonly upper: number;
  readonly rows: number;
}

/**
 * Draws the values beyond a quantile, and below its mirror, back to them: the same caps for every arm.
 *
 * @remarks The mean of capped values is another quantity than the mean: whoever caps says so.
 * @param quantile - above 0.5 and below 1, such as 0.999
 * @throws CoreError `out_of_range`
 * @see Dixon and Tukey, Approximate behavior of the distribution of Winsorized t, Technometrics 10 (1968)
 */
export function winsorise(
  values: Float64Array,
  quantile: number,
): { values: Float64Array; capped: Winsorised } {
  inside("winsorise", quantile, 0.5, 1);
  const [lower = 0, upper = 0] = quantiles(values, [1 - quantile, quantile]);
  let rows = 0;
  const kept = values.map((value) => {
    if (value >= lower && value <= upper) return value;
    rows++;
    return value < lower ? lower : upper;
  });
  return { values: kept, capped: { quantile, lower, upper, rows } };
}

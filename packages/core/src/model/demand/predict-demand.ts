import { CoreError } from "../../error.js";
import { exp, normalQuantile, square } from "../../math/index.js";
import { countQuantile } from "./count-quantile.js";
import type { DemandModel } from "./demand-model.js";
import type { DemandQuestion } from "./demand-row.js";
import { expectationOf, type LogExpectation } from "./expectation.js";

/** What is expected of a row. */
export interface DemandForecast {
  /** As likely to be exceeded as not. */
  readonly median: number;
  /** Mean units: the median times the smearing factor of the residuals; of counts, what they are drawn around. */
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Median units of each row (mean units where they are counts), from its product, group, prices and covariates.
 *
 * @remarks A product or group that the fit has not seen is expected to be like the others; an unknown price of a rival to be as usual.
 * @param rows - as in the fit; units are not read
 * @param options.statistic - `mean` multiplies medians by the mean of exp(residual); `median` of counts is a whole number
 * @throws CoreError `not_finite` | `out_of_range` | `invalid_input` with the row and the column
 * @see Duan, Smearing estimate: a nonparametric retransformation method, JASA 78 (1983)
 */
export function predictDemand(
  model: DemandModel,
  rows: readonly DemandQuestion[],
  {
    statistic = model.response === "counts" ? "mean" : "median",
  }: { statistic?: "median" | "mean" } = {},
): number[] {
  const expect = expectationOf(model);
  return rows.map((row, i) => {
    const expected = expect(row, i);
    const { value, smearing } = expected;
    if (statistic === "mean") return exp(value) * smearing;
    return expected.counts === null ? exp(value) : quantileOf(expected)(0.5);
  });
}

/** Quantiles of counts that are as uncertain as they are noisy. */
function quantileOf({ value, uncertain, counts }: LogExpectation): (p: number) => number {
  const mean = exp(value);
  const { dispersion = 1, overdispersion = 0 } = counts ?? {};
  const variance = dispersion * (mean + overdispersion * square(mean)) + uncertain * square(mean);
  return countQuantile({ mean, variance });
}

/**
 * Median, mean and a central band of units of each row.
 *
 * The band holds noise and what is uncertain about the level and the responses, as if these were independent.
 *
 * @param options.level - of the band, 0.8 unless told
 * @throws CoreError as {@link predictDemand}, `out_of_range` for a level that is not between 0 and 1
 */
export function forecastDemand(
  model: DemandModel,
  rows: readonly DemandQuestion[],
  { level = 0.8 }: { level?: number } = {},
): DemandForecast[] {
  if (!(level > 0 && level < 1)) {
    throw new CoreError("out_of_range", `band of level ${level}, expected between 0 and 1`);
  }
  const reach = normalQuantile(0.5 + level / 2);
  const expect = expectationOf(model);
  return rows.map((row, i) => {
    const expected = expect(row, i);
    const { value, variance, smearing } = expected;
    if (expected.counts !== null) {
      const at = quantileOf(expected);
      return {
        median: at(0.5),
        mean: exp(value),
        low: at(0.5 - level / 2),
        high: at(0.5 + level / 2),
      };
    }
    const sd = Math.sqrt(variance);
    const median = exp(value);
    return {
      median,
      mean: median * smearing,
      low: exp(value - reach * sd),
      high: exp(value + reach * sd),
    };
  });
}

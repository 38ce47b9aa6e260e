import type { Reason } from "../../schema/verdict.js";
import { warnOfExtrapolation } from "../backtest/index.js";
import { numberOf } from "./columns.js";
import type { DemandModel } from "./demand-model.js";
import type { DemandQuestion } from "./demand-row.js";

/** One `extrapolation` for each product and lever that rows ask about outside the range of the fit. */
export function warnOfDemandExtrapolation(
  model: DemandModel,
  rows: readonly DemandQuestion[],
): Reason[] {
  return model.products.flatMap((product) => {
    const { observed } = model.productLevels[product]!;
    const asked = rows.filter((row) => row.product === product);
    if (asked.length === 0) return [];
    const levers = Object.keys(observed);
    const values = levers.map((lever) =>
      asked.flatMap((row) => {
        const value = lever.startsWith("price:")
          ? row.prices[lever.slice("price:".length)]
          : numberOf(row[lever]);
        return typeof value === "number" ? [value] : [];
      }),
    );
    const ranges = levers.map((lever) => {
      // Prices were kept as logs: a rounding error is no extrapolation.
      const { low, high } = observed[lever]!;
      return [low - 1e-9 * Math.abs(low), high + 1e-9 * Math.abs(high)];
    });
    return warnOfExtrapolation(
      Object.fromEntries(levers.map((lever, i) => [lever, ranges[i]!])),
      Object.fromEntries(levers.map((lever, i) => [lever, values[i]!])),
    ).map(({ code, values: found }) => ({ code, values: { product, ...found } }));
  });
}

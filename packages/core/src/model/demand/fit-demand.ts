import { chooseResponse } from "./choose-response.js";
import type { DemandModel } from "./demand-model.js";
import type { DemandOptions } from "./demand-option.js";
import type { DemandRow } from "./demand-row.js";
import { fitResponse } from "./fit-response.js";

/**
 * Own and cross price elasticities of products that sell in groups, such as brands in stores.
 *
 * ln units = level of product and group + Σ elasticity × ln price + Σ effect × covariate. Group levels are absorbed;
 * elasticities of products, then of groups, are drawn towards what they have in common, as far as their data are thin.
 *
 * Where units are counts (`response`), mean units are the exponential of the right side, and rows without units count.
 *
 * @remarks An elasticity is an effect only where prices moved for reasons that did not move demand; see `causality`.
 * @param rows - one per product, group and period, in any order
 * @throws CoreError `no_data`, `too_few_rows`, `no_variation` where no price of a product ever moved and nothing else tells,
 *   `not_finite` | `out_of_range` | `invalid_input` with the row, `wrong_level` for a prior of the other level
 */
export function fitDemand(rows: readonly DemandRow[], options: DemandOptions = {}): DemandModel {
  const { response = "auto" } = options;
  if (response !== "auto") return fitResponse(rows, { ...options, response });
  if (!rows.some(({ units }) => units === 0))
    return fitResponse(rows, { ...options, response: "log" });
  const chosen = chooseResponse(rows, options);
  return {
    ...fitResponse(rows, { ...options, response: chosen.response }),
    backtest: chosen.backtest,
  };
}

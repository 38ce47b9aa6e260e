import type { ActionEffect, ReturnOnSpend } from "../schema/recommendation.js";
import { quantityOf } from "../simulate/index.js";
import type { ActionOutcome } from "./action-outcome.js";
import { meanOver } from "./score.js";

/** An outcome as a recommendation shows it: each number with its band. */
export function effectOf({ share, units, money }: ActionOutcome): ActionEffect {
  return {
    share: Object.fromEntries(
      Object.entries(share).map(([brand, change]) => [brand, quantityOf(change)]),
    ),
    units: units && quantityOf(units),
    revenue: money && quantityOf(money.revenue),
    grossProfit: money?.grossProfit ? quantityOf(money.grossProfit) : null,
    spend: money && {
      fixed: money.fixed,
      variable: quantityOf(money.variable),
      markdown: quantityOf(money.markdown),
      total: quantityOf(money.spend),
    },
    profit: money?.profit ? quantityOf(money.profit) : null,
  };
}

/**
 * Profit per unit of what is spent on average, over the draws; without a value where nothing is spent.
 *
 * A draw's own spending is not its divisor: where it comes near nothing, the ratio says nothing.
 */
export function returnOf({ money }: ActionOutcome): ReturnOnSpend {
  const { profit, spend } = money ?? {};
  if (!profit || !spend) return { value: null, band: null, probabilityOfLoss: null };
  const drawn = profit.length - 1;
  const lost = profit.reduce((count, value, d) => count + (d > 0 && value < 0 ? 1 : 0), 0);
  const probabilityOfLoss = drawn > 0 ? lost / drawn : null;
  const spent = meanOver(spend);
  if (!(spent > 0)) return { value: null, band: null, probabilityOfLoss };
  const { value, band } = quantityOf(profit.map((gain) => gain / spent));
  return { value, band, probabilityOfLoss };
}

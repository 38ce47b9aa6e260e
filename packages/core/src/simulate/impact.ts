import type { Money } from "../schema/simulation-result.js";
import type { TwinCell } from "../schema/twin.js";

/** Adds up headline numbers of a change, cell by cell; each is zero when nothing changes. */
export function createImpact(cells: readonly TwinCell[]): {
  add(
    cell: TwinCell,
    outcome: { readonly change: Readonly<Record<string, number>>; readonly incidence: number },
  ): void;
  total(money: Money | null): Record<string, number>;
} {
  const people = cells.reduce((sum, cell) => sum + cell.people, 0);
  let shift = 0;
  let brands = 0;
  let affected = 0;
  let buying = 0;
  return {
    add(cell, { change, incidence }) {
      let moved = 0;
      for (const brand in change) {
        moved += Math.abs(change[brand]!);
        brands += 1;
      }
      shift += moved;
      affected += (cell.people * moved) / 2;
      buying += (incidence - 1) * (people > 0 ? cell.people / people : 1 / cells.length);
    },
    total: (money) =>
      withMoney(
        {
          avg_brand_shift_percent: brands === 0 ? 0 : (100 * shift) / brands,
          affected_personas: affected,
          category_buying_change_percent: 100 * buying,
        },
        money,
      ),
  };
}

/** Adds what the change is worth, where that is known. */
function withMoney(impact: Record<string, number>, money: Money | null): Record<string, number> {
  if (money) {
    impact.estimated_revenue_change = money.change.value;
    const spent = money.cost.fixed + money.cost.variable.value;
    impact.net_revenue_change = money.change.value - spent;
    const profit = money.grossProfit?.change;
    if (profit) {
      impact.gross_profit_change = profit.value;
      impact.net_profit_change = profit.value - spent;
    }
  }
  return impact;
}

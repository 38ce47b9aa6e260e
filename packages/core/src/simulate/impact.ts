import type { Money } from "../schema/simulation-result.js";
import type { TwinCell } from "../schema/twin.js";

type ByCellAndBrand = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Headline numbers of a change, each zero when nothing changes. */
export function impactOf({
  cells,
  change,
  incidence,
  money,
}: {
  cells: readonly TwinCell[];
  change: ByCellAndBrand;
  incidence: Readonly<Record<string, number>>;
  money: Money | null;
}): Record<string, number> {
  const people = cells.reduce((sum, cell) => sum + cell.people, 0);
  let shift = 0;
  let brands = 0;
  let affected = 0;
  let buying = 0;
  for (const cell of cells) {
    const moves = Object.values(change[cell.key] ?? {});
    let moved = 0;
    for (const move of moves) moved += Math.abs(move);
    shift += moved;
    brands += moves.length;
    affected += (cell.people * moved) / 2;
    buying +=
      ((incidence[cell.key] ?? 1) - 1) * (people > 0 ? cell.people / people : 1 / cells.length);
  }
  const impact: Record<string, number> = {
    avg_brand_shift_percent: brands === 0 ? 0 : (100 * shift) / brands,
    affected_personas: affected,
    category_buying_change_percent: 100 * buying,
  };
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

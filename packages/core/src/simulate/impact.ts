import type { Money } from "../schema/simulation-result.js";
import type { TwinCell } from "../schema/twin.js";
import type { Reason } from "../schema/verdict.js";

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
    const moves = Object.values(change[cell.key] ?? {}).map(Math.abs);
    const moved = moves.reduce((sum, move) => sum + move, 0);
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

/** Percent below which a change of the category's buying is not worth a sentence. */
const LEAST_BUYING_CHANGE = 0.005;

/** What stands out in a result, as codes with values; sentences are made elsewhere. */
export function insightsOf({
  brands,
  people,
  cells,
  change,
  incidence,
  money,
}: {
  brands: readonly string[];
  people: number;
  cells: readonly TwinCell[];
  change: ByCellAndBrand;
  incidence: Readonly<Record<string, number>>;
  money: Money | null;
}): Reason[] {
  const weights = cells.map((cell) => (people > 0 ? cell.people / people : 1 / cells.length));
  const moves = brands.map((brand) => ({
    brand,
    points:
      100 *
      cells.reduce((sum, cell, i) => sum + (weights[i] ?? 0) * (change[cell.key]?.[brand] ?? 0), 0),
  }));
  const up = moves.reduce((best, move) => (move.points > best.points ? move : best));
  const down = moves.reduce((best, move) => (move.points < best.points ? move : best));
  const percent =
    100 *
    cells.reduce((sum, cell, i) => sum + (weights[i] ?? 0) * ((incidence[cell.key] ?? 1) - 1), 0);
  const still = cells.every(
    ({ key }) =>
      (incidence[key] ?? 1) === 1 && Object.values(change[key] ?? {}).every((move) => move === 0),
  );
  if (still && (money?.change.value ?? 0) === 0) return [{ code: "nothing_changes", values: {} }];
  const insights: Reason[] = [];
  if (up.points > 0)
    insights.push({ code: "gains_most", values: { brand: up.brand, points: up.points } });
  if (down.points < 0) {
    insights.push({ code: "loses_most", values: { brand: down.brand, points: down.points } });
  }
  if (Math.abs(percent) >= LEAST_BUYING_CHANGE) {
    insights.push({ code: "category_buying_changes", values: { percent } });
  }
  if (money && money.change.value !== 0) {
    const { value, band } = money.change;
    insights.push({
      code: "revenue_changes",
      values: {
        amount: value,
        currency: money.currency,
        days: money.periodDays,
        low: band?.p2_5 ?? value,
        high: band?.p97_5 ?? value,
      },
    });
  }
  return insights;
}

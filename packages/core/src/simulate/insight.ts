import type { Scenario } from "../schema/scenario.js";
import type { Money, Quantity } from "../schema/simulation-result.js";
import type { TwinCell } from "../schema/twin.js";
import type { Reason } from "../schema/verdict.js";
import { isNeutral } from "./neutral.js";
import { activeDays } from "./plan.js";

/** Percent below which a change of the category's buying is not worth a sentence. */
const LEAST_BUYING_CHANGE = 0.005;

/** Finds what stands out in a result, cell by cell, as codes with values; sentences are made elsewhere. */
export function createInsights({
  brands,
  cells,
  scenario,
}: {
  brands: readonly string[];
  cells: readonly TwinCell[];
  scenario: Scenario;
}): {
  add(
    cell: TwinCell,
    outcome: { readonly change: Readonly<Record<string, number>>; readonly incidence: number },
  ): void;
  found(money: Money | null): Reason[];
} {
  const people = cells.reduce((sum, cell) => sum + cell.people, 0);
  const sums = new Float64Array(brands.length);
  let buying = 0;
  let still = true;
  return {
    add(cell, { change, incidence }) {
      const weight = people > 0 ? cell.people / people : 1 / cells.length;
      for (let j = 0; j < sums.length; j++) {
        const move = change[brands[j]!] ?? 0;
        sums[j]! += weight * move;
        if (move !== 0) still = false;
      }
      buying += weight * (incidence - 1);
      if (incidence !== 1) still = false;
    },
    found: (money) => insightsOf({ brands, sums, buying, still, money, scenario }),
  };
}

/** @param options.sums - change of each brand's share over all cells; `buying` - of the category's buying */
function insightsOf({
  brands,
  sums,
  buying,
  still,
  money,
  scenario,
}: {
  brands: readonly string[];
  sums: Float64Array;
  buying: number;
  still: boolean;
  money: Money | null;
  scenario: Scenario;
}): Reason[] {
  const moves = brands.map((brand, j) => ({ brand, points: 100 * sums[j]! }));
  const percent = 100 * buying;
  const up = moves.reduce((best, move) => (move.points > best.points ? move : best));
  const down = moves.reduce((best, move) => (move.points < best.points ? move : best));
  const late = lateOf(scenario);
  if (still && (money?.change.value ?? 0) === 0) {
    return late.length > 0
      ? [...late, ...costOf(money)]
      : [{ code: "nothing_changes", values: {} }, ...costOf(money)];
  }
  const insights: Reason[] = [];
  if (up.points > 0)
    insights.push({ code: "gains_most", values: { brand: up.brand, points: up.points } });
  if (down.points < 0) {
    insights.push({ code: "loses_most", values: { brand: down.brand, points: down.points } });
  }
  if (Math.abs(percent) >= LEAST_BUYING_CHANGE) {
    insights.push({ code: "category_buying_changes", values: { percent } });
  }
  if (money) insights.push(...moneyInsights(money));
  return [...insights, ...costOf(money), ...late];
}

function moneyInsights({
  currency,
  periodDays: days,
  change,
  units,
  grossProfit,
}: Money): Reason[] {
  const insights: Reason[] = [];
  const spread = ({ value, band }: Quantity) => ({
    amount: value,
    days,
    low: band?.p2_5 ?? value,
    high: band?.p97_5 ?? value,
  });
  if (change.value !== 0) {
    insights.push({ code: "revenue_changes", values: { ...spread(change), currency } });
  }
  if (units && units.change.value !== 0) {
    insights.push({ code: "units_change", values: spread(units.change) });
  }
  const profit = grossProfit?.change;
  if (profit && profit.value !== 0) {
    insights.push({ code: "gross_profit_changes", values: { ...spread(profit), currency } });
  }
  return insights;
}

/** What is spent, where anything is. */
function costOf(money: Money | null): Reason[] {
  if (!money || (money.cost.fixed === 0 && money.cost.variable.value === 0)) return [];
  const { currency, cost } = money;
  const values = { currency, fixed: cost.fixed, variable: cost.variable.value };
  return [{ code: "costs_money", values }];
}

/** Interventions whose days all lie beyond the horizon, which do nothing here. */
function lateOf({ interventions, durationDays }: Scenario): Reason[] {
  return interventions.flatMap((one, i) => {
    const [first, end] = activeDays(one, durationDays);
    return first < end || isNeutral(one)
      ? []
      : [{ code: "acts_after_horizon", values: { position: i + 1, days: durationDays } }];
  });
}

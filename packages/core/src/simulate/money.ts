import type { Scenario } from "../schema/scenario.js";
import type { Money, Quantity } from "../schema/simulation-result.js";
import type { AmountLuck } from "./amount-luck.js";
import { quantityOf } from "./band.js";
import { marginOver } from "./brand-money.js";
import { createMoneyTotals, type MoneyTotals } from "./cell-money.js";
import { addTo, type Columns, less, type Touched } from "./columns.js";
import { createDrawTable } from "./draw-table.js";
import type { MoneyLuck } from "./money-luck.js";
import type { PreparedRun } from "./prepare-run.js";

/** How the cost of a scenario is made, in words. */
const COST =
  "fixed: Σ cost of the interventions; variable: Σ days, cells: revenue × (worth of the points given beyond the usual ones + share of spending that goes to electricity × share of the bill paid), each per unit of spending. Discounts, free units and price cuts are less revenue and not counted again";

const GROSS_PROFIT =
  "revenue − (1 − margin) × regular price × units, free units included; before fixed and variable cost";

/** What a scenario spends whatever comes of it. */
export const fixedCost = ({ interventions }: Scenario): number =>
  interventions.reduce((sum, { cost }) => sum + cost, 0);

/** Sums for a run's cells. */
export const createTotals = ({ brands, scenario, margins }: PreparedRun) =>
  createMoneyTotals({
    brands: brands.length,
    draws: scenario.draws,
    goods: margins.some((margin) => margin !== null),
  });

/** Totals with their bands, as a result shows them; null where nothing tells what people spend. */
export function moneyOf(
  run: PreparedRun,
  { totals, luck }: { totals: MoneyTotals; luck: MoneyLuck },
): Money | null {
  const { scenario, brands, basis } = run;
  if (basis === null) return null;
  const { revenue, baselineRevenue, given } = totals;
  const changes = revenue.map((column, j) => less(column, baselineRevenue[j]!));
  return {
    currency: basis.currency,
    periodDays: scenario.durationDays,
    formula: basis.formula,
    baseline: quantityOf(sum(baselineRevenue), luck.revenue.baseline),
    change: quantityOf(sum(changes), luck.revenue.change),
    cost: {
      fixed: fixedCost(scenario),
      variable: costOf(given.some((column) => column) ? sum(filled(given, scenario.draws)) : null, {
        draws: scenario.draws,
        luck: luck.cost?.change,
      }),
      formula: COST,
    },
    units: unitsOf(brands, totals.units, luck.units),
    grossProfit: grossProfitOf(run, totals, luck.grossProfit),
    byBrand: Object.fromEntries(
      brands.map((brand, j) => [
        brand,
        {
          baseline: baselineRevenue[j]![0]!,
          change: quantityOf(changes[j]!, luck.revenue.byBrand[j]),
          cost: costOf(given[j] ?? null, { draws: scenario.draws, luck: luck.cost?.byBrand[j] }),
        },
      ]),
    ),
  };
}

/** A cost with its band; of nothing no quantile is looked for, and nothing of it is luck. */
function costOf(
  column: Float64Array | null,
  { draws, luck }: { draws: number; luck: number | undefined },
): Quantity {
  return quantityOf(column ?? new Float64Array(draws === 0 ? 1 : 2), luck ?? 0);
}

/** What is given back, zero where nothing. */
export const filled = (given: Readonly<Touched>, draws: number): Columns =>
  given.map((column) => column ?? new Float64Array(draws + 1));

/** Columns added up, in the brands' order. */
function sum(columns: Columns): Float64Array {
  const total = new Float64Array(columns[0]?.length ?? 0);
  for (const column of columns) addTo(total, column);
  return total;
}

function unitsOf(
  brands: readonly string[],
  units: MoneyTotals["units"],
  luck: AmountLuck | null,
): Money["units"] {
  if (!units) return null;
  const { sold, baseline } = units;
  const changes = sold.map((column, j) => less(column, baseline[j]!));
  return {
    baseline: quantityOf(sum(baseline), luck?.baseline),
    change: quantityOf(sum(changes), luck?.change),
    byBrand: Object.fromEntries(
      brands.map((brand, j) => [
        brand,
        { baseline: baseline[j]![0]!, change: quantityOf(changes[j]!, luck?.byBrand[j]) },
      ]),
    ),
  };
}

/**
 * Change of gross profit of each brand whose margin is known, over the draws; null for the others.
 *
 * Goods cost what they cost before: `(1 − margin)` of the regular price for every unit, whatever is paid for it.
 */
export function grossProfitChanges(
  { brands, margins, scenario: { seed, draws } }: PreparedRun,
  { revenue, baselineRevenue, regular }: MoneyTotals,
): (Float64Array | null)[] {
  if (!regular) return brands.map(() => null);
  const table = createDrawTable({ seed, draws });
  return brands.map((brand, j) => {
    const known = margins[j];
    if (!known) return null;
    const margin = marginOver(table, brand, known);
    const change = less(revenue[j]!, baselineRevenue[j]!);
    for (let d = 0; d < change.length; d++) {
      change[d]! -= (1 - margin[d]!) * (regular[j]![d]! - baselineRevenue[j]![d]!);
    }
    return change;
  });
}

function grossProfitOf(
  run: PreparedRun,
  totals: MoneyTotals,
  luck: AmountLuck | null,
): Money["grossProfit"] {
  const changes = grossProfitChanges(run, totals);
  const known = changes.filter((change) => change !== null);
  if (known.length === 0) return null;
  const byBrand: Record<string, Quantity> = {};
  changes.forEach((change, j) => {
    if (change) byBrand[run.brands[j]!] = quantityOf(change, luck?.byBrand[j]);
  });
  return {
    formula: GROSS_PROFIT,
    change: known.length === changes.length ? quantityOf(sum(known), luck?.change) : null,
    byBrand,
  };
}

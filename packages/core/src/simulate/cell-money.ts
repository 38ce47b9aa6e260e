import { type Columns, createColumns, type Touched } from "./columns.js";
import type { Sales } from "./sales.js";

/** What one cell sells over the horizon, and what that is worth. */
export interface CellMoney {
  readonly sales: Sales;
  /** Where this cell's numbers begin in the columns of `sales`: 0 unless cells share them. */
  readonly at?: number;
  /** Money per unit of `sales`, by brand. */
  readonly worth: Float64Array;
  /** Units per unit of `sales`; null where the twin does not know them. */
  readonly unitsPerDay: number | null;
}

/** Sums over cells, per brand over the draws. */
export interface MoneyTotals {
  readonly revenue: Columns;
  readonly baselineRevenue: Columns;
  /** What is sold, valued at the prices of now: what it cost to buy goes by it. Null unless asked for. */
  readonly regular: Columns | null;
  /** What brands give back beside their price; null where nothing. */
  readonly given: Touched;
  /** Null where some cell's units are not known. */
  readonly units: { readonly sold: Columns; readonly baseline: Columns } | null;
}

/**
 * Adds cells up, in the order in which they come.
 *
 * @param options.goods - whether to keep `regular`
 */
export function createMoneyTotals({
  brands,
  draws,
  goods,
}: {
  brands: number;
  draws: number;
  goods: boolean;
}): { add(cell: CellMoney): void; totals(): MoneyTotals } {
  const zero = () => createColumns(brands, draws + 1);
  const revenue = zero();
  const baselineRevenue = zero();
  const regular = goods ? zero() : null;
  const given = new Array<Float64Array | null>(brands).fill(null);
  let units: { sold: Columns; baseline: Columns } | null = { sold: zero(), baseline: zero() };
  return {
    add({ sales, worth, unitsPerDay, at = 0 }) {
      if (unitsPerDay === null) units = null;
      for (let j = 0; j < brands; j++) {
        const sold = sales.sold[j]!;
        const baseline = sales.baseline[j]!;
        const each = worth[j]!;
        addTimes(revenue[j]!, sales.received[j]!, { from: at, factor: each });
        addTimes(baselineRevenue[j]!, baseline, { from: at, factor: each });
        if (regular) addTimes(regular[j]!, sold, { from: at, factor: each });
        const back = sales.given[j];
        if (back) {
          given[j] ??= new Float64Array(draws + 1);
          addTimes(given[j]!, back, { from: at, factor: each });
        }
        if (!units || unitsPerDay === null) continue;
        addTimes(units.sold[j]!, sold, { from: at, factor: unitsPerDay });
        addTimes(units.baseline[j]!, baseline, { from: at, factor: unitsPerDay });
      }
    },
    totals: () => ({ revenue, baselineRevenue, regular, given, units }),
  };
}

function addTimes(
  sum: Float64Array,
  column: Float64Array,
  { from, factor }: { from: number; factor: number },
): void {
  for (let d = 0; d < sum.length; d++) sum[d]! += column[from + d]! * factor;
}

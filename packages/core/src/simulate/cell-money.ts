import type { TwinCell } from "../schema/twin.js";
import { type Columns, createColumns, type Touched } from "./columns.js";
import type { Sales } from "./sales.js";
import type { MoneyBasis } from "./worth.js";

/** What one cell's sales are worth over the horizon, per brand over the draws. */
export interface CellMoney {
  readonly revenue: Columns;
  readonly baselineRevenue: Columns;
  /** What is sold, valued at the prices of now: what it cost to buy goes by it. */
  readonly regular: Columns;
  /** What brands give back beside their price; null where nothing. */
  readonly given: Touched;
  /** Null where the twin does not know the cell's units. */
  readonly units: Columns | null;
  readonly baselineUnits: Columns | null;
}

/** Turns what a cell sells into money, and units where these are known. */
export function cellMoney(sales: Sales, cell: TwinCell, basis: MoneyBasis): CellMoney {
  const worth = basis.worth(cell);
  const { sold, baseline, received, given } = sales;
  const regular = sold.map((days, j) => times(days, worth[j]!));
  const { unitsPerDay } = cell;
  return {
    revenue: received.map((days, j) => (days === sold[j] ? regular[j]! : times(days, worth[j]!))),
    baselineRevenue: baseline.map((days, j) => times(days, worth[j]!)),
    regular,
    given: given.map((days, j) => days && times(days, worth[j]!)),
    units: unitsPerDay === null ? null : sold.map((days) => times(days, unitsPerDay)),
    baselineUnits: unitsPerDay === null ? null : baseline.map((days) => times(days, unitsPerDay)),
  };
}

function times(column: Float64Array, factor: number): Float64Array {
  const out = new Float64Array(column.length);
  for (let d = 0; d < out.length; d++) out[d] = column[d]! * factor;
  return out;
}

/** Sums over cells. */
export interface MoneyTotals {
  readonly revenue: Columns;
  readonly baselineRevenue: Columns;
  readonly regular: Columns;
  /** Zero where a brand gives nothing back. */
  readonly given: Columns;
  /** Null where some cell's units are not known. */
  readonly units: Columns | null;
  readonly baselineUnits: Columns | null;
}

/** Adds cells up, in the order in which they come. */
export function createMoneyTotals({ brands, draws }: { brands: number; draws: number }): {
  add(cell: CellMoney): void;
  totals(): MoneyTotals;
} {
  const zero = () => createColumns(brands, draws + 1);
  const sums = { revenue: zero(), baselineRevenue: zero(), regular: zero(), given: zero() };
  let units: { sold: Columns; baseline: Columns } | null = { sold: zero(), baseline: zero() };
  return {
    add(cell) {
      add(sums.revenue, cell.revenue);
      add(sums.baselineRevenue, cell.baselineRevenue);
      add(sums.regular, cell.regular);
      add(sums.given, cell.given);
      if (cell.units === null || cell.baselineUnits === null) units = null;
      if (!units || !cell.units || !cell.baselineUnits) return;
      add(units.sold, cell.units);
      add(units.baseline, cell.baselineUnits);
    },
    totals: () => ({
      ...sums,
      units: units?.sold ?? null,
      baselineUnits: units?.baseline ?? null,
    }),
  };
}

function add(sums: Columns, more: readonly (Float64Array | null)[]): void {
  sums.forEach((sum, j) => {
    const column = more[j];
    for (let d = 0; column && d < sum.length; d++) sum[d]! += column[d]!;
  });
}

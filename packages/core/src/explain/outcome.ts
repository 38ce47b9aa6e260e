import { marginOver } from "../simulate/brand-money.js";
import type { CellMoney } from "../simulate/cell-money.js";
import { type Columns, less, scaled, sumOf } from "../simulate/columns.js";
import type { DrawTable } from "../simulate/draw-table.js";
import type { PreparedRun } from "../simulate/prepare-run.js";
import type { CellRun } from "../simulate/run-cell.js";
import type { Outcome } from "./explanation.js";

/** What became of one cell. */
export interface CarriedCell {
  readonly run: CellRun;
  /** Null where nothing tells what people spend. */
  readonly money: CellMoney | null;
  /** Its share of all people. */
  readonly weight: number;
  /** Where the values of margins come from. */
  readonly table: DrawTable;
}

/** The outcomes of a run that add up over its cells, and how to read a cell's part of them. */
export interface OutcomeList {
  readonly outcomes: readonly Outcome[];
  /** Changes of one cell over the draws, one column per outcome. */
  changes(cell: CarriedCell): Columns;
  /** As `changes`, of the levels without interventions at the estimates. */
  levels(cell: CarriedCell): number[];
}

interface Reader {
  readonly outcome: Outcome;
  change(cell: CarriedCell): Float64Array;
  level(cell: CarriedCell): number;
}

const nothing = new Float64Array(0);
const estimate = (column: Float64Array | undefined) => column?.[0] ?? 0;

/** @param only - those to read; all unless told */
export function outcomesOf(
  run: Pick<PreparedRun, "brands" | "basis" | "cells" | "margins">,
  only: (outcome: Outcome) => boolean = () => true,
): OutcomeList {
  const all = [...shares(run), buying, ...units(run), ...revenues(run), ...grossProfits(run)];
  const readers = all.filter(({ outcome }) => only(outcome));
  return {
    outcomes: readers.map(({ outcome }) => outcome),
    changes: (cell) => readers.map(({ change }) => change(cell)),
    levels: (cell) => readers.map(({ level }) => level(cell)),
  };
}

const shares = ({ brands }: Pick<PreparedRun, "brands">): Reader[] =>
  brands.map((brand, j) => ({
    outcome: { kind: "share", brand, unit: "fraction" },
    change: ({ run: { share, baseline }, weight }) =>
      scaled(less(share[j] ?? nothing, baseline[j] ?? nothing), weight),
    level: ({ run: { baseline }, weight }) => weight * estimate(baseline[j]),
  }));

const buying: Reader = {
  outcome: { kind: "category_buying", brand: null, unit: "ratio" },
  change: ({ run: { incidence }, weight }) => incidence.map((ratio) => weight * (ratio - 1)),
  level: ({ weight }) => weight,
};

/** Units of all brands, then of each; none where some cell's are not known. */
function units({ brands, basis, cells }: Pick<PreparedRun, "brands" | "basis" | "cells">) {
  if (!basis || cells.some(({ unitsPerDay }) => unitsPerDay === null)) return [];
  const own = brands.map(
    (brand, j): Reader => ({
      outcome: { kind: "units", brand, unit: "units" },
      change: ({ money }) =>
        scaled(
          less(money?.sales.sold[j] ?? nothing, money?.sales.baseline[j] ?? nothing),
          money?.unitsPerDay ?? 0,
        ),
      level: ({ money }) => (money?.unitsPerDay ?? 0) * estimate(money?.sales.baseline[j]),
    }),
  );
  return withSum({ kind: "units", brand: null, unit: "units" }, own);
}

/** Revenue of all brands, then of each; none where nothing tells what people spend. */
function revenues({ brands, basis }: Pick<PreparedRun, "brands" | "basis">) {
  if (!basis) return [];
  const unit = basis.currency;
  const own = brands.map(
    (brand, j): Reader => ({
      outcome: { kind: "revenue", brand, unit },
      change: ({ money }) =>
        scaled(
          less(money?.sales.received[j] ?? nothing, money?.sales.baseline[j] ?? nothing),
          money?.worth[j] ?? 0,
        ),
      level: ({ money }) => (money?.worth[j] ?? 0) * estimate(money?.sales.baseline[j]),
    }),
  );
  return withSum({ kind: "revenue", brand: null, unit }, own);
}

/** Gross profit of each brand whose margin is known, and of all brands where every margin is. */
function grossProfits({
  brands,
  basis,
  margins,
}: Pick<PreparedRun, "brands" | "basis" | "margins">): Reader[] {
  if (!basis) return [];
  const unit = basis.currency;
  const own = brands.flatMap((brand, j): Reader[] => {
    const margin = margins[j];
    if (!margin) return [];
    return [
      {
        outcome: { kind: "gross_profit", brand, unit },
        change: ({ money, table }) =>
          profitChange(money, { j, kept: marginOver(table, brand, margin) }),
        level: ({ money }) => {
          const { value } = margin;
          return (
            Math.min(1, Math.max(0, value)) *
            (money?.worth[j] ?? 0) *
            estimate(money?.sales.baseline[j])
          );
        },
      },
    ];
  });
  const isWhole = own.length > 0 && own.length === brands.length;
  return isWhole ? withSum({ kind: "gross_profit", brand: null, unit }, own) : own;
}

/** Goods cost `(1 − margin)` of the price of now for every unit, whatever is paid for it. */
function profitChange(
  money: CellMoney | null,
  { j, kept }: { j: number; kept: Float64Array },
): Float64Array {
  const [sold = nothing, baseline = nothing, received = nothing] = [
    money?.sales.sold[j],
    money?.sales.baseline[j],
    money?.sales.received[j],
  ];
  const worth = money?.worth[j] ?? 0;
  return received.map((paid, d) => {
    const before = baseline[d] ?? 0;
    return worth * (paid - before - (1 - (kept[d] ?? 0)) * ((sold[d] ?? 0) - before));
  });
}

const withSum = (outcome: Outcome, readers: readonly Reader[]): Reader[] => [
  {
    outcome,
    change: (cell) => sumOf(readers.map(({ change }) => change(cell))),
    level: (cell) => readers.reduce((sum, { level }) => sum + level(cell), 0),
  },
  ...readers,
];

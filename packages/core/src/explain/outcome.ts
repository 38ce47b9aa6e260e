import { type Columns, less, scaled, sumOf } from "../simulate/columns.js";
import type { PreparedRun } from "../simulate/prepare-run.js";
import type { CellRun } from "../simulate/run-cell.js";
import type { Outcome } from "./explanation.js";

/** The outcomes of a run that add up over its cells, and how to read a cell's part of them. */
export interface OutcomeList {
  readonly outcomes: readonly Outcome[];
  /** Changes of one cell over the draws, one column per outcome. @param weight - its share of all people */
  changes(run: CellRun, weight: number): Columns;
  /** As `changes`, of the levels without interventions at the estimates. */
  levels(run: CellRun, weight: number): number[];
}

interface Reader {
  readonly outcome: Outcome;
  change(run: CellRun, weight: number): Float64Array;
  level(run: CellRun, weight: number): number;
}

const nothing = new Float64Array(0);
const estimate = (column: Float64Array | undefined) => column?.[0] ?? 0;

/** @param options.only - those to read; all unless told */
export function outcomesOf(
  { brands, basis }: Pick<PreparedRun, "brands" | "basis">,
  only: (outcome: Outcome) => boolean = () => true,
): OutcomeList {
  const shares = brands.map(
    (brand, j): Reader => ({
      outcome: { kind: "share", brand, unit: "fraction" },
      change: ({ share, baseline }, weight) =>
        scaled(less(share[j] ?? nothing, baseline[j] ?? nothing), weight),
      level: ({ baseline }, weight) => weight * estimate(baseline[j]),
    }),
  );
  const buying: Reader = {
    outcome: { kind: "category_buying", brand: null, unit: "ratio" },
    change: ({ incidence }, weight) => incidence.map((ratio) => weight * (ratio - 1)),
    level: (_, weight) => weight,
  };
  const unit = basis?.currency ?? "";
  const revenues = brands.map(
    (brand, j): Reader => ({
      outcome: { kind: "revenue", brand, unit },
      change: ({ revenue, baselineRevenue }) =>
        less(revenue?.[j] ?? nothing, baselineRevenue?.[j] ?? nothing),
      level: ({ baselineRevenue }) => estimate(baselineRevenue?.[j]),
    }),
  );
  const revenue: Reader = {
    outcome: { kind: "revenue", brand: null, unit },
    change: (run) => sumOf(revenues.map(({ change }) => change(run, 1))),
    level: (run) => revenues.reduce((sum, { level }) => sum + level(run, 1), 0),
  };
  const readers = [...shares, buying, ...(basis ? [revenue, ...revenues] : [])].filter((reader) =>
    only(reader.outcome),
  );
  return {
    outcomes: readers.map(({ outcome }) => outcome),
    changes: (run, weight) => readers.map(({ change }) => change(run, weight)),
    levels: (run, weight) => readers.map(({ level }) => level(run, weight)),
  };
}

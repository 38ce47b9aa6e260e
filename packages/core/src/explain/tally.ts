import type { TwinCell } from "../schema/twin.js";
import { addTo } from "../simulate/columns.js";
import { reached } from "../simulate/compile.js";
import type { DrawTable } from "../simulate/draw-table.js";
import type { PreparedRun } from "../simulate/prepare-run.js";
import { runCell } from "../simulate/run-cell.js";
import { runSetting } from "../simulate/run-setting.js";
import type { CarriedCell, OutcomeList } from "./outcome.js";

/** How a run is carried out when its outcomes are added up. */
export interface TallyOptions {
  /** Where the parameters' values come from; says how many draws there are. */
  readonly table: DrawTable;
  /** Whether each of the scenario's interventions takes part; all unless told. */
  readonly takesPart?: readonly boolean[];
  /** Those that are carried out; all of the run's unless told. */
  readonly cells?: readonly TwinCell[];
  readonly sameMoney?: boolean;
}

/** Weight of a cell in shares of all people: by its people, or each alike where nobody is known. */
function weightOf({ cells }: Pick<PreparedRun, "cells">): (cell: TwinCell) => number {
  const people = cells.reduce((sum, cell) => sum + cell.people, 0);
  return (cell) => (people > 0 ? cell.people / people : 1 / cells.length);
}

/** Carries out a run cell by cell. */
export function* carriedCells(
  run: PreparedRun,
  { table, takesPart, cells = run.cells, sameMoney = false }: TallyOptions,
): Generator<CarriedCell> {
  const setting = runSetting(run, { table, sameMoney });
  const weight = weightOf(run);
  const reaches = run.compiled.map(({ intervention }) => reached(intervention));
  for (const cell of cells) {
    const active = reaches.map((concerns, i) => takesPart?.[i] !== false && concerns(cell));
    const cellRun = runCell(cell, { active, sells: run.basis !== null, watch: null, setting });
    const { sales } = cellRun;
    const { unitsPerDay } = cell;
    const money = run.basis && sales ? { sales, worth: run.basis.worth(cell), unitsPerDay } : null;
    yield { run: cellRun, money, weight: weight(cell), table };
  }
}

/**
 * Adds up what a run changes.
 *
 * @returns first the totals, `outcomes × (1 + draws)`, the estimate at the head of each row; then the cells' estimates,
 * `cells × outcomes`
 */
export function tally(
  run: PreparedRun,
  { outcomes, changes }: OutcomeList,
  options: TallyOptions,
): Float64Array {
  const { table, cells = run.cells } = options;
  const row = table.draws + 1;
  const sums = new Float64Array(outcomes.length * (row + cells.length));
  let at = outcomes.length * row;
  for (const carried of carriedCells(run, options)) {
    changes(carried).forEach((column, o) => {
      addTo(sums.subarray(o * row, (o + 1) * row), column);
      sums[at++] = column[0] ?? 0;
    });
  }
  return sums;
}

/** The rows of totals in what {@link tally} returns. */
export const totalsIn = (
  sums: Float64Array,
  { outcomes, draws }: { outcomes: number; draws: number },
): Float64Array[] =>
  Array.from({ length: outcomes }, (_, o) => sums.subarray(o * (draws + 1), (o + 1) * (draws + 1)));

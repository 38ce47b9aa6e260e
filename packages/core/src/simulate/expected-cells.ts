import type { Twin, TwinCell } from "../schema/twin.js";
import { type Coefficients, drawCoefficients } from "./coefficient.js";
import { addTo, createColumns } from "./columns.js";
import { drawTableOf } from "./draw-table.js";
import { type CellStart, HIGHEST_HABIT } from "./run-cell.js";

/**
 * Cells whose expected paths are carried together: in each column one number a cell, where a run with draws has one a
 * draw. Each is what the cell alone would have, to the last bit.
 */
export interface ExpectedCells {
  readonly start: CellStart;
  /** The estimates, as many times as there are cells. */
  readonly coefficients: Coefficients;
}

const known = new WeakMap<Twin, ExpectedCells>();

/**
 * Where cells start from on the expected path.
 *
 * @param options.brands - the twin's brands, then those that enter
 * @remarks For all cells of a twin in a market that nobody enters it is kept while the twin lives: at most
 * 8 × (6 brands + 20) bytes a cell, and 8 for each brand and trigger asked about.
 */
export function expectedCells(
  twin: Twin,
  { cells, brands }: { cells: readonly TwinCell[]; brands: readonly string[] },
): ExpectedCells {
  const usual = cells === twin.cells && brands.length === twin.brands.length;
  const kept = usual ? known.get(twin) : undefined;
  if (kept) return kept;
  const draws = cells.length - 1;
  const nothing = new Float64Array(cells.length);
  const made = {
    start: startOf(cells, { known: twin.brands.length, brands: brands.length }),
    coefficients: drawCoefficients(twin, { brands, table: drawTableOf(draws, () => nothing) }),
  };
  if (usual) known.set(twin, made);
  return made;
}

function startOf(
  cells: readonly TwinCell[],
  { known, brands }: { known: number; brands: number },
): CellStart {
  const columnsOf = (of: (cell: TwinCell) => readonly number[]) => {
    const columns = createColumns(brands, cells.length);
    const sums = new Float64Array(cells.length);
    for (let j = 0; j < known; j++) {
      const column = columns[j]!;
      for (let c = 0; c < cells.length; c++) column[c] = of(cells[c]!)[j]!;
      addTo(sums, column);
    }
    for (let j = 0; j < known; j++) {
      const column = columns[j]!;
      for (let c = 0; c < cells.length; c++) column[c]! /= sums[c]!;
    }
    return columns;
  };
  return {
    share: columnsOf(({ share }) => share),
    choice: columnsOf(({ choice }) => choice),
    habit: Float64Array.from(cells, ({ habit }) =>
      Math.min(HIGHEST_HABIT, Math.max(0, habit.value)),
    ),
  };
}

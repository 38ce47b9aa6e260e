import type { Twin, TwinCell } from "../schema/twin.js";
import type { Reason } from "../schema/verdict.js";
import { isPriced } from "../simulate/worth.js";

/**
 * What is missing where money is known in a part of the cells and therefore not in all; none where no cell's is.
 *
 * @param cells - those that were asked about
 */
export function untoldMoney(twin: Twin, cells: readonly TwinCell[]): Reason[] {
  const isTold = (cell: TwinCell) => cell.unitsPerDay !== null && isPriced(twin, cell);
  if (!cells.some(isTold)) return [];
  const regions = new Set(cells.filter((cell) => !isTold(cell)).map(({ region }) => region));
  if (regions.size === 0) return [];
  return [{ code: "money_untold", values: { regions: [...regions].join(", ") } }];
}

import { square } from "../math/index.js";
import { cellLuck } from "../model/twin/luck.js";
import type { Twin } from "../schema/twin.js";

/**
 * Periods of moving prices after which a brand's price coefficient is known to `error`.
 *
 * A period of a cell tells `x (1 − x) δ² / variance` about it, where δ is the spread of the log price, less what habit
 * damps of prices that change at random, `(1 − ρ) / (1 + ρ)`, and what lasting luck takes away, `(1 − r) / (1 + r)`;
 * cells add up, and the error falls with the root of the periods.
 *
 * @param options.brand - index of the brand
 * @param options.spread - δ
 * @param options.error - wanted standard error, utility per log price
 */
export function periodsForPrice(
  twin: Twin,
  { brand, spread, error }: { brand: number; spread: number; error: number },
): number {
  let perPeriod = 0;
  for (const cell of twin.cells) {
    const share = cell.choice[brand]!;
    const { variance, persistence } = cellLuck({ noise: twin.noise, luck: twin.luck }, cell);
    const habit = Math.min(0.995, Math.max(0, cell.habit.value));
    const lasting = twin.luck ? (1 - persistence) / (1 + persistence) : 1;
    perPeriod += ((share * (1 - share)) / variance) * ((1 - habit) / (1 + habit)) * lasting;
  }
  const periods = 1 / (square(error) * square(spread) * perPeriod);
  return Number.isFinite(periods) ? Math.ceil(periods) : Number.MAX_SAFE_INTEGER;
}

/**
 * Rows as many again as lower a standard error to `target`: the error falls with the root of their number.
 *
 * @returns further rows
 */
export const rowsForError = (
  rows: number,
  { error, target }: { error: number; target: number },
): number => Math.max(0, Math.ceil(rows * (square(error / target) - 1)));

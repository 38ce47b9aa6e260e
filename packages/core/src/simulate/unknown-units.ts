import { exp } from "../math/index.js";
import type { Twin, TwinCell } from "../schema/twin.js";
import type { DrawTable } from "./draw-table.js";
import type { Sales } from "./sales.js";

/** What the units of each cell are over the draws, over their estimate; null where they are taken as known. */
export type UnknownUnits = (cell: TwinCell) => Float64Array | null;

/**
 * Draws how much each region buys, and which part of it each of its cells does: parts sum to what they summed to.
 *
 * @param table - its deviates are those of a region and of a cell, whatever else is drawn
 */
export function drawUnits(twin: Twin, table: DrawTable): UnknownUnits {
  const regions = new Map<string, Map<TwinCell, Float64Array>>();
  return (cell) => {
    if (table.draws === 0 || !cell.unitsSpread || cell.unitsPerDay === null) return null;
    const known = regions.get(cell.region) ?? drawRegion(twin, { region: cell.region, table });
    regions.set(cell.region, known);
    return known.get(cell) ?? null;
  };
}

function drawRegion(
  { cells }: Twin,
  { region, table }: { region: string; table: DrawTable },
): Map<TwinCell, Float64Array> {
  const within = cells.filter((cell) => cell.region === region);
  const length = table.draws + 1;
  const whole = table.deviates(`units:${region}`);
  const before = within.reduce((sum, { unitsPerDay }) => sum + (unitsPerDay ?? 0), 0);
  const after = new Float64Array(length);
  const drawn = within.map((cell) => {
    const { part = 0, region: spread = 0 } = cell.unitsSpread ?? {};
    const own = part === 0 ? null : table.deviates(`units:${cell.key}`);
    const factor = new Float64Array(length);
    for (let d = 0; d < length; d++) {
      factor[d] = d === 0 ? 1 : exp(part * (own?.[d] ?? 0));
      after[d]! += (cell.unitsPerDay ?? 0) * factor[d]!;
      factor[d]! *= d === 0 ? 1 : exp(spread * whole[d]!);
    }
    return [cell, factor] as const;
  });
  for (const [, factor] of drawn) {
    for (let d = 1; d < length; d++) factor[d]! *= before / after[d]!;
  }
  return new Map(drawn);
}

/** Sales times a factor by draw. */
export function timesUnits(sales: Sales, factor: Float64Array): Sales {
  const times = (column: Float64Array) => column.map((value, d) => value * factor[d]!);
  const sold = sales.sold.map(times);
  return {
    sold,
    baseline: sales.baseline.map(times),
    // Where the price stays, what is paid for is what is sold, in the same column.
    received: sales.received.map((column, j) =>
      column === sales.sold[j] ? sold[j]! : times(column),
    ),
    given: sales.given.map((column) => column && times(column)),
  };
}

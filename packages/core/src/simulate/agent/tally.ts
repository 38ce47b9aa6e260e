import { ACTIVE, type CellPopulation, MIDDLE } from "./population.js";

/** Counts of a cell's agents by period: whole numbers, so that sums do not depend on how agents are spread over workers. */
export interface Tally {
  /** Active agents of each brand, periods × brands; units likewise. */
  readonly share: Float64Array;
  readonly units: Float64Array;
  /** By period. */
  readonly active: Float64Array;
  readonly adopted: Float64Array;
  /** In steps of 2^-16. */
  readonly satisfaction: Float64Array;
}

export const createTally = (periods: number, brands: number): Tally => ({
  share: new Float64Array(periods * brands),
  units: new Float64Array(periods * brands),
  active: new Float64Array(periods),
  adopted: new Float64Array(periods),
  satisfaction: new Float64Array(periods),
});

/** Adds counts to counts. */
export function addTally(sum: Tally, more: Tally): void {
  for (const name of ["share", "units", "active", "adopted", "satisfaction"] as const) {
    const [into, from] = [sum[name], more[name]];
    for (let i = 0; i < into.length; i++) into[i]! += from[i]!;
  }
}

/** Counts agents as they stand at the end of a period. */
export function count(
  tally: Tally,
  {
    cell: { columns, size, stirred },
    period,
    brands,
    everybody,
    bought,
    joins,
  }: {
    cell: CellPopulation;
    period: number;
    brands: number;
    /** All are active. */
    everybody: boolean;
    bought: boolean;
    joins: boolean;
  },
): void {
  const { brand, state, units, adopted, satisfaction } = columns;
  const at = period * brands;
  // A counter that is added to again and again waits for itself: each half of the agents has its own.
  const shares = new Int32Array(2 * brands);
  const totals = new Float64Array(2 * brands);
  let active = 0;
  let members = 0;
  let content = 0;
  for (let i = 0; i < size; i++) {
    if (!everybody && state[i] !== ACTIVE) continue;
    const j = brand[i]!;
    shares[(i & 1) * brands + j]!++;
    if (bought) totals[(i & 1) * brands + j]! += units[i]!;
    if (joins) members += adopted[i]!;
    if (stirred) content += satisfaction[i]!;
    active++;
  }
  for (let j = 0; j < brands; j++) {
    tally.share[at + j]! += shares[j]! + shares[brands + j]!;
    tally.units[at + j]! += totals[j]! + totals[brands + j]!;
  }
  tally.active[period]! += active;
  tally.adopted[period]! += members;
  tally.satisfaction[period]! += stirred ? content : MIDDLE * active;
}

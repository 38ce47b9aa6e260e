import type { AgentOptions } from "../../schema/agent.js";
import { ACTIVE, type CellPopulation, NO_BRAND } from "./population.js";

type CohortKind = AgentOptions["cohorts"][number];

/** People who started together: how they are told apart, and what the groups are called. */
export interface CohortPlan {
  readonly by: CohortKind;
  readonly names: readonly string[];
}

/** Days of entry that make one cohort. */
const MONTH = 30;

/** @param options.days - of the horizon */
export function cohortPlan(
  by: CohortKind,
  { brands, days, open }: { brands: readonly string[]; days: number; open: boolean },
): CohortPlan {
  const newcomers = Array.from(
    { length: open ? Math.ceil(days / MONTH) : 0 },
    (_, month) => `day ${MONTH * month} to ${Math.min(days, MONTH * (month + 1)) - 1}`,
  );
  if (by === "entry_month") return { by, names: ["start", ...newcomers] };
  return { by, names: open ? [...brands, "newcomers"] : brands };
}

/** Group of each agent. */
export function cohortsOf(
  { columns: { startBrand, entered }, first, starting, size }: CellPopulation,
  { plan: { by, names }, periodDays }: { plan: CohortPlan; periodDays: number },
): Uint8Array {
  const last = names.length - 1;
  return Uint8Array.from({ length: size }, (_, i) => {
    if (by === "start_brand") return startBrand[i] === NO_BRAND ? last : startBrand[i]!;
    if (first + i < starting) return 0;
    return Math.min(last, 1 + Math.floor((entered[i]! * periodDays) / MONTH));
  });
}

/** Adds the active agents of a period. @param counts - periods × groups × brands */
export function countCohorts(
  counts: Float64Array,
  {
    cell: { columns, size },
    group,
    period,
    groups,
    brands,
  }: { cell: CellPopulation; group: Uint8Array; period: number; groups: number; brands: number },
): void {
  const { brand, state } = columns;
  const at = period * groups * brands;
  for (let i = 0; i < size; i++) {
    if (state[i] === ACTIVE) counts[at + group[i]! * brands + brand[i]!]!++;
  }
}

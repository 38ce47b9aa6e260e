import { shareVariance } from "./sampling.js";

/** One cell's mean over its records. */
export interface CellMean {
  readonly value: number | null;
  /** People per record, on average; 0 where not known. */
  readonly people: number;
  readonly records: number;
}

/** The mean of several cells and how sure it is; `variance` is null where no people are known. */
export interface Pooled {
  readonly value: number;
  readonly variance: number | null;
  readonly people: number;
  readonly records: number;
}

/**
 * Mean of cells weighted by their people, with the variance of its sampling.
 *
 * @remarks The records of a cell may be of the same people, so a cell counts its people once, not once a record.
 * @param options.noise - variance beyond sampling over x(1 − x), per record
 * @returns null when no cell has a value
 */
export function pool(
  cells: readonly CellMean[],
  { noise = 0 }: { noise?: number } = {},
): Pooled | null {
  const known = cells.filter((cell): cell is CellMean & { value: number } => cell.value !== null);
  if (known.length === 0) return null;
  const people = known.reduce((sum, cell) => sum + cell.people, 0);
  const records = known.reduce((sum, cell) => sum + cell.records, 0);
  const weightOf = (cell: CellMean) => (people > 0 ? cell.people / people : 1 / known.length);
  let value = 0;
  let variance: number | null = known.every((cell) => cell.people > 0) ? 0 : null;
  for (const cell of known) {
    const weight = weightOf(cell);
    value += weight * cell.value;
    if (variance !== null)
      variance += weight * weight * shareVariance(cell.value, { ...cell, noise });
  }
  return { value, variance, people, records };
}

/**
 * A group against the mean of all groups, itself among them: d = x − Σ w x, with its variance.
 *
 * @param groups - all groups; weights are their people
 * @param index - which one
 * @returns null when the group has no value
 */
export function againstMean(
  groups: readonly (Pooled | null)[],
  index: number,
): { readonly mean: number; readonly difference: number; readonly variance: number | null } | null {
  const own = groups[index] ?? null;
  if (own === null) return null;
  const known = groups.filter((group) => group !== null);
  const people = known.reduce((sum, group) => sum + group.people, 0);
  const weightOf = (group: Pooled) => (people > 0 ? group.people / people : 1 / known.length);
  const mean = known.reduce((sum, group) => sum + weightOf(group) * group.value, 0);
  let variance: number | null = 0;
  for (const group of known) {
    const weight = group === own ? 1 - weightOf(group) : weightOf(group);
    variance =
      variance === null || group.variance === null
        ? null
        : variance + weight * weight * group.variance;
  }
  return { mean, difference: own.value - mean, variance };
}

/** Share of people that would have to change brand for two groups to be alike: half the sum of differences, 0–1. */
export function shareDistance(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): number {
  const brands = new Set([...Object.keys(a), ...Object.keys(b)]);
  let sum = 0;
  for (const brand of brands) sum += Math.abs((a[brand] ?? 0) - (b[brand] ?? 0));
  return sum / 2;
}

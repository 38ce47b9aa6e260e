import { CoreError } from "../../error.js";
import { log } from "../../math/index.js";
import type { Reason } from "../../schema/verdict.js";
import type { TraitScale } from "./persona-model.js";
import type { Points } from "./points.js";
import { type Standardising, standardise, traitScale } from "./trait-scale.js";

/** A customer and what is known of them. */
export interface TraitRow {
  readonly id: string;
  /** By trait; one that is not known is absent. */
  readonly traits: Readonly<Record<string, number>>;
}

/** Rows as columns on the standard scale. */
export interface TraitTable {
  readonly scales: readonly TraitScale[];
  /** Customers of whom every used trait is known. */
  readonly points: Points;
  /** Position in `rows` of each row of `points`. */
  readonly complete: Int32Array;
  /** Positions of customers of whom some trait is absent. */
  readonly incomplete: readonly number[];
  readonly weaknesses: readonly Reason[];
}

/** A trait that more customers lack than this share is not used. */
const MOST_ABSENT = 0.5;
/** 1 - R² below which a trait tells nothing that the traits before it do not. */
const COLLINEAR = 1e-8;

/** Traits of all rows, in order of their names. @throws CoreError `invalid_input`, `not_finite`, `too_few_rows` */
export function checkRows(rows: readonly TraitRow[]): string[] {
  if (rows.length === 0)
    throw new CoreError("too_few_rows", "found no customers, expected at least one");
  const ids = new Set<string>();
  const traits = new Set<string>();
  rows.forEach(({ id, traits: known }, i) => {
    if (ids.has(id)) {
      throw new CoreError(
        "invalid_input",
        `row ${i}: id ${JSON.stringify(id)} was there before, expected one row for each customer`,
      );
    }
    ids.add(id);
    for (const [trait, value] of Object.entries(known)) {
      if (value === undefined) continue;
      checkValue(value, trait, `row ${i} (${JSON.stringify(id)})`);
      traits.add(trait);
    }
  });
  if (traits.size === 0)
    throw new CoreError("invalid_input", "found customers without any trait, expected one or more");
  return [...traits].sort((a, b) => (a < b ? -1 : 1));
}

/** @throws CoreError `not_finite` that names trait and place */
export function checkValue(value: unknown, trait: string, where: string): void {
  if (typeof value !== "number" || !Number.isFinite(value)) {
    throw new CoreError(
      "not_finite",
      `${where}: trait ${JSON.stringify(trait)} is ${String(value)}, expected a finite number; leave out what is not known`,
    );
  }
}

/**
 * Customers on the standard scale, without traits that tell nothing.
 *
 * @throws CoreError `invalid_input` for an id twice, `not_finite`, `too_few_rows` without a customer of whom all is known,
 * `no_variation` where no trait varies
 */
export function traitTable(
  rows: readonly TraitRow[],
  {
    units,
    standardising,
  }: { units: Readonly<Record<string, string>>; standardising: Standardising },
): TraitTable {
  const weaknesses: Reason[] = [];
  const scales: TraitScale[] = [];
  for (const trait of checkRows(rows)) {
    const known: number[] = [];
    for (const { traits } of rows) if (traits[trait] !== undefined) known.push(traits[trait]);
    if (rows.length - known.length > MOST_ABSENT * rows.length) {
      weaknesses.push({
        code: "trait_mostly_absent",
        values: { trait, known: known.length, customers: rows.length },
      });
      continue;
    }
    const scale = traitScale(Float64Array.from(known), {
      trait,
      unit: units[trait] ?? null,
      standardising,
    });
    if (scale === null) weaknesses.push({ code: "trait_constant", values: { trait } });
    else scales.push(scale);
  }
  if (scales.length === 0) {
    throw new CoreError(
      "no_variation",
      `found ${rows.length} customer(s) who are alike in every trait, expected some that differ`,
    );
  }
  const complete: number[] = [];
  const incomplete: number[] = [];
  rows.forEach(({ traits }, i) => {
    const known = scales.every(({ trait }) => traits[trait] !== undefined);
    (known ? complete : incomplete).push(i);
  });
  if (complete.length === 0) {
    throw new CoreError(
      "too_few_rows",
      `found no customer of whom all of ${scales.map(({ trait }) => trait).join(", ")} is known`,
    );
  }
  if (incomplete.length > 0) {
    weaknesses.push({
      code: "traits_absent",
      values: { customers: incomplete.length, fitted: complete.length },
    });
  }
  const points = pointsOf(rows, scales, complete);
  const kept = independent(points);
  scales.forEach(({ trait }, j) => {
    if (!kept.includes(j)) weaknesses.push({ code: "trait_collinear", values: { trait } });
  });
  const used = kept.map((j) => scales[j]!);
  return {
    scales: used,
    points: kept.length === scales.length ? points : pointsOf(rows, used, complete),
    complete: Int32Array.from(complete),
    incomplete,
    weaknesses,
  };
}

/** Chosen rows on the standard scale. */
export function pointsOf(
  rows: readonly TraitRow[],
  scales: readonly TraitScale[],
  chosen: readonly number[],
): Points {
  const columns = scales.length;
  const values = new Float64Array(chosen.length * columns);
  chosen.forEach((row, i) => {
    const { traits } = rows[row]!;
    for (let j = 0; j < columns; j++) {
      values[i * columns + j] = standardise(traits[scales[j]!.trait]!, scales[j]!);
    }
  });
  return { values, rows: chosen.length, columns };
}

/** Columns that are no linear combination of those before them (Cholesky on correlations). */
function independent({ values, rows, columns }: Points): number[] {
  const means = new Float64Array(columns);
  for (let i = 0; i < values.length; i++) means[i % columns]! += values[i]! / rows;
  const covariance = (a: number, b: number) => {
    let total = 0;
    for (let i = 0; i < rows; i++) {
      total += (values[i * columns + a]! - means[a]!) * (values[i * columns + b]! - means[b]!);
    }
    return total / rows;
  };
  // Of so few rows every column is a combination of some others: that says nothing about the traits.
  if (rows <= columns + 1) return Array.from({ length: columns }, (_, j) => j);
  const kept: number[] = [];
  let factor = new Float64Array(0);
  for (let j = 0; j < columns; j++) {
    const n = kept.length;
    const right = kept.map((other) => covariance(j, other));
    const variance = covariance(j, j);
    // The last row of the factor that j would add.
    const row = new Float64Array(n + 1);
    let rest = variance;
    for (let a = 0; a < n; a++) {
      let value = right[a]!;
      for (let b = 0; b < a; b++) value -= row[b]! * factor[a * n + b]!;
      row[a] = value / factor[a * n + a]!;
      rest -= row[a]! * row[a]!;
    }
    if (!(rest > COLLINEAR * variance)) continue;
    row[n] = Math.sqrt(rest);
    const wider = new Float64Array((n + 1) * (n + 1));
    for (let a = 0; a < n; a++) wider.set(factor.subarray(a * n, a * n + n), a * (n + 1));
    wider.set(row, n * (n + 1));
    factor = wider;
    kept.push(j);
  }
  return kept;
}

/** Log of how much smaller densities are in the traits' own units than on the standard scale, summed over rows. */
export function logJacobian(
  { values, rows, columns }: Points,
  scales: readonly TraitScale[],
): number {
  let total = 0;
  scales.forEach(({ transform, centre, scale }, j) => {
    total += rows * log(scale);
    if (transform === "none") return;
    for (let i = 0; i < rows; i++) total += centre + scale * values[i * columns + j]!;
  });
  return total;
}

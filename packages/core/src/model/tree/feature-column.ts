import { CoreError } from "../../error.js";
import type { FeatureKind, FeatureRow } from "./feature-row.js";

/** What is known of a feature before any value of it is read. */
export interface FeatureShape {
  readonly name: string;
  readonly kind: FeatureKind;
  /** Names of the categories, the most frequent first; a value is a position in this list. */
  readonly categories: readonly string[];
}

/** A feature's values by row: numbers, 0 and 1, or positions of categories; NaN where missing. */
export interface FeatureColumn extends FeatureShape {
  readonly values: Float64Array;
  /** Values given as NaN instead of null. */
  readonly notNumbers: number;
  /** Rows whose category is too rare to be kept; they count as missing. */
  readonly pooled: number;
}

/** Most categories that are told apart: with the missing ones they fill the bins of a byte. */
export const MOST_CATEGORIES = 254;

/**
 * Reads the columns to learn from; kinds come from the values.
 *
 * @throws CoreError `invalid_input` for a column that mixes kinds or a feature named twice, `not_finite` for ±Infinity
 */
export function readColumns(
  rows: readonly FeatureRow[],
  features: readonly string[],
): FeatureColumn[] {
  const twice = features.find((name, i) => features.indexOf(name) !== i);
  if (features.length === 0 || twice !== undefined) {
    const found = twice === undefined ? "no features" : `feature ${twice} twice`;
    throw new CoreError("invalid_input", `found ${found}, expected names of columns, each once`);
  }
  return features.map((name) => {
    const kind = kindOf(rows, name);
    const categories = kind === "category" ? frequentCategories(rows, name) : [];
    return readColumn(rows, { name, kind, categories });
  });
}

/**
 * Reads a column whose kind is known, as from a fitted model: a category that it does not name counts as missing.
 *
 * @throws CoreError `invalid_input` for a value of another kind, `not_finite` for ±Infinity
 */
export function readColumn(rows: readonly FeatureRow[], shape: FeatureShape): FeatureColumn {
  const { name, kind, categories } = shape;
  const position = new Map(categories.map((category, i) => [category, i]));
  const values = new Float64Array(rows.length);
  let notNumbers = 0;
  let pooled = 0;
  for (let i = 0; i < rows.length; i++) {
    const value = rows[i]![name];
    if (value === null || value === undefined) values[i] = Number.NaN;
    else if (kind === "category") {
      if (typeof value === "number" && !Number.isFinite(value)) {
        throw wrongValue(name, { row: i, value, kind });
      }
      const at = position.get(String(value));
      if (at === undefined) pooled++;
      values[i] = at ?? Number.NaN;
    } else if (typeof value === "string") throw wrongValue(name, { row: i, value, kind });
    else {
      const number = Number(value);
      if (Number.isNaN(number)) notNumbers++;
      else if (!Number.isFinite(number)) throw wrongValue(name, { row: i, value, kind });
      values[i] = number;
    }
  }
  return { ...shape, values, notNumbers, pooled };
}

function kindOf(rows: readonly FeatureRow[], name: string): FeatureKind {
  let kind: FeatureKind | null = null;
  for (let i = 0; i < rows.length; i++) {
    const value = rows[i]![name];
    if (value === null || value === undefined || Number.isNaN(value)) continue;
    const found: FeatureKind =
      typeof value === "string" ? "category" : typeof value === "boolean" ? "boolean" : "number";
    if (kind !== null && kind !== found) throw wrongValue(name, { row: i, value, kind });
    kind = found;
  }
  return kind ?? "number";
}

function frequentCategories(rows: readonly FeatureRow[], name: string): string[] {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const value = row[name];
    if (typeof value === "string") counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, MOST_CATEGORIES)
    .map(([category]) => category);
}

const EXPECTED = { number: "a number", boolean: "true or false", category: "a text" };

function wrongValue(
  name: string,
  { row, value, kind }: { row: number; value: unknown; kind: FeatureKind },
): CoreError {
  const isEndless = typeof value === "number" && !Number.isFinite(value);
  const found = typeof value === "number" ? String(value) : `a ${typeof value}`;
  return new CoreError(
    isEndless ? "not_finite" : "invalid_input",
    `row ${row}, column ${name}: found ${found}, expected ${EXPECTED[kind]} or null`,
    [{ pointer: `/${row}/${name}`, detail: `expected ${EXPECTED[kind]} or null` }],
  );
}

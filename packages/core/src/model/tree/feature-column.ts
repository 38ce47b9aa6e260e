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
  const drafts = features.map((name) => draftOf(name, rows.length));
  // Row by row, so that each is looked up while it is at hand.
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    for (let f = 0; f < drafts.length; f++) takeValue(drafts[f]!, i, row[drafts[f]!.name]);
  }
  return drafts.map(columnOf);
}

/** A column while its values come in: categories by first appearance. */
interface Draft {
  readonly name: string;
  readonly values: Float64Array;
  readonly positions: Map<string, number>;
  readonly counts: number[];
  kind: FeatureKind | null;
  notNumbers: number;
}

function draftOf(name: string, rows: number): Draft {
  const values = new Float64Array(rows).fill(Number.NaN);
  return { name, values, positions: new Map(), counts: [], kind: null, notNumbers: 0 };
}

function takeValue(draft: Draft, row: number, value: FeatureRow[string]): void {
  if (value === null || value === undefined) return;
  const found: FeatureKind =
    typeof value === "number" ? "number" : typeof value === "boolean" ? "boolean" : "category";
  if (found === "number" && Number.isNaN(value)) {
    draft.notNumbers++;
    return;
  }
  const { name, kind } = draft;
  if (kind !== found) {
    if (kind !== null) throw wrongValue(name, { row, value, kind });
    draft.kind = found;
  }
  if (typeof value === "string") {
    let at = draft.positions.get(value);
    if (at === undefined) {
      at = draft.counts.length;
      draft.positions.set(value, at);
      draft.counts.push(0);
    }
    draft.counts[at]! += 1;
    draft.values[row] = at;
    return;
  }
  const number = Number(value);
  if (!Number.isFinite(number)) throw wrongValue(name, { row, value, kind: found });
  draft.values[row] = number;
}

/** Categories by frequency; those beyond the most that are told apart count as missing. */
function columnOf({ name, values, positions, counts, kind, notNumbers }: Draft): FeatureColumn {
  if (kind !== "category") {
    return { name, kind: kind ?? "number", categories: [], values, notNumbers, pooled: 0 };
  }
  const order = [...positions].sort(
    ([a, m], [b, n]) => counts[n]! - counts[m]! || (a < b ? -1 : 1),
  );
  const place = new Float64Array(counts.length);
  order.forEach(([, at], i) => {
    place[at] = i < MOST_CATEGORIES ? i : Number.NaN;
  });
  let pooled = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i]!)) continue;
    values[i] = place[values[i]!]!;
    if (Number.isNaN(values[i]!)) pooled++;
  }
  const categories = order.slice(0, MOST_CATEGORIES).map(([category]) => category);
  return { name, kind, categories, values, notNumbers, pooled };
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

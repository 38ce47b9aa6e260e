import { CoreError } from "../../error.js";
import { quantileSorted } from "../../math/index.js";
import type { FeatureRow } from "../tree/feature-row.js";
import type { NetworkFeature } from "./network-model.js";

/** Categories told apart; rarer ones share an input. */
const MOST_CATEGORIES = 64;
/** Standard deviations beyond which a number counts no further. */
const FARTHEST = 6;

/**
 * Learns how features become inputs; kinds come from the values.
 *
 * @throws CoreError `invalid_input` for no features, one named twice, or a column that mixes kinds, `not_finite` for ±Infinity
 */
export function learnFeatures(
  rows: readonly FeatureRow[],
  { features, pieces }: { features: readonly string[]; pieces: number },
): NetworkFeature[] {
  const twice = features.find((name, i) => features.indexOf(name) !== i);
  if (features.length === 0 || twice !== undefined) {
    const found = twice === undefined ? "no features" : `feature ${twice} twice`;
    throw new CoreError("invalid_input", `found ${found}, expected names of columns, each once`);
  }
  return features.map((name) => {
    const { kind, missing } = kindOf(rows, name);
    if (kind !== "category") return learnNumber(rows, { name, kind, missing, pieces });
    return {
      name,
      kind,
      missing,
      categories: categoriesOf(rows, name),
      mean: 0,
      sd: 1,
      median: 0,
      knots: [],
    };
  });
}

/** Number of inputs that a feature becomes. */
export function widthOf({ kind, missing, categories, knots }: NetworkFeature): number {
  const own = kind === "category" ? categories.length : 1 + Math.max(0, knots.length - 1);
  return own + (missing ? 1 : 0);
}

/**
 * Inputs of the rows, row-major.
 *
 * A number is its distance from the mean in standard deviations, and how far it is through each piece of its range; a missing one is
 * the median. A category has an input of its own; one that was not learnt has none.
 *
 * @throws CoreError `invalid_input` for a value of another kind, `not_finite` for ±Infinity
 */
export function encodeRows(
  rows: readonly FeatureRow[],
  features: readonly NetworkFeature[],
): { inputs: Float64Array; width: number } {
  const width = features.reduce((sum, feature) => sum + widthOf(feature), 0);
  const inputs = new Float64Array(rows.length * width);
  let offset = 0;
  for (const feature of features) {
    const { name, kind, missing, categories } = feature;
    const place = new Map(categories.map((category, i) => [category, i]));
    const own = widthOf(feature);
    for (let row = 0; row < rows.length; row++) {
      const at = row * width + offset;
      const value = rows[row]![name];
      if (isMissing(value)) {
        if (missing) inputs[at + own - 1] = 1;
        if (kind !== "category") writeNumber(inputs, at, feature.median, feature);
      } else if (kind === "category") {
        if (typeof value === "number" || typeof value === "boolean")
          throw wrongValue(name, row, value, kind);
        const found = place.get(value);
        if (found !== undefined) inputs[at + found] = 1;
      } else {
        writeNumber(inputs, at, readValue(value, { name, row, kind }), feature);
      }
    }
    offset += own;
  }
  return { inputs, width };
}

function writeNumber(
  inputs: Float64Array,
  at: number,
  value: number,
  { mean, sd, knots }: NetworkFeature,
): void {
  inputs[at] = Math.max(-FARTHEST, Math.min(FARTHEST, (value - mean) / sd));
  for (let k = 1; k < knots.length; k++) {
    const low = knots[k - 1]!;
    const share = (value - low) / (knots[k]! - low);
    inputs[at + k] = share <= 0 ? 0 : share >= 1 ? 1 : share;
  }
}

function learnNumber(
  rows: readonly FeatureRow[],
  {
    name,
    kind,
    missing,
    pieces,
  }: { name: string; kind: "number" | "boolean"; missing: boolean; pieces: number },
): NetworkFeature {
  const found: number[] = [];
  rows.forEach((row, i) => {
    const value = row[name];
    if (!isMissing(value)) found.push(readValue(value, { name, row: i, kind }));
  });
  const n = Math.max(1, found.length);
  const sorted = Float64Array.from(found).sort();
  const centre = sorted[sorted.length >> 1] ?? 0;
  let total = 0;
  for (const value of found) total += value - centre;
  const mean = centre + total / n;
  let squares = 0;
  for (const value of found) squares += (value - mean) * (value - mean);
  const sd = Math.sqrt(squares / n);
  const varies = sd > 1e-12 * Math.abs(mean) && sd < Infinity;
  return {
    name,
    kind,
    missing,
    categories: [],
    mean,
    sd: varies ? sd : 1,
    median: sorted.length === 0 ? 0 : quantileSorted(sorted, 0.5),
    knots: varies && kind === "number" && pieces > 0 ? knotsOf(sorted, pieces) : [],
  };
}

/** Distinct values where they are few, else distinct quantiles; fewer than three say no more than a straight line. */
function knotsOf(sorted: Float64Array, pieces: number): number[] {
  const distinct: number[] = [];
  for (let i = 0; i < sorted.length && distinct.length <= pieces + 1; i++) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) distinct.push(sorted[i]!);
  }
  let knots = distinct;
  if (distinct.length > pieces + 1) {
    const cuts = Array.from({ length: pieces + 1 }, (_, k) => quantileSorted(sorted, k / pieces));
    knots = cuts.filter((cut, k) => k === 0 || cut > cuts[k - 1]!);
  }
  return knots.length < 3 ? [] : knots;
}

function categoriesOf(rows: readonly FeatureRow[], name: string): string[] {
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

function kindOf(
  rows: readonly FeatureRow[],
  name: string,
): { kind: NetworkFeature["kind"]; missing: boolean } {
  let kind: NetworkFeature["kind"] | null = null;
  let missing = false;
  for (let i = 0; i < rows.length; i++) {
    const value = rows[i]![name];
    if (isMissing(value)) {
      missing = true;
      continue;
    }
    const found =
      typeof value === "string" ? "category" : typeof value === "boolean" ? "boolean" : "number";
    if (kind !== null && kind !== found) throw wrongValue(name, i, value, kind);
    kind = found;
  }
  return { kind: kind ?? "number", missing };
}

function isMissing(value: number | string | boolean | null | undefined): value is null | undefined {
  return value === null || value === undefined || Number.isNaN(value);
}

function readValue(
  value: number | string | boolean,
  { name, row, kind }: { name: string; row: number; kind: NetworkFeature["kind"] },
): number {
  if (typeof value === "string" || !Number.isFinite(Number(value))) {
    throw wrongValue(name, row, value, kind);
  }
  return Number(value);
}

const EXPECTED = { number: "a number", boolean: "true or false", category: "a text" };

function wrongValue(
  name: string,
  row: number,
  value: number | string | boolean,
  kind: NetworkFeature["kind"],
): CoreError {
  const isEndless = typeof value === "number" && !Number.isFinite(value);
  const found = typeof value === "number" ? String(value) : `a ${typeof value}`;
  return new CoreError(
    isEndless ? "not_finite" : "invalid_input",
    `row ${row}, column ${name}: found ${found}, expected ${EXPECTED[kind]} or null`,
    [{ pointer: `/${row}/${name}`, detail: `expected ${EXPECTED[kind]} or null` }],
  );
}

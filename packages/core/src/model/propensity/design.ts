import { log1p } from "../../math/index.js";
import type { FeatureColumn } from "../tree/feature-column.js";
import type { DesignTerm } from "./design-model.js";

/** Rows × regressors, row-major; the first is the intercept, the others have mean 0 and spread 1 or are 0 and 1. */
export interface Design {
  readonly x: Float64Array;
  readonly columns: number;
  readonly names: readonly string[];
}

/** Rows below which a category is not told from the most frequent one. */
const FEW = 5;
/** Skewness from which amounts enter by their logarithm. */
const SKEWED = 2;

/** How columns enter, learnt from some rows. */
export function designTerms(
  columns: readonly FeatureColumn[],
  rows: ArrayLike<number>,
): DesignTerm[] {
  return columns.map(({ name, kind, categories, values }) => {
    if (kind === "category") {
      const counts = new Int32Array(categories.length);
      let missing = 0;
      for (let i = 0; i < rows.length; i++) {
        const value = values[rows[i]!]!;
        if (Number.isNaN(value)) missing++;
        else counts[value]! += 1;
      }
      const kept = categories.filter((_, at) => counts[at]! >= FEW);
      const hasMissing = missing >= FEW && kept.length > 0;
      return { name, kind, categories: kept, logScale: 0, mean: 0, sd: 1, hasMissing };
    }
    const plain = moments(values, rows, 0);
    const isSkewed = plain.least >= 0 && plain.skewness > SKEWED && plain.mean > 0;
    // The least amount above 0 as the scale: well above it this is the plain logarithm.
    const logScale = isSkewed ? Math.max(plain.leastPositive, plain.mean / 1000) : 0;
    const { mean, sd, missing } = isSkewed ? moments(values, rows, logScale) : plain;
    const hasMissing = missing >= FEW && missing < rows.length;
    return { name, kind, categories: [], logScale, mean, sd: sd > 0 ? sd : 1, hasMissing };
  });
}

const scaled = (value: number, logScale: number) =>
  logScale > 0 ? log1p(Math.max(0, value) / logScale) : value;

function moments(
  values: Float64Array,
  rows: ArrayLike<number>,
  logScale: number,
): {
  mean: number;
  sd: number;
  skewness: number;
  least: number;
  leastPositive: number;
  missing: number;
} {
  let sum = 0;
  let count = 0;
  let least = Infinity;
  let leastPositive = Infinity;
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i]!]!;
    if (Number.isNaN(value)) continue;
    sum += scaled(value, logScale);
    least = Math.min(least, value);
    if (value > 0) leastPositive = Math.min(leastPositive, value);
    count++;
  }
  const mean = count > 0 ? sum / count : 0;
  let squares = 0;
  let cubes = 0;
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i]!]!;
    if (Number.isNaN(value)) continue;
    const away = scaled(value, logScale) - mean;
    squares += away * away;
    cubes += away * away * away;
  }
  const sd = count > 0 ? Math.sqrt(squares / count) : 0;
  // What is left of a constant by rounding is no spread.
  const isConstant = !(sd > 1e-12 * Math.abs(mean)) || !(sd < Infinity);
  const skewness = isConstant ? 0 : cubes / count / (sd * sd * sd);
  return {
    mean,
    sd: isConstant ? 0 : sd,
    skewness,
    least,
    leastPositive,
    missing: rows.length - count,
  };
}

/** Regressors of all rows of the columns. */
export function designOf(columns: readonly FeatureColumn[], terms: readonly DesignTerm[]): Design {
  const names = ["intercept", ...terms.flatMap(namesOf)];
  const width = names.length;
  const rows = columns[0]?.values.length ?? 0;
  const x = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++) x[row * width] = 1;
  let at = 1;
  terms.forEach((term, f) => {
    const { values, categories } = columns[f]!;
    const { kind, logScale, mean, sd, hasMissing } = term;
    const place = categories.map((name) => term.categories.indexOf(name) - 1);
    const gap = at + namesOf(term).length - 1;
    for (let row = 0; row < rows; row++) {
      const value = values[row]!;
      if (Number.isNaN(value)) {
        if (hasMissing) x[row * width + gap] = 1;
      } else if (kind !== "category") x[row * width + at] = (scaled(value, logScale) - mean) / sd;
      else if (place[value]! >= 0) x[row * width + at + place[value]!] = 1;
    }
    at += namesOf(term).length;
  });
  return { x, columns: width, names };
}

function namesOf({ name, kind, categories, hasMissing }: DesignTerm): string[] {
  const own =
    kind === "category" ? categories.slice(1).map((each) => `${name} is ${each}`) : [name];
  return hasMissing ? [...own, `${name} is missing`] : own;
}

import { CoreError } from "../../error.js";
import type { FeatureRow } from "./feature-row.js";

/** What is foretold, by row. */
export interface TreeTarget {
  readonly task: "classification" | "regression";
  /** Positions of classes, or values; of two classes 1 is the event. */
  readonly values: Float64Array;
  /** Names in order; none of a regression. */
  readonly classes: readonly string[];
  readonly event: string | null;
}

/** Most classes: each takes a tree in every round. */
const MOST_CLASSES = 100;

/**
 * Reads the target. Classes stand in order (numbers by size, texts by code units, false before true); of two, the
 * last is the event unless told.
 *
 * @param options.task - unless told, text and true/false and numbers that are only 0 and 1 are classes
 * @throws CoreError `too_few_rows` without rows, `not_finite` for a missing or endless target, `no_variation` for one
 * class, `unknown_key` for an event that is no class, `invalid_input` for text in a regression
 */
export function readTarget(
  rows: readonly FeatureRow[],
  {
    target,
    task,
    event,
  }: { target: string; task?: "classification" | "regression"; event?: string },
): TreeTarget {
  if (rows.length === 0) throw new CoreError("too_few_rows", "found no rows, expected some");
  let isClasses = true;
  rows.forEach((row, i) => {
    const value = row[target];
    const isNumber = typeof value === "number";
    if (value === null || value === undefined || (isNumber && !Number.isFinite(value))) {
      throw new CoreError(
        "not_finite",
        `row ${i}, column ${target}: found ${String(value)}, expected what is to be foretold`,
        [{ pointer: `/${i}/${target}`, detail: "expected a value" }],
      );
    }
    isClasses &&= !isNumber || value === 0 || value === 1;
  });
  if ((task ?? (isClasses ? "classification" : "regression")) === "classification") {
    return readClasses(rows, target, event);
  }
  const values = Float64Array.from(rows, (row, i) => {
    const value = row[target];
    if (typeof value === "string") {
      throw new CoreError(
        "invalid_input",
        `row ${i}, column ${target}: found a text, expected a number to regress on`,
      );
    }
    return Number(value);
  });
  return { task: "regression", values, classes: [], event: null };
}

function readClasses(
  rows: readonly FeatureRow[],
  target: string,
  event: string | undefined,
): TreeTarget {
  const isNumeric = rows.every((row) => typeof row[target] === "number");
  const names = [...new Set(rows.map((row) => String(row[target])))];
  names.sort(isNumeric ? (a, b) => Number(a) - Number(b) : (a, b) => (a < b ? -1 : 1));
  if (names.length < 2) {
    throw new CoreError(
      "no_variation",
      `column ${target}: found the one class ${names[0]} in ${rows.length} rows, expected two or more`,
    );
  }
  if (names.length > MOST_CLASSES) {
    throw new CoreError(
      "invalid_input",
      `column ${target}: found ${names.length} classes, expected at most ${MOST_CLASSES}; or a regression`,
    );
  }
  if (event !== undefined && !names.includes(event)) {
    throw new CoreError(
      "unknown_key",
      `event ${event}: found the classes ${names.slice(0, 10).join(", ")}, expected one of them`,
    );
  }
  const one = names.length === 2 ? (event ?? names[1]!) : null;
  const position = new Map(names.map((name, k) => [name, one === null ? k : Number(name === one)]));
  return {
    task: "classification",
    values: Float64Array.from(rows, (row) => position.get(String(row[target]))!),
    classes: names,
    event: one,
  };
}

/**
 * Weights of rows, scaled to a mean of 1.
 *
 * @throws CoreError `not_finite` for one that is not a finite number from 0, `no_variation` where all are 0
 */
export function readWeights(rows: readonly FeatureRow[], column: string): Float64Array {
  let total = 0;
  const weights = Float64Array.from(rows, (row, i) => {
    const value = row[column];
    if (typeof value !== "number" || !(value >= 0 && value < Infinity)) {
      throw new CoreError(
        "not_finite",
        `row ${i}, column ${column}: found ${String(value)}, expected a weight from 0`,
      );
    }
    total += value;
    return value;
  });
  if (!(total > 0)) throw new CoreError("no_variation", `column ${column}: all weights are 0`);
  const scale = rows.length / total;
  return weights.map((weight) => weight * scale);
}

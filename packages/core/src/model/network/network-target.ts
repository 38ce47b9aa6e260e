import { CoreError } from "../../error.js";
import type { NetworkRow } from "./network-option.js";

/** What is foretold, by row. */
export interface NetworkTarget {
  readonly task: "classification" | "regression";
  /** Positions of classes (of two 1 is the event), or values in standard deviations from their mean. */
  readonly values: Float64Array;
  /** Names in order; none of a regression. */
  readonly classes: readonly string[];
  readonly event: string | null;
  /** Of a regression: what a value's unit is; 0 and 1 otherwise. */
  readonly mean: number;
  readonly sd: number;
}

/** Most classes: each takes an output. */
const MOST_CLASSES = 100;

/**
 * Reads the target. Classes stand in order (numbers by size, texts by code units, false before true).
 *
 * @throws CoreError `too_few_rows` below two rows, `not_finite` for a missing or endless target, `no_variation` for one class or
 * one value, `unknown_key` for an event that is no class, `invalid_input` for text in a regression or too many classes
 */
export function readNetworkTarget(
  rows: readonly NetworkRow[],
  {
    target,
    task,
    event,
  }: { target: string; task?: "classification" | "regression"; event?: string },
): NetworkTarget {
  if (rows.length < 2) {
    throw new CoreError("too_few_rows", `found ${rows.length} row(s), expected two or more`);
  }
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
  const asked = task ?? (isClasses ? "classification" : "regression");
  return asked === "classification"
    ? readClasses(rows, { target, ...(event !== undefined && { event }) })
    : readValues(rows, target);
}

/** Name of the class of a row's target. */
export function className(value: number | string | boolean | null | undefined): string {
  return String(value);
}

function readValues(rows: readonly NetworkRow[], target: string): NetworkTarget {
  const values = Float64Array.from(rows, (row, i) => {
    const value = row[target];
    if (typeof value !== "string") return Number(value);
    throw new CoreError(
      "invalid_input",
      `row ${i}, column ${target}: found a text, expected a number to regress on`,
    );
  });
  const n = values.length;
  let total = 0;
  for (let i = 0; i < n; i++) total += values[i]! - values[0]!;
  const mean = values[0]! + total / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (values[i]! - mean) * (values[i]! - mean);
  const sd = Math.sqrt(squares / n);
  if (!(sd > 1e-12 * Math.abs(mean) && sd < Infinity)) {
    throw new CoreError(
      "no_variation",
      `column ${target}: found ${values[0]} in ${n} rows, expected values that differ`,
    );
  }
  const scaled = values.map((value) => (value - mean) / sd);
  return { task: "regression", values: scaled, classes: [], event: null, mean, sd };
}

function readClasses(
  rows: readonly NetworkRow[],
  { target, event }: { target: string; event?: string },
): NetworkTarget {
  const isNumeric = rows.every((row) => typeof row[target] === "number");
  const names = [...new Set(rows.map((row) => className(row[target])))];
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
    values: Float64Array.from(rows, (row) => position.get(className(row[target]))!),
    classes: names,
    event: one,
    mean: 0,
    sd: 1,
  };
}

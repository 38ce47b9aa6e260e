import { CoreError } from "../../error.js";
import type { FeatureRow } from "../tree/feature-row.js";
import { readTarget, type TreeTarget } from "../tree/tree-target.js";

/** What is foretold, by row; values of a regression in standard deviations from their mean. */
export interface NetworkTarget extends TreeTarget {
  /** Of a regression: what a value's unit is; 0 and 1 otherwise. */
  readonly mean: number;
  readonly sd: number;
}

/**
 * Reads the target as trees do, see `readTarget`.
 *
 * @throws CoreError as `readTarget`; `too_few_rows` below two rows, `no_variation` for one value
 */
export function readNetworkTarget(
  rows: readonly FeatureRow[],
  options: { target: string; task?: "classification" | "regression"; event?: string },
): NetworkTarget {
  if (rows.length < 2) {
    throw new CoreError("too_few_rows", `found ${rows.length} row(s), expected two or more`);
  }
  const read = readTarget(rows, options);
  return read.task === "classification"
    ? { ...read, mean: 0, sd: 1 }
    : standardise(read, options.target);
}

function standardise(read: TreeTarget, target: string): NetworkTarget {
  const { values } = read;
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
  return { ...read, values: values.map((value) => (value - mean) / sd), mean, sd };
}

import { CoreError } from "../../error.js";
import type { FeatureRow } from "../tree/feature-row.js";

/** Who got what, and what came of it, by row. */
export interface UpliftRows {
  readonly arms: readonly string[];
  readonly control: string;
  /** Position in `arms`; -1 of control. */
  readonly arm: Int32Array;
  readonly outcome: Float64Array;
  /** Whether the outcome is only 0 and 1. */
  readonly isEvent: boolean;
  readonly counts: Readonly<Record<string, number>>;
}

/** Names under which a control arm is known without being told. */
const CONTROLS = ["false", "0", "control"];

/**
 * Reads treatment and outcome.
 *
 * @param options.control - the arm that got nothing; unless told, false, 0 or "control"
 * @throws CoreError `too_few_rows` without rows or below two rows of an arm, `no_variation` without treated or
 * control rows, `unknown_key` for a control that no row has, `not_finite` for a missing treatment or outcome
 */
export function readUpliftRows(
  rows: readonly FeatureRow[],
  { treatment, outcome, control }: { treatment: string; outcome: string; control?: string },
): UpliftRows {
  if (rows.length === 0) throw new CoreError("too_few_rows", "found no rows, expected some");
  const counts: Record<string, number> = {};
  rows.forEach((row, i) => {
    const value = row[treatment];
    if (value === null || value === undefined || Number.isNaN(value)) {
      throw new CoreError(
        "not_finite",
        `row ${i}, column ${treatment}: found no arm, expected one`,
      );
    }
    counts[String(value)] = (counts[String(value)] ?? 0) + 1;
  });
  const names = Object.keys(counts).sort((a, b) => (a < b ? -1 : 1));
  const name = control ?? names.find((each) => CONTROLS.includes(each.toLowerCase()));
  if (name === undefined || counts[name] === undefined) {
    throw new CoreError(
      "unknown_key",
      `column ${treatment}: found the arms ${names.slice(0, 10).join(", ")}, expected ${name ?? "the name of the control arm"} among them`,
    );
  }
  const arms = names.filter((each) => each !== name);
  if (arms.length === 0) {
    throw new CoreError(
      "no_variation",
      `column ${treatment}: found only ${name}, expected treated rows`,
    );
  }
  for (const each of names) {
    if (counts[each]! < 2) {
      throw new CoreError("too_few_rows", `arm ${each}: found 1 row, expected two or more`);
    }
  }
  let isEvent = true;
  const values = Float64Array.from(rows, (row, i) => {
    const value = row[outcome];
    if (
      (typeof value !== "number" && typeof value !== "boolean") ||
      !Number.isFinite(Number(value))
    ) {
      throw new CoreError(
        "not_finite",
        `row ${i}, column ${outcome}: found ${typeof value === "string" ? "a text" : String(value)}, expected a number or true or false`,
      );
    }
    isEvent &&= Number(value) === 0 || Number(value) === 1;
    return Number(value);
  });
  const position = new Map(arms.map((each, at) => [each, at]));
  return {
    arms,
    control: name,
    arm: Int32Array.from(rows, (row) => position.get(String(row[treatment])) ?? -1),
    outcome: values,
    isEvent,
    counts,
  };
}

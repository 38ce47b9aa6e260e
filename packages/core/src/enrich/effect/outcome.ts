import { CoreError } from "../../error.js";
import { exp, log, logistic } from "../../math/elementary.js";
import type { DriverEffect, EnrichedRow } from "../../schema/enriched.js";

/** A column of the table that something may act on, on a scale where effects add up. */
export interface Outcome {
  readonly name: string;
  readonly scale: DriverEffect["scale"];
  /** On the scale; null where it is missing or at a bound (0, or 1 of a fraction). */
  read(row: EnrichedRow): number | null;
  /** From the scale back to the column's unit. */
  back(value: number): number;
}

const FRACTIONS = ["satisfaction", "digitalAdoption", "gamification", "efficiency"] as const;

/**
 * An outcome by its name: `satisfaction`, `digitalAdoption`, `gamification`, `efficiency`, `people` or `share:<brand>`.
 *
 * @throws CoreError `unknown_key`
 */
export function outcomeOf(name: string): Outcome {
  if (name === "people") {
    const read = ({ people }: EnrichedRow) => (people !== null && people > 0 ? log(people) : null);
    return { name, scale: "log", read, back: exp };
  }
  const field = FRACTIONS.find((each) => each === name);
  if (field === undefined && !name.startsWith("share:")) {
    throw new CoreError(
      "unknown_key",
      `outcome ${JSON.stringify(name)}, expected one of ${FRACTIONS.join(", ")}, people, share:<brand>`,
    );
  }
  const brand = name.slice("share:".length);
  const columnOf = (row: EnrichedRow) =>
    field === undefined ? (row.shares[brand] ?? null) : row[field];
  return {
    name,
    scale: "log_odds",
    read(row) {
      const value = columnOf(row);
      return value !== null && value > 0 && value < 1 ? log(value / (1 - value)) : null;
    },
    back: logistic,
  };
}

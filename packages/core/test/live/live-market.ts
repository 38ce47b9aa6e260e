import type { CanonicalRecord } from "../../src/schema/record.js";
import { type PlanOptionsInput, planTruth, type Truth } from "../../src/synthetic/index.js";
import { recordsOf } from "../twin/planted-history.js";

/** Records of a planted market by day, as a stream would bring them. */
function recordsByDay(truth: Truth): CanonicalRecord[][] {
  const days = new Map<string, CanonicalRecord[]>();
  for (const record of recordsOf(truth)) {
    days.set(record.date, [...(days.get(record.date) ?? []), record]);
  }
  return [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, records]) => records);
}

/**
 * A market in which the first brand becomes more attractive from a day on.
 *
 * @param options.shift - added to the brand's utility in every cell
 * @returns its records by day
 */
export function shiftedMarket(
  options: PlanOptionsInput & { days: number },
  { day, shift }: { day: number; shift: number },
): CanonicalRecord[][] {
  const truth = planTruth(options);
  const after: Truth = {
    ...truth,
    cells: truth.cells.map((cell) => ({
      ...cell,
      intercepts: cell.intercepts.map((value, j) => (j === 0 ? value + shift : value)),
    })),
  };
  return [...recordsByDay(truth).slice(0, day), ...recordsByDay(after).slice(day)];
}

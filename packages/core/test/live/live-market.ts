import { createLineParser } from "../../src/pipeline/index.js";
import type { CanonicalRecord } from "../../src/schema/record.js";
import {
  behaviourLines,
  catalogueOf,
  marketLines,
  type PlanOptionsInput,
  planTruth,
  type Truth,
  webIntelLines,
} from "../../src/synthetic/index.js";

/** Records of a planted market by day, as a stream would bring them. */
export function recordsByDay(truth: Truth): CanonicalRecord[][] {
  const parse = createLineParser({ catalogue: catalogueOf(truth), zone: truth.zone });
  const days = new Map<string, CanonicalRecord[]>();
  for (const lines of [marketLines(truth), webIntelLines(truth), behaviourLines(truth)]) {
    for (const line of lines) {
      const parsed = parse(line);
      if (!parsed.ok) throw new Error(`a planted line was rejected: ${parsed.rejection.rule}`);
      const { record } = parsed;
      days.set(record.date, [...(days.get(record.date) ?? []), record]);
    }
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

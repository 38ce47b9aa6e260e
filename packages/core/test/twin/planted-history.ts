import { createLineParser } from "../../src/pipeline/index.js";
import type { History } from "../../src/schema/history.js";
import type { CanonicalRecord } from "../../src/schema/record.js";
import { memoryStore } from "../../src/store/index.js";
import {
  behaviourLines,
  catalogueOf,
  marketLines,
  type PlanOptionsInput,
  planTruth,
  type Truth,
  webIntelLines,
} from "../../src/synthetic/index.js";

/** The records of a truth, read from the lines that the generator writes. */
export function recordsOf(truth: Truth): CanonicalRecord[] {
  const parse = createLineParser({ catalogue: catalogueOf(truth), zone: truth.zone });
  const records: CanonicalRecord[] = [];
  for (const lines of [behaviourLines(truth), marketLines(truth), webIntelLines(truth)]) {
    for (const line of lines) {
      const parsed = parse(line);
      if (!parsed.ok) throw new Error(`a planted line was rejected: ${parsed.rejection.rule}`);
      records.push(parsed.record);
    }
  }
  return records;
}

/** A planted market's truth and its records. */
export function plantedRecords(options: PlanOptionsInput): {
  truth: Truth;
  records: CanonicalRecord[];
} {
  const truth = planTruth(options);
  return { truth, records: recordsOf(truth) };
}

/** The history that a memory store makes of records. */
export async function historyOf(records: readonly CanonicalRecord[]): Promise<History> {
  const store = memoryStore();
  await store.commit({ records, deadLetters: [] });
  return store.history();
}

/** A planted market as a history, with its truth. */
export async function plantedHistory(
  options: PlanOptionsInput,
): Promise<{ truth: Truth; history: History }> {
  const { truth, records } = plantedRecords(options);
  return { truth, history: await historyOf(records) };
}

import { canonicalJson } from "../math/digest.js";
import type { DeadLetter } from "../schema/dead-letter.js";
import { type CanonicalRecord, RECORD_KINDS, type RecordKind } from "../schema/record.js";
import type { RecordStore } from "../store/record-store.js";

/**
 * Canonical JSON of rows: equal texts are equal results, down to the last bit of a number. A store keeps revisions for the law
 * of conflicts and may leave them out where records are read.
 */
export function json(rows: readonly object[]): string {
  return canonicalJson(rows.map((row) => ({ ...row, revision: null })));
}

/** Narrows records to a kind. */
export function isKind<K extends RecordKind>(kind: K) {
  return (record: CanonicalRecord): record is Extract<CanonicalRecord, { kind: K }> =>
    record.kind === kind;
}

/** Batches of records, each with its part of the dead letters. */
export function inBatches(
  records: readonly CanonicalRecord[],
  deadLetters: readonly DeadLetter[],
  size: number,
) {
  const count = Math.ceil(Math.max(records.length, deadLetters.length) / size);
  return Array.from({ length: count }, (_, i) => ({
    records: records.slice(i * size, (i + 1) * size),
    deadLetters: deadLetters.slice(i * size, (i + 1) * size),
  }));
}

/** Everything that a store answers, but its version, as one text. */
export async function everything(store: RecordStore): Promise<string> {
  const { version: _, ...content } = await store.content();
  const { cells, ...history } = await store.history();
  const others = [];
  for (const kind of RECORD_KINDS) {
    if (kind !== "behaviour") others.push(await store.records({ kind }));
  }
  return canonicalJson({
    content,
    behaviour: await store.behaviour({}),
    others,
    summary: await store.summary({}),
    buckets: await store.buckets({ bucket: "week" }),
    deadLetters: await store.deadLetters({}),
    history,
    cells: cells.map(({ days, people, shares, ...cell }) => ({
      ...cell,
      days: [...days],
      people: [...people].map(String),
      shares: [...shares],
    })),
  });
}

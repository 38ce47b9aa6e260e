import type { DeadLetter } from "../schema/dead-letter.js";
import type { CanonicalRecord, RecordKind } from "../schema/record.js";
import { decideConflict, type Standing, supersededLetter } from "../store/conflict.js";
import type { CommitReport } from "../store/record-store.js";

/** A row of the store that holds a key of the batch; `row` says where, and is what will be read or deleted. */
export interface Held extends Standing {
  /** Null: a tombstone, which is in the table of standings alone. */
  readonly row: bigint | null;
  /** The row of the table of standings, where there is one. */
  readonly standing?: bigint;
  readonly tombstone?: CanonicalRecord;
}

/** A dead letter to be: of a row still to be read, or as it is; `counts` tells whether it came in with the batch. */
export type Burial =
  | { readonly row: bigint; readonly kind: RecordKind }
  | { readonly letter: DeadLetter; readonly counts: "superseded" | "delivered" }
  | { readonly letter: DeadLetter; readonly counts: "nothing" };

/** The table that holds records of a kind. */
export type TableName = "behaviour" | "customer_event" | "other";

export function tableOf({ kind }: { readonly kind: RecordKind }): TableName {
  if (kind === "behaviour") return "behaviour";
  return kind === "customer-event" ? "customer_event" : "other";
}

/** What a record is held under: keys of two kinds never meet. */
export function identity({ kind, key }: { readonly kind: RecordKind; readonly key: string }) {
  return `${kind} ${key}`;
}

/** What a batch of records does to the rows that are there. */
export interface Placement {
  readonly append: readonly CanonicalRecord[];
  readonly remove: readonly { readonly row: bigint; readonly kind: RecordKind }[];
  /** Rows of the table of standings that go. */
  readonly removeStandings: readonly bigint[];
  readonly burials: readonly Burial[];
  readonly stored: number;
  readonly duplicates: number;
  readonly displaced: number;
  readonly byKind: CommitReport["byKind"];
}

/**
 * Places records one after the other, by the law of conflicts.
 *
 * @param held - the store's rows by `identity`, of those keys that the batch has
 */
export function placeRecords(
  records: readonly CanonicalRecord[],
  held: ReadonlyMap<string, Held>,
): Placement {
  const arrived = new Map<string, CanonicalRecord>();
  const remove: { row: bigint; kind: RecordKind }[] = [];
  const removeStandings: bigint[] = [];
  const burials: Burial[] = [];
  const byKind: Partial<Record<RecordKind, number>> = {};
  let [stored, duplicates, displaced] = [0, 0, 0];
  for (const record of records) {
    const { kind } = record;
    const id = identity(record);
    const before = arrived.get(id);
    const row = held.get(id);
    const standing = before ?? row;
    const decision = standing === undefined ? "free" : decideConflict(standing, record);
    if (decision === "duplicate") {
      duplicates += 1;
      continue;
    }
    if (decision === "held_stands") {
      burials.push({ letter: supersededLetter(record), counts: "superseded" });
      continue;
    }
    if (before !== undefined) {
      burials.push({ letter: supersededLetter(before), counts: "nothing" });
    } else if (row !== undefined) {
      if (row.standing !== undefined) removeStandings.push(row.standing);
      if (row.tombstone !== undefined) {
        burials.push({ letter: supersededLetter(row.tombstone), counts: "nothing" });
      }
      if (row.row !== null) {
        burials.push({ row: row.row, kind });
        remove.push({ row: row.row, kind });
      }
    }
    if (standing !== undefined) displaced += 1;
    arrived.set(id, record);
    stored += 1;
    byKind[kind] = (byKind[kind] ?? 0) + 1;
  }
  const append = [...arrived.values()];
  return { append, remove, removeStandings, burials, stored, duplicates, displaced, byKind };
}

import type { DuckDBConnection } from "@duckdb/node-api";
import { CanonicalRecord, RecordKind } from "../schema/record.js";
import { keyHash } from "../store/key-hash.js";
import { fromSortKey, toSortKey } from "../store/sort-key.js";
import { appendRows } from "./append-rows.js";
import { type Column, tableSql } from "./column.js";
import { type Held, identity } from "./plan-commit.js";
import { nullableNumberAt, nullableTextAt, numberAt, textAt, valuesOf } from "./read-value.js";

/**
 * What the tables of records do not hold: tombstones whole, and the revision of those records that have one. Both are few,
 * come of change data capture only, and are looked for only where there are any.
 */
const STANDING_COLUMNS: readonly Column<CanonicalRecord>[] = [
  { name: "kind", type: "VARCHAR", of: ({ kind }) => kind },
  { name: "key_hash", type: "BIGINT", of: ({ key }) => keyHash(key) },
  { name: "sort_key", type: "VARCHAR", of: ({ key }) => toSortKey(key) },
  { name: "instant", type: "BIGINT", of: ({ at }) => at },
  { name: "revision", type: "BIGINT", of: ({ revision }) => revision ?? null },
  {
    name: "tombstone",
    type: "VARCHAR",
    of: (record) => (record.deleted === true ? JSON.stringify(record) : null),
  },
];

export const STANDING_SQL = tableSql("standing", STANDING_COLUMNS);

/** Whether a record leaves something in the table of standings. */
export function hasStanding({ revision, deleted }: CanonicalRecord): boolean {
  return revision !== undefined || deleted === true;
}

export async function appendStandings(
  connection: DuckDBConnection,
  records: readonly CanonicalRecord[],
): Promise<void> {
  await appendRows(
    connection,
    { table: "standing", columns: STANDING_COLUMNS },
    records.filter(hasStanding),
  );
}

/** Adds tombstones and revisions of wanted keys to the rows that hold them. The keys lie in `wanted` already. */
export async function addStandings(
  connection: DuckDBConnection,
  held: Map<string, Held>,
): Promise<void> {
  const values = await valuesOf(
    connection,
    "SELECT rowid, kind, sort_key, revision, tombstone FROM standing SEMI JOIN wanted USING (key_hash)",
  );
  const of = (index: number) => values.column(index);
  for (let i = 0; i < values.rows; i++) {
    const kind = RecordKind.parse(textAt(of(1), i));
    const id = identity({ kind, key: fromSortKey(textAt(of(2), i)) });
    const standing = BigInt(numberAt(of(0), i));
    const text = nullableTextAt(of(4), i);
    const revision = nullableNumberAt(of(3), i) ?? undefined;
    const row = held.get(id);
    if (text !== null) {
      const tombstone = CanonicalRecord.parse(JSON.parse(text));
      const { hash, generatedAt } = tombstone;
      held.set(id, { hash, generatedAt, revision, deleted: true, row: null, tombstone, standing });
    } else if (row !== undefined) held.set(id, { ...row, revision, standing });
  }
}

/** Removes tombstones of events of these ids: what is left of deleted events tells of the customer still. */
export async function removeTombstonesOf(
  connection: DuckDBConnection,
  ids: readonly string[],
): Promise<void> {
  const asked = new Set<string | null>(ids);
  const values = await valuesOf(
    connection,
    "SELECT rowid, tombstone FROM standing WHERE kind = 'customer-event' AND tombstone IS NOT NULL",
  );
  const rows = Array.from({ length: values.rows }, (_, i) => i).filter((i) => {
    const record = CanonicalRecord.parse(JSON.parse(textAt(values.column(1), i)));
    if (record.kind !== "customer-event") return false;
    return asked.has(record.userId) || asked.has(record.anonymousId);
  });
  if (rows.length === 0) return;
  const places = rows.map((i) => numberAt(values.column(0), i));
  await connection.run(`DELETE FROM standing WHERE rowid IN (${places.join(", ")})`);
}

/** Whether there are any, which is asked once, when a store is opened. */
export async function countStandings(connection: DuckDBConnection): Promise<number> {
  return numberAt((await valuesOf(connection, "SELECT count(*) FROM standing")).column(0), 0);
}

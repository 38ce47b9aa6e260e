import type { DuckDBConnection } from "@duckdb/node-api";
import { CanonicalRecord, RecordKind } from "../schema/record.js";
import { packFields, unpackFields } from "../seal/index.js";
import { mentionOf } from "../store/mention.js";
import { fromSortKey, toSortKey } from "../store/sort-key.js";
import { appendRows } from "./append-rows.js";
import { type Column, tableSql } from "./column.js";
import { keyText } from "./id-text.js";
import type { NameTable } from "./name-table.js";
import { type Held, identity } from "./plan-commit.js";
import {
  bytesAt,
  nullableNumberAt,
  nullableTextAt,
  numberAt,
  textAt,
  valuesOf,
} from "./read-value.js";
import type { SealedTable } from "./sealed-table.js";

/**
 * What the tables of records do not hold: tombstones whole, and the revision of those records that have one. Both are few,
 * come of change data capture only, and are looked for only where there are any.
 */
function standingColumns(names: NameTable): readonly Column<CanonicalRecord>[] {
  const { keys } = names;
  const shared: readonly Column<CanonicalRecord>[] = [
    { name: "kind", type: "VARCHAR", of: ({ kind }) => kind },
    { name: "key_hash", type: "BIGINT", of: (record) => keyText(record, names).hash },
    { name: "sort_key", type: "VARCHAR", of: (record) => keyText(record, names).text },
    { name: "instant", type: "BIGINT", of: ({ at }) => at },
    { name: "revision", type: "BIGINT", of: ({ revision }) => revision ?? null },
  ];
  if (keys === null) return [...shared, { name: "tombstone", type: "VARCHAR", of: tombstoneJson }];
  const boxed = (record: CanonicalRecord) => {
    const packed = packFields([toSortKey(record.key), tombstoneJson(record)]);
    const bound = boundTo(record.kind, keyText(record, names).text);
    return keys.sealer(PURPOSE).seal(packed, bound);
  };
  return [...shared, { name: "box", type: "BLOB", of: boxed }];
}

const PURPOSE = "standing";
const boundTo = (kind: string, key: string) => `${kind} ${key}`;

/** The boxes of deletions and revisions. */
export const SEALED_STANDINGS: SealedTable = {
  table: "standing",
  purpose: PURPOSE,
  beside: ["kind", "sort_key"],
  boundTo: (texts) => texts.join(" "),
};

function tombstoneJson(record: CanonicalRecord): string | null {
  return record.deleted === true ? JSON.stringify(record) : null;
}

/** `CREATE TABLE` of the table of standings. */
export function standingTableSql(names: NameTable): string {
  return tableSql("standing", standingColumns(names));
}

interface StandingRow {
  readonly row: bigint;
  readonly kind: RecordKind;
  readonly key: string;
  readonly at: number;
  readonly revision: number | undefined;
  readonly tombstone: CanonicalRecord | null;
}

/** Rows of the table that the tail of a statement chooses. @throws CoreError `sealed_data_changed` */
async function readStandings(
  connection: DuckDBConnection,
  tail: string,
  { keys }: NameTable,
): Promise<StandingRow[]> {
  const texts = keys === null ? "tombstone" : "box";
  const values = await valuesOf(
    connection,
    `SELECT rowid, kind, sort_key, revision, ${texts}, instant FROM standing ${tail}`,
  );
  const of = (index: number) => values.column(index);
  return Array.from({ length: values.rows }, (_, i): StandingRow => {
    const [kind, sortKey] = [RecordKind.parse(textAt(of(1), i)), textAt(of(2), i)];
    const about = { bound: boundTo(kind, sortKey), where: "a deletion in the table standing" };
    const [key, json] =
      keys === null
        ? [sortKey, nullableTextAt(of(4), i)]
        : unpackFields(keys.sealer(PURPOSE).open(bytesAt(of(4), i), about));
    return {
      row: BigInt(numberAt(of(0), i)),
      kind,
      key: fromSortKey(key ?? ""),
      at: numberAt(of(5), i),
      revision: nullableNumberAt(of(3), i) ?? undefined,
      tombstone:
        json === null || json === undefined ? null : CanonicalRecord.parse(JSON.parse(json)),
    };
  });
}

/** Whether a record leaves something in the table of standings. */
export function hasStanding({ revision, deleted }: CanonicalRecord): boolean {
  return revision !== undefined || deleted === true;
}

export async function appendStandings(
  connection: DuckDBConnection,
  records: readonly CanonicalRecord[],
  names: NameTable,
): Promise<void> {
  await appendRows(
    connection,
    { table: "standing", columns: standingColumns(names) },
    records.filter(hasStanding),
  );
}

/** Adds tombstones and revisions of wanted keys to the rows that hold them. The keys lie in `wanted` already. */
export async function addStandings(
  connection: DuckDBConnection,
  held: Map<string, Held>,
  names: NameTable,
): Promise<void> {
  const rows = await readStandings(connection, "SEMI JOIN wanted USING (key_hash)", names);
  for (const { row: standing, kind, key, revision, tombstone } of rows) {
    const id = identity({ kind, key });
    const row = held.get(id);
    if (tombstone !== null) {
      const { hash, generatedAt } = tombstone;
      held.set(id, { hash, generatedAt, revision, deleted: true, row: null, tombstone, standing });
    } else if (row !== undefined) held.set(id, { ...row, revision, standing });
  }
}

/** Removes tombstones of events of these ids: what is left of deleted events tells of the customer still. */
export async function removeTombstonesOf(
  connection: DuckDBConnection,
  ids: readonly string[],
  names: NameTable,
): Promise<void> {
  const asked = new Set<string | null>(ids);
  const mentions = mentionOf(ids);
  const found = await readStandings(connection, "WHERE kind = 'customer-event'", names);
  const rows = found.filter(
    ({ tombstone }) =>
      tombstone?.kind === "customer-event" &&
      (asked.has(tombstone.userId) || asked.has(tombstone.anonymousId) || mentions(tombstone.raw)),
  );
  if (rows.length === 0) return;
  await connection.run(
    `DELETE FROM standing WHERE rowid IN (${rows.map(({ row }) => row).join(", ")})`,
  );
}

/** Whether there are any, which is asked once, when a store is opened. */
export async function countStandings(connection: DuckDBConnection): Promise<number> {
  return numberAt((await valuesOf(connection, "SELECT count(*) FROM standing")).column(0), 0);
}

/** Takes over the table of a store that is not sealed. */
export async function copyStandings(
  { reader, writer }: { readonly reader: DuckDBConnection; readonly writer: DuckDBConnection },
  before: NameTable,
  names: NameTable,
): Promise<void> {
  const rows = await readStandings(reader, "", before);
  const columns = standingColumns(names);
  // Of a row without a tombstone only what its columns are made of is known, and no more is asked for.
  const records = rows.map(
    ({ kind, key, at, revision, tombstone }) =>
      tombstone ?? ({ kind, key, at, revision } as CanonicalRecord),
  );
  await appendRows(writer, { table: "standing", columns }, records);
}

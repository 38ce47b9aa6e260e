import type { DuckDBConnection } from "@duckdb/node-api";
import type { CanonicalRecord, RecordKind } from "../schema/record.js";
import { fromSortKey } from "../store/sort-key.js";
import type { Suppression } from "../store/suppression.js";
import { appendParts } from "./append-rows.js";
import { eventRecordSelect, readEventRecords } from "./customer-event-table.js";
import type { EventKeys } from "./event-keys.js";
import { keyText } from "./id-text.js";
import type { NameTable } from "./name-table.js";
import { otherSelect, readOthers } from "./other-table.js";
import { type Held, identity } from "./plan-commit.js";
import { nullableNumberAt, numberAt, textAt, type Values, valuesOf } from "./read-value.js";
import { addStandings } from "./standing-table.js";

/** From when to when a store has behaviour, at most; instants. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** The span of no rows. */
export const NO_SPAN: Span = { first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY };

/** A span with more records in it. */
export function widened(span: Span, records: readonly CanonicalRecord[]): Span {
  return widenedBy(
    span,
    records.filter(({ kind }) => kind === "behaviour").map(({ at }) => at),
  );
}

/** A span with more instants in it. */
export function widenedBy({ first, last }: Span, instants: Iterable<number>): Span {
  for (const at of instants) {
    first = Math.min(first, at);
    last = Math.max(last, at);
  }
  return { first, last };
}

/** What is known of the store before it is searched. */
export interface Ground {
  readonly names: NameTable;
  readonly span: Span;
  readonly suppression: Suppression;
  readonly eventKeys: EventKeys;
  /** Whether there may be tombstones or revisions. */
  readonly standings: boolean;
}

/**
 * The rows that hold keys of these records, by `identity`.
 *
 * There is no index. A behaviour key holds its instant: records outside the store's span are not looked for at all (most
 * of a file in order of time), and rows of other times are skipped by the smallest and greatest instant that the engine
 * keeps of each block of rows. The rest is a hash join on 53 bits of the key.
 */
export async function findHeld(
  connection: DuckDBConnection,
  records: readonly CanonicalRecord[],
  { names, span, standings, eventKeys }: Ground,
): Promise<ReadonlyMap<string, Held>> {
  const held = new Map<string, Held>();
  const behaviour = records.filter(
    ({ kind, at }) => kind === "behaviour" && at >= span.first && at <= span.last,
  );
  if (behaviour.length > 0) {
    const { first, last } = widened(NO_SPAN, behaviour);
    await want(connection, behaviour, names);
    const sql = `SELECT rowid, -1, ${HELD_SELECT} FROM behaviour SEMI JOIN wanted USING (key_hash)
      WHERE instant BETWEEN ${first} AND ${last}`;
    await collect(connection, { sql, kindOf: () => "behaviour", held });
    if (standings) await addStandings(connection, held, names);
  }
  const arrived = records.filter(({ kind }) => kind === "customer-event");
  if (arrived.length > 0) await eventKeys.load(connection);
  const events = eventKeys.among(arrived);
  if (events.length > 0) {
    await want(connection, events, names);
    const tail = "FROM customer_event SEMI JOIN wanted USING (key_hash)";
    if (names.keys !== null) {
      const sql = `SELECT ${eventRecordSelect(names)}, rowid ${tail}`;
      await open(connection, { sql, read: (values) => readEventRecords(values, names), held });
    } else {
      const sql = `SELECT rowid, -1, ${HELD_SELECT} ${tail}`;
      await collect(connection, { sql, kindOf: () => "customer-event", held });
    }
    if (standings) await addStandings(connection, held, names);
  }
  const others = records.filter(({ kind }) => kind !== "behaviour" && kind !== "customer-event");
  if (others.length > 0) {
    const kinds = new Map(others.map(({ kind }) => [names.find(kind), kind]));
    await want(connection, others, names);
    const tail = "FROM other SEMI JOIN wanted USING (key_hash)";
    if (names.keys !== null) {
      const sql = `SELECT ${otherSelect(names)}, rowid ${tail}`;
      await open(connection, { sql, read: (values) => readOthers(values, names), held });
    } else {
      const sql = `SELECT rowid, kind, ${HELD_SELECT} ${tail}`;
      await collect(connection, { sql, kindOf: (id) => kinds.get(id), held });
    }
    if (standings) await addStandings(connection, held, names);
  }
  return held;
}

const HELD_SELECT = "sort_key, hash, generated_at";

/** Lays keys ready to be looked for. */
async function want(
  connection: DuckDBConnection,
  rows: readonly CanonicalRecord[],
  names: NameTable,
): Promise<void> {
  await wantHashes(
    connection,
    Float64Array.from(rows, (record) => keyText(record, names).hash),
  );
}

/** Lays hashes of keys ready to be looked for. */
export async function wantHashes(
  connection: DuckDBConnection,
  hashes: Float64Array,
): Promise<void> {
  await connection.run("DELETE FROM wanted");
  const column = { name: "key_hash", type: "BIGINT", values: hashes } as const;
  await appendParts(connection, "wanted", [{ rows: hashes.length, columns: [column] }]);
}

interface Search {
  readonly sql: string;
  readonly kindOf: (id: number) => RecordKind | undefined;
  readonly held: Map<string, Held>;
}

async function collect(connection: DuckDBConnection, { sql, kindOf, held }: Search): Promise<void> {
  const values = await valuesOf(connection, sql);
  const of = (index: number) => values.column(index);
  for (let row = 0; row < values.rows; row++) {
    const kind = kindOf(numberAt(of(1), row));
    if (kind === undefined) continue;
    held.set(identity({ kind, key: fromSortKey(textAt(of(2), row)) }), {
      row: BigInt(numberAt(of(0), row)),
      hash: textAt(of(3), row),
      generatedAt: nullableNumberAt(of(4), row),
    });
  }
}

interface Opening {
  /** Whole rows, and their row ids last. */
  readonly sql: string;
  readonly read: (values: Values) => readonly CanonicalRecord[];
  readonly held: Map<string, Held>;
}

/** As `collect`, of sealed rows, whose keys are seen only once they are open. */
async function open(connection: DuckDBConnection, { sql, read, held }: Opening): Promise<void> {
  const values = await valuesOf(connection, sql);
  for (const [row, record] of read(values).entries()) {
    held.set(identity(record), {
      row: BigInt(numberAt(values.column(values.columns - 1), row)),
      hash: record.hash,
      generatedAt: record.generatedAt,
    });
  }
}

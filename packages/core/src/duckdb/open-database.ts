import { resolve } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { CoreError } from "../error.js";
import { type MasterKeys, type OpenedKeySet, StoreKeys, wrapKeySet } from "../seal/index.js";
import type { Suppression } from "../store/suppression.js";
import { attachSql, engineKeyOf, loadEngineEncryption } from "./attach.js";
import { behaviourTableSql } from "./behaviour-table.js";
import { tableSql } from "./column.js";
import { HORIZON_SQL, WANTED_CUSTOMER_SQL } from "./customer-table.js";
import { EventKeys } from "./event-keys.js";
import { NO_SPAN, type Span } from "./find-held.js";
import { readIdentity } from "./identity.js";
import { noKey, parseKeySet } from "./key-file.js";
import { letterColumns } from "./letter-table.js";
import { createCustomerTables, migrateFromFirst } from "./migrate.js";
import { NameTable, nameColumns } from "./name-table.js";
import { otherColumns } from "./other-table.js";
import { nullableNumberAt, numberAt, textAt, valuesOf } from "./read-value.js";
import { removeRewritten } from "./rewrite-file.js";
import { countStandings, standingTableSql } from "./standing-table.js";
import { storeError } from "./store-error.js";
import { keysBefore, putKeySet, STORE_KEY_SQL, settleKeys } from "./store-keys.js";
import { WANTED_SQL } from "./wanted.js";
import { readSuppression } from "./write-customers.js";

/** Version of the tables below; a store of a later one is refused. */
const SCHEMA_VERSION = 2;
/** Version of a sealed store, whose tables hold boxes in place of texts. */
const SEALED_VERSION = 3;

/** Makes the tables of the store those that a connection's statements mean. */
export const USE_SQL = "USE cdp";

/** How much of the machine the engine may take. */
export interface DatabaseOptions {
  /** Memory of the engine, MiB; what does not fit is spilled to a folder beside the file. */
  readonly memoryMiB?: number;
  readonly threads?: number;
  /** Size at which the write-ahead log is folded into the file, MiB. */
  readonly walMiB?: number;
  /** Keys of a store that is sealed; a new one is sealed with them. */
  readonly masterKeys?: MasterKeys | undefined;
  /** Encrypts the whole file by the engine, too; needs `masterKeys` and the engine's extension httpfs. */
  readonly engineEncryption?: boolean | undefined;
}

/** An open database with its tables. */
export interface Database {
  readonly instance: DuckDBInstance;
  readonly writer: DuckDBConnection;
  readonly engineKey: string | undefined;
  readonly names: NameTable;
  readonly span: Span;
  readonly suppression: Suppression;
  readonly eventKeys: EventKeys;
  readonly standings: boolean;
  readonly identity: string;
  /** Gives the file free for others. */
  close(): void;
}

/** Files open in this process: the engine's lock keeps out other processes only. */
const open = new Set<string>();

/**
 * Opens a DuckDB file, or `:memory:`, and makes its tables when it is new.
 *
 * @throws CoreError `store_locked` | `store_version` | `store_unavailable` | `store_full`
 */
export async function openDatabase(
  path: string,
  { memoryMiB = 96, threads = 2, walMiB = 64, masterKeys, engineEncryption }: DatabaseOptions,
): Promise<Database> {
  const place = path === ":memory:" ? null : resolve(path);
  if (place !== null && open.has(place)) {
    throw new CoreError(
      "store_locked",
      `cannot open the store ${path}: this process has it open already; close it first, or share it`,
    );
  }
  if (place !== null) open.add(place);
  let instance: DuckDBInstance | undefined;
  const close = () => {
    instance?.closeSync();
    if (place !== null) open.delete(place);
  };
  try {
    const before = await keysBefore(path, masterKeys);
    instance = await DuckDBInstance.create(":memory:", {
      memory_limit: `${memoryMiB}MiB`,
      threads: String(threads),
      checkpoint_threshold: `${walMiB}MiB`,
      temp_directory: place === null ? "" : `${place}.tmp`,
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
    });
    const writer = await instance.connect();
    const engineKey = before !== null && engineEncryption ? engineKeyOf(before) : undefined;
    if (engineKey !== undefined) await loadEngineEncryption(writer);
    if (place !== null) await removeRewritten(place);
    await writer.run(attachSql(path, { engineKey }));
    await writer.run(USE_SQL);
    const keys = await makeTables(writer, { path, before, masterKeys });
    for (const sql of [...WANTED_SQL, ...WANTED_CUSTOMER_SQL]) await writer.run(sql);
    const names = await NameTable.read(writer, keys);
    const span = await readSpan(writer);
    const suppression = await readSuppression(writer, names);
    const standings = (await countStandings(writer)) > 0;
    const eventKeys = new EventKeys(names);
    const identity = await readIdentity(writer);
    return {
      ...{ instance, writer, engineKey, names, span, suppression, eventKeys },
      ...{ standings, identity, close },
    };
  } catch (cause) {
    close();
    throw storeError(cause, { path, doing: "open" });
  }
}

async function readSpan(connection: DuckDBConnection): Promise<Span> {
  const values = await valuesOf(
    connection,
    `SELECT min(instant), max(instant) FROM (SELECT instant FROM behaviour UNION ALL
      SELECT instant FROM standing WHERE kind = 'behaviour')`,
  );
  const [first, last] = [0, 1].map((column) => nullableNumberAt(values.column(column), 0));
  return { first: first ?? NO_SPAN.first, last: last ?? NO_SPAN.last };
}

interface Making {
  readonly path: string;
  readonly before: OpenedKeySet | null;
  readonly masterKeys: MasterKeys | undefined;
}

/** @returns the keys of a sealed store */
async function makeTables(
  connection: DuckDBConnection,
  { path, before, masterKeys }: Making,
): Promise<StoreKeys | null> {
  const tables = await valuesOf(
    connection,
    "SELECT table_name FROM duckdb_tables() WHERE database_name = 'cdp'",
  );
  const found = Array.from({ length: tables.rows }, (_, row) => textAt(tables.column(0), row));
  if (!found.includes("cdp_store")) {
    if (found.length > 0) throw foreign(path, found);
    await createTables(connection, before, masterKeys);
  }
  const store = await valuesOf(connection, "SELECT schema_version FROM cdp_store");
  const version = numberAt(store.column(0), 0);
  if (version === SEALED_VERSION && (before === null || masterKeys === undefined)) {
    const held = await valuesOf(connection, "SELECT key_set FROM store_key");
    throw noKey(path, parseKeySet(textAt(held.column(0), 0), path));
  }
  if (version === 1) await migrateFromFirst(connection);
  else if (version !== SCHEMA_VERSION && version !== SEALED_VERSION) {
    throw new CoreError(
      "store_version",
      `cannot open the store ${path}: it has schema version ${version}, expected ${SCHEMA_VERSION}; use the program version that wrote it, or ingest into a new file`,
    );
  }
  // Stores made before there were deletions lack the table; programs of that time do not see it.
  if (!found.includes("standing") && version !== SEALED_VERSION && found.length > 0) {
    await connection.run(standingTableSql(new NameTable()));
  }
  await connection.run(HORIZON_SQL);
  if (before === null || masterKeys === undefined) return null;
  return settleKeys(connection, { path, before, masters: masterKeys });
}

function foreign(path: string, tables: readonly string[]): CoreError {
  const some = tables.slice(0, 5).join(", ");
  return new CoreError(
    "store_unavailable",
    `cannot open the store ${path}: found a DuckDB database with other tables (${some}), expected one of this program or a new file; give another path`,
  );
}

async function createTables(
  connection: DuckDBConnection,
  keySet: OpenedKeySet | null,
  masters: MasterKeys | undefined,
): Promise<void> {
  const names = new NameTable(keySet === null ? null : new StoreKeys(keySet));
  await connection.run("BEGIN");
  for (const sql of [
    tableSql("name", nameColumns(names.keys)),
    behaviourTableSql(names),
    tableSql("other", otherColumns(names)),
    standingTableSql(names),
    tableSql("dead_letter", letterColumns(names)),
    "CREATE TABLE source_checkpoint (source VARCHAR, byte_offset BIGINT, line BIGINT, fingerprint VARCHAR)",
    "CREATE TABLE cdp_store (schema_version INTEGER, content_version BIGINT)",
    `INSERT INTO cdp_store VALUES (${keySet === null ? SCHEMA_VERSION : SEALED_VERSION}, 0)`,
  ]) {
    await connection.run(sql);
  }
  await createCustomerTables(connection, names);
  if (keySet !== null && masters !== undefined) {
    await connection.run(STORE_KEY_SQL);
    await putKeySet(connection, wrapKeySet(keySet, masters.current));
  }
  await connection.run("COMMIT");
}

import { resolve } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { CoreError } from "../error.js";
import type { Suppression } from "../store/suppression.js";
import { behaviourTableSql } from "./behaviour-table.js";
import { tableSql } from "./column.js";
import { HORIZON_SQL, WANTED_CUSTOMER_SQL } from "./customer-table.js";
import { EventKeys } from "./event-keys.js";
import { NO_SPAN, type Span } from "./find-held.js";
import { readIdentity } from "./identity.js";
import { LETTER_COLUMNS } from "./letter-table.js";
import { createCustomerTables, migrateFromFirst } from "./migrate.js";
import { NAME_COLUMNS, NameTable } from "./name-table.js";
import { otherColumns } from "./other-table.js";
import { nullableNumberAt, numberAt, textAt, valuesOf } from "./read-value.js";
import { countStandings, STANDING_SQL } from "./standing-table.js";
import { storeError } from "./store-error.js";
import { WANTED_SQL } from "./wanted.js";
import { readSuppression } from "./write-customers.js";

/** Version of the tables below; a store of a later one is refused. */
export const SCHEMA_VERSION = 2;

/**
 * Rows of a row group: the unit that is compressed, and skipped by its least and greatest values. A commit of at least as
 * many is compressed into the file at once, and the log only names it; fewer go through the log, and the last group is
 * written anew while it is not full, which the engine's default of 122,880 makes slow for long rows.
 */
const ROW_GROUP_ROWS = 8192;

/** Makes the tables of the store those that a connection's statements mean. */
export const USE_SQL = "USE cdp";

/** How much of the machine the engine may take. */
export interface DatabaseOptions {
  /** Memory of the engine, MiB; what does not fit is spilled to a folder beside the file. */
  readonly memoryMiB?: number;
  readonly threads?: number;
  /** Size at which the write-ahead log is folded into the file, MiB. */
  readonly walMiB?: number;
}

/** An open database with its tables. */
export interface Database {
  readonly instance: DuckDBInstance;
  readonly writer: DuckDBConnection;
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
  { memoryMiB = 96, threads = 2, walMiB = 64 }: DatabaseOptions,
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
    instance = await DuckDBInstance.create(":memory:", {
      memory_limit: `${memoryMiB}MiB`,
      threads: String(threads),
      checkpoint_threshold: `${walMiB}MiB`,
      temp_directory: place === null ? "" : `${place}.tmp`,
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
    });
    const writer = await instance.connect();
    await writer.run(attachSql(path));
    await writer.run(USE_SQL);
    await makeTables(writer, path);
    for (const sql of [...WANTED_SQL, ...WANTED_CUSTOMER_SQL]) await writer.run(sql);
    const names = await NameTable.read(writer);
    const span = await readSpan(writer);
    const suppression = await readSuppression(writer);
    const standings = (await countStandings(writer)) > 0;
    const eventKeys = new EventKeys();
    const identity = await readIdentity(writer);
    return { instance, writer, names, span, suppression, eventKeys, standings, identity, close };
  } catch (cause) {
    close();
    throw storeError(cause, { path, doing: "open" });
  }
}

/** The file is attached, since only so the size of its row groups can be chosen. */
function attachSql(path: string): string {
  return `ATTACH '${path.replaceAll("'", "''")}' AS cdp (ROW_GROUP_SIZE ${ROW_GROUP_ROWS})`;
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

async function makeTables(connection: DuckDBConnection, path: string): Promise<void> {
  const tables = await valuesOf(
    connection,
    "SELECT table_name FROM duckdb_tables() WHERE database_name = 'cdp'",
  );
  const found = Array.from({ length: tables.rows }, (_, row) => textAt(tables.column(0), row));
  if (!found.includes("cdp_store")) {
    if (found.length > 0) throw foreign(path, found);
    await createTables(connection);
    return;
  }
  const store = await valuesOf(connection, "SELECT schema_version FROM cdp_store");
  const version = numberAt(store.column(0), 0);
  if (version === 1) await migrateFromFirst(connection);
  else if (version !== SCHEMA_VERSION) {
    throw new CoreError(
      "store_version",
      `cannot open the store ${path}: it has schema version ${version}, expected ${SCHEMA_VERSION}; use the program version that wrote it, or ingest into a new file`,
    );
  }
  // Stores made before there were deletions lack the table; programs of that time do not see it.
  if (!found.includes("standing")) await connection.run(STANDING_SQL);
  if (!found.includes("customer_horizon")) await connection.run(HORIZON_SQL);
}

function foreign(path: string, tables: readonly string[]): CoreError {
  const some = tables.slice(0, 5).join(", ");
  return new CoreError(
    "store_unavailable",
    `cannot open the store ${path}: found a DuckDB database with other tables (${some}), expected one of this program or a new file; give another path`,
  );
}

async function createTables(connection: DuckDBConnection): Promise<void> {
  const names = new NameTable();
  await connection.run("BEGIN");
  for (const sql of [
    tableSql("name", NAME_COLUMNS),
    behaviourTableSql(names),
    tableSql("other", otherColumns(names)),
    STANDING_SQL,
    tableSql("dead_letter", LETTER_COLUMNS),
    "CREATE TABLE source_checkpoint (source VARCHAR, byte_offset BIGINT, line BIGINT, fingerprint VARCHAR)",
    "CREATE TABLE cdp_store (schema_version INTEGER, content_version BIGINT)",
    `INSERT INTO cdp_store VALUES (${SCHEMA_VERSION}, 0)`,
  ]) {
    await connection.run(sql);
  }
  await createCustomerTables(connection, names);
  await connection.run("COMMIT");
}

import { rename, rm } from "node:fs/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import { CoreError } from "../error.js";
import type { MasterKeys } from "../seal/index.js";
import { eventColumns } from "../store/event-builder.js";
import { appendRows } from "./append-rows.js";
import { eventRecordSelect, readEventRecords } from "./customer-event-table.js";
import { duckdbStore } from "./duckdb-store.js";
import { keyFileOf, probeStore } from "./key-file.js";
import { letterColumns } from "./letter-table.js";
import { NameTable } from "./name-table.js";
import { type Database, openDatabase } from "./open-database.js";
import { type OtherRecord, otherColumns, otherSelect, readOthers } from "./other-table.js";
import { readCheckpoints, writeCheckpoint } from "./read-checkpoint.js";
import { readDeadLetters } from "./read-dead-letters.js";
import { numberAt, textAt, type Values, valuesOf } from "./read-value.js";
import { withKeyedHashes } from "./sealed-event.js";
import { copyStandings } from "./standing-table.js";
import { appendEvents, sealedSalt } from "./write-customers.js";

const ROWS_AT_ONCE = 5000;

/**
 * Makes a sealed store of one that is not, and puts it in its place once it is complete.
 *
 * What is derived from customers is made anew by the next derivation. The plain file's blocks are free then; what a disk keeps of
 * them is for the disk's own encryption.
 *
 * @returns rows of each table that was taken over
 * @throws CoreError `invalid_input` when there is nothing to encrypt; what opening a store throws
 */
export async function encryptStore(
  path: string,
  masterKeys: MasterKeys,
): Promise<Readonly<Record<string, number>>> {
  if ((await probeStore(path)) !== "plain") {
    throw new CoreError("invalid_input", `${path} is no store that is not encrypted`);
  }
  // Keys without a sealed store are what an attempt left that was cut short.
  await rm(keyFileOf(path), { force: true });
  const plain = await duckdbStore(path);
  await plain.compact();
  await plain.close();
  const made = `${path}.encrypting`;
  for (const suffix of ["", ".wal", ".keys"]) await rm(`${made}${suffix}`, { force: true });
  const database = await openDatabase(made, { masterKeys });
  let rows: Readonly<Record<string, number>>;
  try {
    rows = await copyAll(path, database);
  } finally {
    database.writer.closeSync();
    database.close();
  }
  await rename(made, path);
  await rename(keyFileOf(made), keyFileOf(path));
  return rows;
}

async function copyAll(
  path: string,
  { instance, writer, names }: Database,
): Promise<Readonly<Record<string, number>>> {
  const reader = await instance.connect();
  try {
    await reader.run(`ATTACH '${path.replaceAll("'", "''")}' AS plain (READ_ONLY)`);
    await reader.run("USE plain");
    const before = await NameTable.read(reader);
    await writer.run("BEGIN");
    names.adopt(before);
    await copyPlainTables(writer);
    await copyRecords(reader, writer, { before, names });
    await copyStandings({ reader, writer }, before, names);
    await copyLetters(reader, writer, { before, names });
    for (const checkpoint of await readCheckpoints(reader)) {
      await writeCheckpoint(writer, checkpoint, names);
    }
    const salt = await valuesOf(reader, "SELECT salt FROM customer_salt");
    await writer.run("UPDATE customer_salt SET salt = $1", [
      sealedSalt(textAt(salt.column(0), 0), names),
    ]);
    await names.write(writer);
    const rows = await countRows(writer);
    await writer.run("COMMIT");
    await writer.run("CHECKPOINT cdp");
    return rows;
  } finally {
    reader.closeSync();
  }
}

/** What holds no text of anybody; days of customers are made anew, so that all cells that they were in are noted. */
async function copyPlainTables(writer: DuckDBConnection): Promise<void> {
  for (const sql of [
    "INSERT INTO behaviour SELECT * FROM plain.behaviour",
    "INSERT INTO customer_suppressed SELECT * FROM plain.customer_suppressed",
    "INSERT INTO customer_horizon SELECT * FROM plain.customer_horizon",
    `INSERT INTO cell_day_changed SELECT DISTINCT persona, region, day FROM plain.customer_day
      UNION SELECT persona, region, day FROM plain.cell_day_changed`,
    "UPDATE cdp_store SET content_version = (SELECT content_version FROM plain.cdp_store)",
  ]) {
    await writer.run(sql);
  }
}

interface Names {
  readonly before: NameTable;
  readonly names: NameTable;
}

async function copyRecords(
  reader: DuckDBConnection,
  writer: DuckDBConnection,
  { before, names }: Names,
): Promise<void> {
  for await (const values of pages(reader, "customer_event", eventRecordSelect(before))) {
    const columns = eventColumns(readEventRecords(values, before));
    await appendEvents(writer, [withKeyedHashes(columns, names)], names);
  }
  const table = { table: "other", columns: otherColumns(names) };
  for await (const values of pages(reader, "other", otherSelect(before))) {
    const records = readOthers(values, before).filter(
      (record): record is OtherRecord =>
        record.kind !== "behaviour" && record.kind !== "customer-event",
    );
    await appendRows(writer, table, records);
  }
}

async function copyLetters(
  reader: DuckDBConnection,
  writer: DuckDBConnection,
  { before, names }: Names,
): Promise<void> {
  const table = { table: "dead_letter", columns: letterColumns(names) };
  let afterId: string | undefined;
  do {
    const letters = await readDeadLetters(reader, { limit: ROWS_AT_ONCE, afterId }, before);
    await appendRows(writer, table, letters);
    afterId = letters.length < ROWS_AT_ONCE ? undefined : letters.at(-1)?.id;
  } while (afterId !== undefined);
}

/** All rows of a table, some at once. */
async function* pages(
  reader: DuckDBConnection,
  table: string,
  select: string,
): AsyncGenerator<Values> {
  for (let after = -1; ; ) {
    const values = await valuesOf(
      reader,
      `SELECT ${select}, rowid FROM ${table} WHERE rowid > ${after} ORDER BY rowid LIMIT ${ROWS_AT_ONCE}`,
    );
    if (values.rows === 0) return;
    yield values;
    after = numberAt(values.column(values.columns - 1), values.rows - 1);
  }
}

/** Rows of each table. @throws CoreError `store_unavailable` when one of them has not what the plain store has */
async function countRows(writer: DuckDBConnection): Promise<Readonly<Record<string, number>>> {
  const tables = ["behaviour", "customer_event", "other", "standing", "dead_letter", "name"];
  const counts: Record<string, number> = {};
  for (const table of tables) {
    const values = await valuesOf(
      writer,
      `SELECT (SELECT count(*) FROM ${table}), (SELECT count(*) FROM plain.${table})`,
    );
    const [now, then] = [0, 1].map((column) => numberAt(values.column(column), 0));
    if (table !== "name" && now !== then) {
      throw new CoreError(
        "store_unavailable",
        `the table ${table} has ${then} rows, and ${now} were taken over; the store was left as it is`,
      );
    }
    counts[table] = now ?? 0;
  }
  return counts;
}

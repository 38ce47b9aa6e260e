import type { DuckDBConnection } from "@duckdb/node-api";
import type { CustomerStore } from "../store/customer-store.js";
import type { EventColumns } from "../store/event-columns.js";
import { toSortKey } from "../store/sort-key.js";
import { Suppression } from "../store/suppression.js";
import { appendParts, appendRows } from "./append-rows.js";
import { customerEventPart } from "./customer-event-table.js";
import {
  customerDayColumns,
  customerDayRows,
  SUPPRESSED_COLUMNS,
  TOUCHED_COLUMNS,
} from "./customer-table.js";
import { readHorizon } from "./horizon.js";
import type { NameTable } from "./name-table.js";
import { nullableNumberAt, numberAt, textAt, valuesOf } from "./read-value.js";
import { removeTombstonesOf } from "./standing-table.js";

/** Appends events, and notes the ids that they touch. */
export async function appendEvents(
  connection: DuckDBConnection,
  parts: readonly EventColumns[],
  names: NameTable,
): Promise<void> {
  if (parts.every(({ rows }) => rows === 0)) return;
  await appendParts(
    connection,
    "customer_event",
    parts.map((part) => customerEventPart(part, names)),
  );
  const ids = new Set(parts.flatMap((part) => part.ids));
  const store = await valuesOf(connection, "SELECT content_version FROM cdp_store");
  const version = numberAt(store.column(0), 0);
  await appendRows(
    connection,
    { table: "customer_touched", columns: TOUCHED_COLUMNS },
    [...ids].map((id) => ({ id, version })),
  );
}

/** Removes events that a condition chooses, and notes the ids that they touched. @returns how many */
export async function removeEvents(connection: DuckDBConnection, where: string): Promise<number> {
  for (const column of ["user_id", "anonymous_id", "previous_id"]) {
    await connection.run(
      `INSERT INTO customer_touched SELECT DISTINCT ${column}, (SELECT content_version FROM cdp_store)
        FROM customer_event WHERE ${column} IS NOT NULL AND ${where}`,
    );
  }
  const { rowsChanged } = await connection.run(`DELETE FROM customer_event WHERE ${where}`);
  return Number(rowsChanged);
}

/** Puts days in the place of those of customers, and notes which cells changed. */
export async function settleDays(
  connection: DuckDBConnection,
  { customers, days, touched }: Parameters<CustomerStore["settle"]>[0],
  names: NameTable,
): Promise<void> {
  await wantCustomers(connection, customers);
  const theirs = "customer IN (SELECT id FROM wanted_customer)";
  const note = `INSERT INTO cell_day_changed SELECT DISTINCT persona, region, day FROM customer_day WHERE ${theirs}`;
  await connection.run(note);
  await connection.run(`DELETE FROM customer_day WHERE ${theirs}`);
  const table = { table: "customer_day", columns: customerDayColumns(names) };
  const { dropped } = await readHorizon(connection);
  // What is left of dropped days says who somebody is, not what they did: behaviour of these days is final.
  const open = days.filter(({ day }) => day >= dropped);
  await appendRows(connection, table, customerDayRows(open));
  if (open.length > 0) await connection.run(note);
  await names.write(connection);
  if (touched === undefined) return;
  await wantCustomers(connection, touched.ids);
  await connection.run(
    `DELETE FROM customer_touched
      WHERE version <= ${BigInt(touched.upTo)} AND id IN (SELECT id FROM wanted_customer)`,
  );
}

/** Removes events by key, and remembers the hashes of what is refused from now on. */
export async function eraseEvents(
  connection: DuckDBConnection,
  { keys, ids, until }: Parameters<CustomerStore["erase"]>[0],
  suppression: Suppression,
): Promise<number> {
  await wantCustomers(connection, keys);
  const removed = await removeEvents(connection, "sort_key IN (SELECT id FROM wanted_customer)");
  await removeTombstonesOf(connection, ids);
  const entries = suppression.entries([...ids, ...keys], until);
  await appendRows(
    connection,
    { table: "customer_suppressed", columns: SUPPRESSED_COLUMNS },
    entries,
  );
  if (removed > 0) {
    await connection.run("UPDATE cdp_store SET content_version = content_version + 1");
  }
  // Should the transaction fail now, they are refused until the store is opened anew, though they were not erased.
  suppression.add(entries);
  return removed;
}

/** Who is refused, as the store remembers it. */
export async function readSuppression(connection: DuckDBConnection): Promise<Suppression> {
  const salt = await valuesOf(connection, "SELECT salt FROM customer_salt");
  const values = await valuesOf(connection, "SELECT hash, until FROM customer_suppressed");
  const entries = Array.from({ length: values.rows }, (_, row) => ({
    hash: textAt(values.column(0), row),
    until: nullableNumberAt(values.column(1), row),
  }));
  const suppression = new Suppression(textAt(salt.column(0), 0), entries);
  suppression.closeBefore((await readHorizon(connection)).closed);
  return suppression;
}

async function wantCustomers(connection: DuckDBConnection, ids: readonly string[]): Promise<void> {
  await connection.run("DELETE FROM wanted_customer");
  const columns = [{ name: "id", type: "VARCHAR", of: (id: string) => toSortKey(id) }] as const;
  await appendRows(connection, { table: "wanted_customer", columns }, ids);
}

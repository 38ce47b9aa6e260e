import type { DuckDBConnection } from "@duckdb/node-api";
import type { CustomerStore } from "../store/customer-store.js";
import type { EventColumns } from "../store/event-columns.js";
import { toSortKey } from "../store/sort-key.js";
import { type Suppressed, Suppression } from "../store/suppression.js";
import { appendParts, appendRows } from "./append-rows.js";
import { customerEventPart, eventSelect, readCustomerEvents } from "./customer-event-table.js";
import {
  customerDayColumns,
  customerDayRows,
  SUPPRESSED_COLUMNS,
  touchedColumns,
} from "./customer-table.js";
import { type Ground, wantHashes } from "./find-held.js";
import { readHorizon } from "./horizon.js";
import { idText, keyText } from "./id-text.js";
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
    { table: "customer_touched", columns: touchedColumns(names) },
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
  await wantTexts(
    connection,
    customers.map((id) => idText(id, names)),
  );
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
  await wantTexts(
    connection,
    touched.ids.map((id) => idText(id, names)),
  );
  await connection.run(
    `DELETE FROM customer_touched
      WHERE version <= ${BigInt(touched.upTo)} AND id IN (SELECT id FROM wanted_customer)`,
  );
}

/** Removes events by key, and remembers the hashes of what is refused from now on. */
export async function eraseEvents(
  connection: DuckDBConnection,
  { keys, ids, until }: Parameters<CustomerStore["erase"]>[0],
  ground: Pick<Ground, "suppression" | "names">,
): Promise<number> {
  const entries = ground.suppression.entries([...ids, ...keys], until);
  return refuseEvents(connection, { keys, ids, entries }, ground);
}

/** The same, with the hashes as another list has them. @returns how many events were removed */
export async function refuseEvents(
  connection: DuckDBConnection,
  {
    keys,
    ids,
    entries,
  }: {
    readonly keys: readonly string[];
    readonly ids: readonly string[];
    readonly entries: readonly Suppressed[];
  },
  { suppression, names }: Pick<Ground, "suppression" | "names">,
): Promise<number> {
  const removed = await removeEvents(connection, await whereKeys(connection, keys, names));
  await removeTombstonesOf(connection, ids, names);
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
export async function readSuppression(
  connection: DuckDBConnection,
  names: NameTable,
): Promise<Suppression> {
  const salt = await readSalt(connection, names);
  const values = await valuesOf(connection, "SELECT hash, until FROM customer_suppressed");
  const entries = Array.from({ length: values.rows }, (_, row) => ({
    hash: textAt(values.column(0), row),
    until: nullableNumberAt(values.column(1), row),
  }));
  const suppression = new Suppression(salt, entries);
  suppression.closeBefore((await readHorizon(connection)).closed);
  return suppression;
}

/** The condition that chooses the events of these keys. */
async function whereKeys(
  connection: DuckDBConnection,
  keys: readonly string[],
  names: NameTable,
): Promise<string> {
  if (names.keys === null) {
    await wantTexts(connection, keys.map(toSortKey));
    return "sort_key IN (SELECT id FROM wanted_customer)";
  }
  const hashes = keys.map((key) => keyText({ kind: "customer-event", key }, names).hash);
  await wantHashes(connection, Float64Array.from(hashes));
  // Of two keys that share a hash only one may go: they are told apart once they are open.
  const values = await valuesOf(
    connection,
    `SELECT ${eventSelect(names)}, rowid FROM customer_event SEMI JOIN wanted USING (key_hash)`,
  );
  const asked = new Set(keys);
  const rowids = values.column(eventSelect(names).split(", ").length);
  const rows = readCustomerEvents(values, names).flatMap(({ key }, row) =>
    asked.has(key) ? [BigInt(numberAt(rowids, row))] : [],
  );
  return rows.length === 0 ? "false" : `rowid IN (${rows.join(", ")})`;
}

/** The salt of the list of who is refused, as its column holds it. */
export function sealedSalt(salt: string, { keys }: NameTable): string {
  if (keys === null) return salt;
  return keys.sealer("customer_salt").seal(Buffer.from(salt), "").toString("base64");
}

/** The salt of an open store. @throws CoreError `sealed_data_changed` */
export async function readSalt(connection: DuckDBConnection, { keys }: NameTable): Promise<string> {
  const values = await valuesOf(connection, "SELECT salt FROM customer_salt");
  const text = textAt(values.column(0), 0);
  if (keys === null) return text;
  const about = { bound: "", where: "the salt in the table customer_salt" };
  return keys.sealer("customer_salt").open(Buffer.from(text, "base64"), about).toString();
}

async function wantTexts(connection: DuckDBConnection, texts: readonly string[]): Promise<void> {
  await connection.run("DELETE FROM wanted_customer");
  const columns = [{ name: "id", type: "VARCHAR", of: (text: string) => text }] as const;
  await appendRows(connection, { table: "wanted_customer", columns }, texts);
}

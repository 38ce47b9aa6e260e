import { type DuckDBConnection, LIST, listValue, VARCHAR } from "@duckdb/node-api";
import type { CustomerEvent, IdClaim, IdPair } from "../schema/profile.js";
import type { CustomerStore, TouchedIds } from "../store/customer-store.js";
import { fromSortKey, toSortKey } from "../store/sort-key.js";
import { EVENT_SELECT, readCustomerEvents } from "./customer-event-table.js";
import type { NameTable } from "./name-table.js";
import { nullableNumberAt, numberAt, textAt, type Values, valuesOf } from "./read-value.js";

/** Ids touched since they were settled. */
export async function readTouched(
  connection: DuckDBConnection,
  limit: number,
): Promise<TouchedIds> {
  const values = await valuesOf(
    connection,
    `SELECT id, (SELECT max(version) FROM customer_touched) FROM customer_touched
      GROUP BY id ORDER BY id LIMIT ${BigInt(limit)}`,
  );
  return {
    ids: rows(values, (row) => fromSortKey(textAt(values.column(0), row))),
    upTo: nullableNumberAt(values.column(1), 0) ?? 0,
  };
}

/** Those of the ids that an event carries as userId. */
export async function readKnown(
  connection: DuckDBConnection,
  ids: readonly string[],
): Promise<string[]> {
  if (ids.length === 0) return [];
  const sql = `SELECT DISTINCT user_id FROM customer_event WHERE user_id IN (${LISTED})`;
  const values = await withIds(connection, sql, ids);
  return rows(values, (row) => fromSortKey(textAt(values.column(0), row)));
}

/** Ids that an event names together with one of these. */
export async function readPairs(
  connection: DuckDBConnection,
  ids: readonly string[],
): Promise<IdPair[]> {
  if (ids.length === 0) return [];
  const named = (column: string) => `user_id IS NOT NULL AND ${column} IS NOT NULL
    AND (user_id IN (${LISTED}) OR ${column} IN (${LISTED}))`;
  const sql = `SELECT DISTINCT user_id, anonymous_id, false FROM customer_event WHERE ${named("anonymous_id")}
    UNION ALL
    SELECT DISTINCT user_id, previous_id, true FROM customer_event WHERE ${named("previous_id")}`;
  const values = await withIds(connection, sql, ids);
  return rows(values, (row) => ({
    userId: fromSortKey(textAt(values.column(0), row)),
    otherId: fromSortKey(textAt(values.column(1), row)),
    alias: values.column(2)[row] === true,
  }));
}

/** Who claims these devices: of successive events of one user only the last. */
export async function readClaims(
  connection: DuckDBConnection,
  ids: readonly string[],
): Promise<IdClaim[]> {
  if (ids.length === 0) return [];
  const sql = `WITH link AS (
      SELECT anonymous_id AS other_id, user_id, instant FROM customer_event
        WHERE user_id IS NOT NULL AND anonymous_id IN (${LISTED})
      UNION ALL
      SELECT previous_id, user_id, instant FROM customer_event
        WHERE user_id IS NOT NULL AND previous_id IN (${LISTED})
    ), run AS (
      SELECT *, lead(user_id) OVER (PARTITION BY other_id ORDER BY instant, user_id) AS next FROM link
    )
    SELECT other_id, user_id, instant FROM run WHERE next IS DISTINCT FROM user_id
    ORDER BY other_id, instant, user_id`;
  const values = await withIds(connection, sql, ids);
  return rows(values, (row) => ({
    otherId: fromSortKey(textAt(values.column(0), row)),
    userId: fromSortKey(textAt(values.column(1), row)),
    until: numberAt(values.column(2), row),
  }));
}

/** Events of users, and those without userId of devices, by instant then key. */
export async function readEvents(
  connection: DuckDBConnection,
  { users, devices, limit, after }: Parameters<CustomerStore["events"]>[0],
  names: NameTable,
): Promise<CustomerEvent[]> {
  if (users.length + devices.length === 0) return [];
  const conditions = [
    `(user_id IN (${LISTED}) OR (user_id IS NULL AND anonymous_id IN (SELECT unnest($2))))`,
  ];
  const parameters = [idList(users), idList(devices)];
  const types = [LIST(VARCHAR), LIST(VARCHAR)];
  if (after !== undefined) {
    const at = BigInt(after.at);
    conditions.push(`instant >= ${at} AND (instant > ${at} OR sort_key > $3[1])`);
    parameters.push(idList([after.key]));
    types.push(LIST(VARCHAR));
  }
  const sql = `SELECT ${EVENT_SELECT} FROM customer_event WHERE ${conditions.join(" AND ")}
    ORDER BY instant, sort_key ${limit === undefined ? "" : `LIMIT ${BigInt(limit)}`}`;
  return readCustomerEvents(await valuesOf(connection, sql, parameters, types), names);
}

/** The ids that a statement is given. */
const LISTED = "SELECT unnest($1)";

function withIds(
  connection: DuckDBConnection,
  sql: string,
  ids: readonly string[],
): Promise<Values> {
  return valuesOf(connection, sql, [idList(ids)], [LIST(VARCHAR)]);
}

function idList(ids: readonly string[]) {
  return listValue(ids.map(toSortKey));
}

function rows<T>({ rows: length }: Values, read: (row: number) => T): T[] {
  return Array.from({ length }, (_, row) => read(row));
}

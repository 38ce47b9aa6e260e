import {
  type DuckDBConnection,
  type DuckDBListValue,
  type DuckDBType,
  type DuckDBValue,
  LIST,
  listValue,
  VARCHAR,
} from "@duckdb/node-api";
import type { CustomerEvent, IdClaim, IdPair } from "../schema/profile.js";
import type { CustomerStore, TouchedIds } from "../store/customer-store.js";
import { toSortKey } from "../store/sort-key.js";
import { eventSelect, readCustomerEvents } from "./customer-event-table.js";
import { idOfText, idText } from "./id-text.js";
import type { NameTable } from "./name-table.js";
import { nullableNumberAt, numberAt, textAt, type Values, valuesOf } from "./read-value.js";
import { readSealedPage } from "./sealed-page.js";

/** Ids touched since they were settled. */
export async function readTouched(
  connection: DuckDBConnection,
  limit: number,
  names: NameTable,
): Promise<TouchedIds> {
  const values = await valuesOf(
    connection,
    `SELECT id, (SELECT max(version) FROM customer_touched) FROM customer_touched
      GROUP BY id ORDER BY id LIMIT ${BigInt(limit)}`,
  );
  return {
    ids: rows(values, (row) => idOfText(textAt(values.column(0), row), names)).sort(),
    upTo: nullableNumberAt(values.column(1), 0) ?? 0,
  };
}

/** Those of the ids that an event carries as userId. */
export async function readKnown(
  connection: DuckDBConnection,
  ids: readonly string[],
  names: NameTable,
): Promise<string[]> {
  if (ids.length === 0) return [];
  const sql = `SELECT DISTINCT user_id FROM customer_event WHERE user_id IN (${LISTED})`;
  const values = await withIds(connection, sql, idList(ids, names));
  return rows(values, (row) => idOfText(textAt(values.column(0), row), names));
}

/** Ids that an event names together with one of these. */
export async function readPairs(
  connection: DuckDBConnection,
  ids: readonly string[],
  names: NameTable,
): Promise<IdPair[]> {
  if (ids.length === 0) return [];
  const named = (column: string) => `user_id IS NOT NULL AND ${column} IS NOT NULL
    AND (user_id IN (${LISTED}) OR ${column} IN (${LISTED}))`;
  const sql = `SELECT DISTINCT user_id, anonymous_id, false FROM customer_event WHERE ${named("anonymous_id")}
    UNION ALL
    SELECT DISTINCT user_id, previous_id, true FROM customer_event WHERE ${named("previous_id")}`;
  const values = await withIds(connection, sql, idList(ids, names));
  return rows(values, (row) => ({
    userId: idOfText(textAt(values.column(0), row), names),
    otherId: idOfText(textAt(values.column(1), row), names),
    alias: values.column(2)[row] === true,
  }));
}

/** Who claims these devices: of successive events of one user only the last. */
export async function readClaims(
  connection: DuckDBConnection,
  ids: readonly string[],
  names: NameTable,
): Promise<IdClaim[]> {
  if (ids.length === 0) return [];
  const sql = `WITH link AS (
      SELECT anonymous_id AS other_id, user_id, instant FROM customer_event
        WHERE user_id IS NOT NULL AND anonymous_id IN (${LISTED})
      UNION ALL
      SELECT previous_id, user_id, instant FROM customer_event
        WHERE user_id IS NOT NULL AND previous_id IN (${LISTED})
    ), run AS (
      ${names.keys === null ? RUNS : SEALED_RUNS}
    )
    SELECT other_id, user_id, instant FROM run WHERE next IS DISTINCT FROM user_id
    ORDER BY other_id, instant, user_id`;
  const values = await withIds(connection, sql, idList(ids, names));
  const claims = rows(values, (row) => ({
    otherId: idOfText(textAt(values.column(0), row), names),
    userId: idOfText(textAt(values.column(1), row), names),
    until: numberAt(values.column(2), row),
  }));
  return names.keys === null ? claims : lastOfRuns(claims);
}

const RUNS =
  "SELECT *, lead(user_id) OVER (PARTITION BY other_id ORDER BY instant, user_id) AS next FROM link";

/** Who comes first of an instant is not known to the engine here: runs are told by it only where there is but one user. */
const SEALED_RUNS = `SELECT DISTINCT other_id, user_id, instant, CASE
    WHEN min(user_id) OVER device = max(user_id) OVER device
      AND instant < max(instant) OVER device THEN user_id END AS next
    FROM link WINDOW device AS (PARTITION BY other_id)`;

/** Claims in order, of successive ones of one user only the last. */
function lastOfRuns(claims: readonly IdClaim[]): IdClaim[] {
  const text = (a: string, b: string) => (a < b ? -1 : Number(a > b));
  const ordered = [...claims].sort(
    (a, b) => text(a.otherId, b.otherId) || a.until - b.until || text(a.userId, b.userId),
  );
  return ordered.filter(({ otherId, userId }, i) => {
    const next = ordered[i + 1];
    return next?.otherId !== otherId || next.userId !== userId;
  });
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
  const parameters: DuckDBValue[] = [idList(users, names), idList(devices, names)];
  const types: DuckDBType[] = [LIST(VARCHAR), LIST(VARCHAR)];
  if (names.keys !== null) {
    return readSealedPage(connection, {
      table: "customer_event",
      select: eventSelect(names),
      ...{ conditions, parameters, types, limit, after },
      read: (values) => readCustomerEvents(values, names),
    });
  }
  if (after !== undefined) {
    const at = BigInt(after.at);
    conditions.push(`instant >= ${at} AND (instant > ${at} OR sort_key > $3[1])`);
    parameters.push(listValue([toSortKey(after.key)]));
    types.push(LIST(VARCHAR));
  }
  const sql = `SELECT ${eventSelect(names)} FROM customer_event WHERE ${conditions.join(" AND ")}
    ORDER BY instant, sort_key ${limit === undefined ? "" : `LIMIT ${BigInt(limit)}`}`;
  return readCustomerEvents(await valuesOf(connection, sql, parameters, types), names);
}

/** The ids that a statement is given. */
const LISTED = "SELECT unnest($1)";

function withIds(connection: DuckDBConnection, sql: string, ids: DuckDBListValue): Promise<Values> {
  return valuesOf(connection, sql, [ids], [LIST(VARCHAR)]);
}

function idList(ids: readonly string[], names: NameTable): DuckDBListValue {
  return listValue(ids.map((id) => idText(id, names)));
}

function rows<T>({ rows: length }: Values, read: (row: number) => T): T[] {
  return Array.from({ length }, (_, row) => read(row));
}

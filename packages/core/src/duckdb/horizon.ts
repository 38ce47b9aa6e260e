import type { DuckDBConnection } from "@duckdb/node-api";
import type { Suppression } from "../store/suppression.js";
import type { NameTable } from "./name-table.js";
import { nullableNumberAt, valuesOf } from "./read-value.js";

/** From which days on events are taken, and single events are kept; −∞: from any. */
export interface Horizon {
  readonly closed: number;
  readonly dropped: number;
}

/** How far days are closed and dropped. */
export async function readHorizon(connection: DuckDBConnection): Promise<Horizon> {
  const values = await valuesOf(
    connection,
    "SELECT max(closed), max(dropped) FROM customer_horizon",
  );
  const [closed, dropped] = [0, 1].map(
    (column) => nullableNumberAt(values.column(column), 0) ?? Number.NEGATIVE_INFINITY,
  );
  return {
    closed: closed ?? Number.NEGATIVE_INFINITY,
    dropped: dropped ?? Number.NEGATIVE_INFINITY,
  };
}

/** Takes no more events of days before this one. */
export async function closeDays(
  connection: DuckDBConnection,
  day: number,
  suppression: Suppression,
): Promise<void> {
  await connection.run(`INSERT INTO customer_horizon VALUES (${BigInt(day)}, NULL)`);
  // Should the transaction fail now, they are refused until the store is opened anew, though they are still kept.
  suppression.closeBefore(day);
}

/** What somebody did, as opposed to who they are. */
const DEEDS = ["track", "page", "screen"];

/** Removes deeds of closed days before this one, and days of customers. @returns how many events were removed */
export async function dropDays(
  connection: DuckDBConnection,
  day: number,
  names: NameTable,
): Promise<number> {
  const { closed } = await readHorizon(connection);
  const before = BigInt(Math.min(day, closed));
  const types = DEEDS.map((name) => names.find(name)).filter((id) => id !== null);
  await connection.run(`DELETE FROM customer_day WHERE day < ${before}`);
  await connection.run(`INSERT INTO customer_horizon VALUES (NULL, ${before})`);
  if (types.length === 0) return 0;
  // Of each pair of user and device the last event stays (all of that instant): nothing else says that the device is theirs.
  const { rowsChanged } = await connection.run(
    `DELETE FROM customer_event WHERE day < ${before} AND type IN (${types.join(", ")}) AND rowid NOT IN (
      SELECT rowid FROM (
        SELECT rowid, instant, max(instant) OVER (PARTITION BY user_id, anonymous_id) AS last
          FROM customer_event
          WHERE day < ${before} AND user_id IS NOT NULL AND anonymous_id IS NOT NULL)
        WHERE instant = last)`,
  );
  const removed = Number(rowsChanged);
  if (removed > 0) {
    await connection.run("UPDATE cdp_store SET content_version = content_version + 1");
  }
  return removed;
}

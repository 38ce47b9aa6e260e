import { setImmediate } from "node:timers/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import { DuckDBBlobValue } from "@duckdb/node-api";
import { CoreError } from "../error.js";
import type { StoreKeys } from "../seal/index.js";
import { appendRows } from "./append-rows.js";
import type { Column } from "./column.js";
import { SEALED_LETTERS } from "./letter-table.js";
import { type NameTable, SEALED_NAMES } from "./name-table.js";
import { SEALED_OTHERS } from "./other-table.js";
import { resealCheckpoints } from "./read-checkpoint.js";
import { bytesAt, nullableTextAt, numberAt, valuesOf } from "./read-value.js";
import { SEALED_EVENTS } from "./sealed-event.js";
import type { SealedTable } from "./sealed-table.js";
import { SEALED_STANDINGS } from "./standing-table.js";
import { readSalt, sealedSalt } from "./write-customers.js";

/** Every table whose rows hold boxes. */
export const SEALED_TABLES: readonly SealedTable[] = [
  SEALED_NAMES,
  SEALED_EVENTS,
  SEALED_OTHERS,
  SEALED_STANDINGS,
  SEALED_LETTERS,
];

/** Rows and bytes of one transaction: others write in between. */
const MOST = { rows: 2000, bytes: 8 * 2 ** 20 } as const;

interface Resealed {
  readonly id: number;
  readonly box: Uint8Array;
}

const COLUMNS: readonly Column<Resealed>[] = [
  { name: "id", type: "BIGINT", of: ({ id }) => id },
  { name: "box", type: "BLOB", of: ({ box }) => box },
];

/** Temporary table of the writing connection. */
const RESEALED_SQL = "CREATE OR REPLACE TEMP TABLE resealed (id BIGINT, box BLOB)";

/**
 * Seals some rows of a table again that another key than the current one seals, within the open transaction: they leave the
 * table and come back, as rows that are changed in place would stay in memory.
 *
 * @returns how many; 0 when none is left
 * @throws CoreError `sealed_data_changed`
 */
export async function resealRows(
  connection: DuckDBConnection,
  { table, purpose, beside, boundTo }: SealedTable,
  keys: StoreKeys,
): Promise<number> {
  const sealer = keys.sealer(purpose);
  const { from, to } = sealer.current;
  const bounds = [from, to].map((bytes) => new DuckDBBlobValue(bytes));
  const values = await valuesOf(
    connection,
    `SELECT rowid, box, ${beside.map((column) => `CAST(${column} AS VARCHAR)`).join(", ")}
      FROM ${table} WHERE box < $1 OR box >= $2 LIMIT ${MOST.rows}`,
    bounds,
  );
  const rows: Resealed[] = [];
  for (let row = 0, bytes = 0; row < values.rows && bytes < MOST.bytes; row += 1) {
    const box = bytesAt(values.column(1), row);
    const bound = boundTo(beside.map((_, i) => nullableTextAt(values.column(2 + i), row)));
    const plain = sealer.open(box, { bound, where: `a row of the table ${table}` });
    rows.push({ id: numberAt(values.column(0), row), box: sealer.seal(plain, bound) });
    bytes += box.length;
  }
  if (rows.length === 0) return 0;
  await connection.run(RESEALED_SQL);
  await appendRows(connection, { table: "resealed", columns: COLUMNS }, rows);
  await connection.run(
    `INSERT INTO ${table} SELECT sealed.* REPLACE (resealed.box AS box)
      FROM ${table} AS sealed JOIN resealed ON sealed.rowid = resealed.id ORDER BY resealed.id`,
  );
  const { rowsChanged } = await connection.run(
    `DELETE FROM ${table} WHERE rowid IN (SELECT id FROM resealed)`,
  );
  if (Number(rowsChanged) !== rows.length) throw lost(table, rows.length, Number(rowsChanged));
  await connection.run("DROP TABLE resealed");
  return rows.length;
}

/** Seals the few texts again that stand outside of boxes, within the open transaction. @returns how many */
export async function resealTexts(connection: DuckDBConnection, names: NameTable): Promise<number> {
  const salt = sealedSalt(await readSalt(connection, names), names);
  await connection.run("UPDATE customer_salt SET salt = $1", [salt]);
  return 1 + (await resealCheckpoints(connection, names));
}

/** Rows of all tables that another key than the current one seals. */
export async function countOther(connection: DuckDBConnection, keys: StoreKeys): Promise<number> {
  let count = 0;
  for (const { table, purpose } of SEALED_TABLES) {
    const { from, to } = keys.sealer(purpose).current;
    const values = await valuesOf(
      connection,
      `SELECT count(*) FROM ${table} WHERE box < $1 OR box >= $2`,
      [from, to].map((bytes) => new DuckDBBlobValue(bytes)),
    );
    count += numberAt(values.column(0), 0);
    await setImmediate();
  }
  return count;
}

function lost(table: string, expected: number, found: number): CoreError {
  return new CoreError(
    "store_unavailable",
    `the table ${table} has ${found} of ${expected} rows that were sealed anew; nothing was changed`,
  );
}

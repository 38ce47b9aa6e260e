import { setImmediate } from "node:timers/promises";
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  INTEGER,
  LIST,
  VARCHAR,
} from "@duckdb/node-api";
import { fillVector } from "./fill-vector.js";

/** What a column holds, by its SQL type; whole numbers are safe integers. */
export interface ColumnValues {
  readonly BIGINT: number | null;
  readonly INTEGER: number | null;
  readonly DOUBLE: number | null;
  readonly BOOLEAN: boolean;
  readonly VARCHAR: string | null;
  readonly "DOUBLE[]": Float64Array;
}

type ColumnOf<R, T extends keyof ColumnValues> = {
  readonly name: string;
  readonly type: T;
  readonly of: (row: R) => ColumnValues[T];
};

/** One column of a table: its name, its SQL type, and what a row puts there. */
export type Column<R> = { [T in keyof ColumnValues]: ColumnOf<R, T> }[keyof ColumnValues];

/** Rows of one data chunk of the engine. */
const CHUNK_ROWS = 2048;

const TYPES: { readonly [T in keyof ColumnValues]: DuckDBType } = {
  BIGINT,
  INTEGER,
  DOUBLE,
  BOOLEAN,
  VARCHAR,
  "DOUBLE[]": LIST(DOUBLE),
};

/** `CREATE TABLE` of columns. */
export function tableSql<R>(table: string, columns: readonly Column<R>[]): string {
  return `CREATE TABLE ${table} (${columns.map(({ name, type }) => `${name} ${type}`).join(", ")})`;
}

/** Appends rows column by column; between chunks other work of the process gets its turn. */
export async function appendRows<R>(
  connection: DuckDBConnection,
  { table, columns }: { table: string; columns: readonly Column<R>[] },
  rows: readonly R[],
): Promise<void> {
  if (rows.length === 0) return;
  const types = columns.map(({ type }) => TYPES[type]);
  const appender = await connection.createAppender(table);
  try {
    for (let from = 0; from < rows.length; from += CHUNK_ROWS) {
      if (from > 0) await setImmediate();
      const slice = rows.slice(from, from + CHUNK_ROWS);
      const chunk = DuckDBDataChunk.create(types, slice.length);
      for (const [i, column] of columns.entries()) fillVector(chunk, i, { column, rows: slice });
      appender.appendDataChunk(chunk);
    }
    appender.flushSync();
  } finally {
    appender.closeSync();
  }
}

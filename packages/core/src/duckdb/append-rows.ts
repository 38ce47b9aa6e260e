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
import type { Column, ColumnValues } from "./column.js";
import { fillVector } from "./fill-vector.js";

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

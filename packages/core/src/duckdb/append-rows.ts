import { setImmediate } from "node:timers/promises";
import {
  BIGINT,
  BLOB,
  BOOLEAN,
  DOUBLE,
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  INTEGER,
  LIST,
  VARCHAR,
} from "@duckdb/node-api";
import { type Column, type FilledColumn, filled } from "./column.js";
import { fillVector } from "./fill-vector.js";

/** Rows of one data chunk of the engine. */
export const CHUNK_ROWS = 2048;

const TYPES: { readonly [T in FilledColumn["type"]]: DuckDBType } = {
  BIGINT,
  INTEGER,
  DOUBLE,
  BOOLEAN,
  VARCHAR,
  BLOB,
  "DOUBLE[]": LIST(DOUBLE),
};

/** Rows that stand in columns. */
export interface FilledPart {
  readonly rows: number;
  readonly columns: readonly FilledColumn[];
}

/** Appends rows; between chunks other work of the process gets its turn. */
export async function appendRows<R>(
  connection: DuckDBConnection,
  { table, columns }: { table: string; columns: readonly Column<R>[] },
  rows: readonly R[],
): Promise<void> {
  const part = { rows: rows.length, columns: columns.map((column) => filled(column, rows)) };
  await appendParts(connection, table, [part]);
}

/** Appends parts of one table, column by column; after a chunk's worth of rows other work of the process gets its turn. */
export async function appendParts(
  connection: DuckDBConnection,
  table: string,
  parts: Iterable<FilledPart>,
): Promise<void> {
  let appender: DuckDBAppender | null = null;
  let inOneGo = 0;
  try {
    for (const { rows, columns } of parts) {
      const types = columns.map(({ type }) => TYPES[type]);
      for (let from = 0; from < rows; from += CHUNK_ROWS) {
        const to = Math.min(rows, from + CHUNK_ROWS);
        inOneGo += to - from;
        if (inOneGo > CHUNK_ROWS) {
          await setImmediate();
          inOneGo = to - from;
        }
        appender ??= await connection.createAppender(table);
        const chunk = DuckDBDataChunk.create(types, to - from);
        for (const [i, column] of columns.entries()) fillVector(chunk, i, { column, from, to });
        appender.appendDataChunk(chunk);
      }
    }
    appender?.flushSync();
  } finally {
    appender?.closeSync();
  }
}

import { setImmediate } from "node:timers/promises";
import {
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  type DuckDBValue,
} from "@duckdb/node-api";

/** One column of a table: its name, its type, and what a row puts there. */
export interface Column<R> {
  readonly name: string;
  readonly type: DuckDBType;
  readonly of: (row: R) => DuckDBValue;
}

/** Rows of one data chunk of the engine. */
const CHUNK_ROWS = 2048;

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
  const types = columns.map(({ type }) => type);
  const appender = await connection.createAppender(table);
  try {
    for (let from = 0; from < rows.length; from += CHUNK_ROWS) {
      if (from > 0) await setImmediate();
      const slice = rows.slice(from, from + CHUNK_ROWS);
      const chunk = DuckDBDataChunk.create(types, slice.length);
      for (const [i, column] of columns.entries()) chunk.setColumnValues(i, slice.map(column.of));
      appender.appendDataChunk(chunk);
    }
    appender.flushSync();
  } finally {
    appender.closeSync();
  }
}

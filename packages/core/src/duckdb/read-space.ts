import type { DuckDBConnection } from "@duckdb/node-api";
import type { StoreSpace } from "../store/record-store.js";
import { numberAt, valuesOf } from "./read-value.js";

/** Room that the file takes, and how much of it is free for what comes; the write-ahead log is not counted. */
export async function readSpace(connection: DuckDBConnection): Promise<StoreSpace> {
  const values = await valuesOf(
    connection,
    `SELECT block_size * used_blocks, block_size * free_blocks
      FROM pragma_database_size() WHERE database_name = 'cdp'`,
  );
  return { usedBytes: numberAt(values.column(0), 0), freeBytes: numberAt(values.column(1), 0) };
}

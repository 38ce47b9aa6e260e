import type { DuckDBConnection } from "@duckdb/node-api";
import type { Checkpoint } from "../store/record-store.js";
import { numberAt, textAt, valuesOf } from "./read-value.js";

/** How far a source has been read, null when it never was. */
export async function readCheckpoint(
  connection: DuckDBConnection,
  source: string,
): Promise<Checkpoint | null> {
  const sql = "SELECT byte_offset, line, fingerprint FROM source_checkpoint WHERE source = $1";
  const values = await valuesOf(connection, sql, [source]);
  if (values.rows === 0) return null;
  return {
    source,
    offset: numberAt(values.column(0), 0),
    line: numberAt(values.column(1), 0),
    fingerprint: textAt(values.column(2), 0),
  };
}

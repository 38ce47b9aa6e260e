import { rm } from "node:fs/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { AttachOptions } from "./attach.js";
import { attachSql } from "./attach.js";
import { numberAt, textAt, valuesOf } from "./read-value.js";

/** Where a file is written anew before it takes the place of the old one. */
export function rewrittenPath(path: string): string {
  return `${path}.rewriting`;
}

/** Takes away what a rewriting left that was cut short. */
export async function removeRewritten(path: string): Promise<void> {
  for (const suffix of ["", ".wal"]) await rm(`${rewrittenPath(path)}${suffix}`, { force: true });
}

/**
 * Writes all that a store holds into a new file beside it: what was removed is nowhere in that, while the old one may keep it in
 * blocks that are free.
 */
export async function rewriteFile(
  connection: DuckDBConnection,
  path: string,
  options: AttachOptions,
): Promise<void> {
  await removeRewritten(path);
  await copyDatabase(connection, rewrittenPath(path), { ...options, name: "rewritten" });
}

/**
 * Writes all that a store holds at one moment into a new file.
 *
 * @returns rows of each table of the copy
 */
export async function copyDatabase(
  connection: DuckDBConnection,
  path: string,
  options: AttachOptions & { readonly name: string },
): Promise<Readonly<Record<string, number>>> {
  const { name } = options;
  await connection.run(attachSql(path, options));
  try {
    await connection.run(`COPY FROM DATABASE cdp TO ${name}`);
    await connection.run(`CHECKPOINT ${name}`);
    return await countRows(connection, name);
  } finally {
    await connection.run(`DETACH ${name}`);
  }
}

/** Rows of each table of an attached database. */
export async function countRows(
  connection: DuckDBConnection,
  database: string,
): Promise<Readonly<Record<string, number>>> {
  const tables = await valuesOf(
    connection,
    `SELECT table_name FROM duckdb_tables() WHERE database_name = '${database}' ORDER BY table_name`,
  );
  const counts: Record<string, number> = {};
  for (let row = 0; row < tables.rows; row += 1) {
    const table = textAt(tables.column(0), row);
    const values = await valuesOf(connection, `SELECT count(*) FROM ${database}.main.${table}`);
    counts[table] = numberAt(values.column(0), 0);
  }
  return counts;
}

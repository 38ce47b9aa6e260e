import { rm } from "node:fs/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { AttachOptions } from "./attach.js";
import { attachSql } from "./attach.js";

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
  await connection.run(attachSql(rewrittenPath(path), { ...options, name: "rewritten" }));
  try {
    await connection.run("COPY FROM DATABASE cdp TO rewritten");
    await connection.run("CHECKPOINT rewritten");
  } finally {
    await connection.run("DETACH rewritten");
  }
}

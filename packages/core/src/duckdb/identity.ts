import { randomUUID } from "node:crypto";
import type { DuckDBConnection } from "@duckdb/node-api";
import { textAt, valuesOf } from "./read-value.js";

/** What tells a store from every other, made where there is none yet. */
export async function readIdentity(writer: DuckDBConnection): Promise<string> {
  await writer.run("CREATE TABLE IF NOT EXISTS store_identity (identity VARCHAR)");
  const found = await valuesOf(writer, "SELECT identity FROM store_identity");
  if (found.rows > 0) return textAt(found.column(0), 0);
  const identity = randomUUID();
  await writer.run("INSERT INTO store_identity VALUES ($1)", [identity]);
  return identity;
}

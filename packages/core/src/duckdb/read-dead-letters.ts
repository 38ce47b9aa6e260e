import type { DuckDBConnection, DuckDBValue } from "@duckdb/node-api";
import type { DeadLetter } from "../schema/dead-letter.js";
import type { LetterQuery } from "../store/record-store.js";
import { appendRows } from "./append-rows.js";
import { letterSelect, readLetters } from "./letter-table.js";
import type { NameTable } from "./name-table.js";
import { sourceText } from "./read-checkpoint.js";
import { numberAt, textAt, valuesOf } from "./read-value.js";
import { WANTED_ID_COLUMNS } from "./wanted.js";

/** Dead letters of a query, by id. */
export async function readDeadLetters(
  connection: DuckDBConnection,
  { rule, source, since, until, limit, afterId }: LetterQuery,
  names: NameTable,
): Promise<DeadLetter[]> {
  const conditions: string[] = [];
  const parameters: DuckDBValue[] = [];
  for (const [condition, value] of [
    ["rule =", rule],
    ["source =", source === undefined ? source : sourceText(source, names)],
    ["rejected_at >=", instant(since)],
    ["rejected_at <=", instant(until)],
    ["id >", afterId],
  ] as const) {
    if (value === undefined) continue;
    parameters.push(value);
    conditions.push(`${condition} $${parameters.length}`);
  }
  const where = conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`;
  const count = limit === undefined ? "" : `LIMIT ${BigInt(Math.floor(limit))}`;
  const sql = `SELECT ${letterSelect(names)} FROM dead_letter ${where} ORDER BY id ${count}`;
  return readLetters(await valuesOf(connection, sql, parameters), names);
}

function instant(milliseconds: number | undefined): bigint | undefined {
  return milliseconds === undefined ? undefined : BigInt(Math.floor(milliseconds));
}

/** How many dead letters each rule has. */
export async function readLetterCounts(
  connection: DuckDBConnection,
): Promise<Record<string, number>> {
  const sql = "SELECT rule, count(*) FROM dead_letter GROUP BY rule ORDER BY rule";
  const values = await valuesOf(connection, sql);
  return Object.fromEntries(
    Array.from({ length: values.rows }, (_, row) => [
      textAt(values.column(0), row),
      numberAt(values.column(1), row),
    ]),
  );
}

/** Removes dead letters rejected before an instant, and of the rest the oldest beyond `most`. @returns how many */
export async function trimLetters(
  connection: DuckDBConnection,
  { before, most }: { readonly before: number; readonly most: number },
): Promise<number> {
  const late = await connection.run(
    `DELETE FROM dead_letter WHERE rejected_at < ${BigInt(before)}`,
  );
  const beyond = await connection.run(
    `DELETE FROM dead_letter WHERE rowid IN (
      SELECT rowid FROM dead_letter ORDER BY rejected_at NULLS FIRST, id
        LIMIT greatest(0, (SELECT count(*) FROM dead_letter) - ${BigInt(most)}))`,
  );
  const removed = Number(late.rowsChanged) + Number(beyond.rowsChanged);
  if (removed > 0) {
    await connection.run("UPDATE cdp_store SET content_version = content_version + 1");
  }
  return removed;
}

/** Removes dead letters within the open transaction; the version rises when one of them was there. */
export async function removeLetters(
  connection: DuckDBConnection,
  ids: readonly string[],
): Promise<void> {
  await connection.run("DELETE FROM wanted_letter");
  await appendRows(connection, { table: "wanted_letter", columns: WANTED_ID_COLUMNS }, ids);
  const sql = "DELETE FROM dead_letter WHERE id IN (SELECT id FROM wanted_letter)";
  const { rowsChanged } = await connection.run(sql);
  if (rowsChanged > 0) {
    await connection.run("UPDATE cdp_store SET content_version = content_version + 1");
  }
}

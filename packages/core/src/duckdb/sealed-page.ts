import type { DuckDBConnection, DuckDBType, DuckDBValue } from "@duckdb/node-api";
import { nullableNumberAt, type Values, valuesOf } from "./read-value.js";

/** Which rows of a sealed table, in order of instant, then key. */
export interface SealedQuery<R> {
  readonly table: string;
  readonly select: string;
  readonly conditions: readonly string[];
  readonly parameters?: DuckDBValue[];
  readonly types?: DuckDBType[] | undefined;
  readonly order?: "asc" | "desc" | undefined;
  readonly limit?: number | undefined;
  readonly after?: { readonly at: number; readonly key: string } | undefined;
  readonly read: (values: Values) => R[];
}

/**
 * Rows of a table whose keys are sealed.
 *
 * The engine cannot put rows of one instant in order: it gives all of the last instant that the page reaches, and they are
 * put in order once they are open. A page costs as much as its instants hold.
 */
export async function readSealedPage<R extends { readonly at: number; readonly key: string }>(
  connection: DuckDBConnection,
  query: SealedQuery<R>,
): Promise<R[]> {
  const { table, select, order = "asc", after, read } = query;
  const { parameters, types } = query;
  const up = order === "asc";
  const most = Math.floor(
    Math.min(query.limit ?? Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER),
  );
  const limited = query.limit !== undefined && most < Number.MAX_SAFE_INTEGER;
  if (limited && most <= 0) return [];
  const conditions = [...query.conditions];
  const from = after === undefined ? null : BigInt(Math.floor(after.at));
  if (limited) {
    const beyond = from === null ? [] : [`instant ${up ? ">" : "<"} ${from}`];
    const sql = `SELECT instant FROM ${table} ${where([...conditions, ...beyond])}
      ORDER BY instant ${order} LIMIT 1 OFFSET ${BigInt(most - 1)}`;
    const last = await valuesOf(connection, sql, parameters, types);
    const instant = nullableNumberAt(last.column(0), 0);
    if (instant !== null) conditions.push(`instant ${up ? "<=" : ">="} ${BigInt(instant)}`);
  }
  if (from !== null) conditions.push(`instant ${up ? ">=" : "<="} ${from}`);
  const values = await valuesOf(
    connection,
    `SELECT ${select} FROM ${table} ${where(conditions)}`,
    parameters,
    types,
  );
  const rows = read(values).sort((a, b) => (up ? compare(a, b) : compare(b, a)));
  const left =
    after === undefined
      ? rows
      : rows.filter((row) => (up ? compare(row, after) : compare(after, row)) > 0);
  return limited ? left.slice(0, most) : left;
}

function where(conditions: readonly string[]): string {
  return conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`;
}

function compare(
  a: { readonly at: number; readonly key: string },
  b: { readonly at: number; readonly key: string },
): number {
  return a.at - b.at || (a.key < b.key ? -1 : Number(a.key > b.key));
}

import type { DuckDBValue } from "@duckdb/node-api";
import { toSortKey } from "../store/sort-key.js";
import type { NameTable } from "./name-table.js";

/** What rows of a kind are chosen by; days since 1970-01-01, inclusive. */
export interface RowQuery {
  readonly persona?: string | undefined;
  readonly region?: string | undefined;
  readonly fromDay?: number | undefined;
  readonly toDay?: number | undefined;
  readonly order?: "asc" | "desc" | undefined;
  readonly limit?: number | undefined;
  readonly after?: { readonly at: number; readonly key: string } | undefined;
}

/** The tail of a statement and its parameters. */
export interface Clause {
  readonly conditions: readonly string[];
  readonly where: string;
  readonly orderBy: string;
  /** Enough for behaviour where only the order within each cell counts: a cell has one row for an instant. */
  readonly orderWithinCell: string;
  readonly limit: string;
  readonly parameters: DuckDBValue[];
}

/**
 * A query as SQL, null when nothing can match. Numbers are written into the text, since a parameter of another type
 * would keep the engine from skipping blocks of rows.
 *
 * @param also - further conditions, already SQL
 */
export function rowClause(
  query: RowQuery,
  names: NameTable,
  also: readonly string[] = [],
): Clause | null {
  const { persona, region, fromDay, toDay, order = "asc", limit, after } = query;
  const conditions = [...also];
  const parameters: DuckDBValue[] = [];
  for (const [column, name] of [
    ["persona", persona],
    ["region", region],
  ] as const) {
    if (name === undefined) continue;
    const id = names.find(name);
    if (id === null) return null;
    conditions.push(`${column} = ${id}`);
  }
  if (fromDay !== undefined) conditions.push(`day >= ${whole(fromDay, Math.ceil)}`);
  if (toDay !== undefined) conditions.push(`day <= ${whole(toDay, Math.floor)}`);
  if (after !== undefined) {
    const [side, at] = [order === "asc" ? ">" : "<", whole(after.at, Math.floor)];
    conditions.push(`instant ${side}= ${at} AND (instant ${side} ${at} OR sort_key ${side} $1)`);
    parameters.push(toSortKey(after.key));
  }
  return {
    conditions,
    where: conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`,
    orderBy: `ORDER BY instant ${order}, sort_key ${order}`,
    orderWithinCell: `ORDER BY instant ${order}`,
    limit: limit === undefined ? "" : `LIMIT ${whole(limit, Math.floor)}`,
    parameters,
  };
}

const MOST = Number.MAX_SAFE_INTEGER;

function whole(value: number, round: (value: number) => number): bigint {
  return BigInt(round(Math.max(-MOST, Math.min(MOST, value))));
}

/** Whether a query is of one cell, which is few rows among those of a store. */
export function isOneCell({ persona, region }: RowQuery): boolean {
  return persona !== undefined && region !== undefined;
}

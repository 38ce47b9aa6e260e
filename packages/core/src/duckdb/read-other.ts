import type { DuckDBConnection } from "@duckdb/node-api";
import type { CanonicalRecord } from "../schema/record.js";
import type { NameTable } from "./name-table.js";
import { OTHER_SELECT, type OtherKind, readOthers } from "./other-table.js";
import { valuesOf } from "./read-value.js";
import { type RowQuery, rowClause } from "./row-filter.js";

/** Records of one kind that is not behaviour, by instant then key. */
export async function readOtherKind<K extends OtherKind>(
  connection: DuckDBConnection,
  { kind, ...query }: { readonly kind: K } & Omit<RowQuery, "persona" | "region">,
  names: NameTable,
): Promise<Extract<CanonicalRecord, { kind: K }>[]> {
  const id = names.find(kind);
  const clause = id === null ? null : rowClause(query, names, [`kind = ${id}`]);
  if (clause === null) return [];
  const { where, orderBy, limit, parameters } = clause;
  const sql = `SELECT ${OTHER_SELECT} FROM other ${where} ${orderBy} ${limit}`;
  const isKind = (record: CanonicalRecord): record is Extract<CanonicalRecord, { kind: K }> =>
    record.kind === kind;
  return readOthers(await valuesOf(connection, sql, parameters)).filter(isKind);
}

import type { DuckDBConnection } from "@duckdb/node-api";
import type { CanonicalRecord, CustomerEventRecord } from "../schema/record.js";
import { EVENT_RECORD_SELECT, readEventRecords } from "./customer-event-table.js";
import type { NameTable } from "./name-table.js";
import { OTHER_SELECT, type OtherKind, readOthers } from "./other-table.js";
import { valuesOf } from "./read-value.js";
import { type RowQuery, rowClause } from "./row-filter.js";

type Query = Omit<RowQuery, "persona" | "region">;

/** Records of one kind that is not behaviour, by instant then key. */
export async function readOtherKind<K extends OtherKind | "customer-event">(
  connection: DuckDBConnection,
  { kind, ...query }: { readonly kind: K } & Query,
  names: NameTable,
): Promise<Extract<CanonicalRecord, { kind: K }>[]> {
  const isKind = (record: CanonicalRecord): record is Extract<CanonicalRecord, { kind: K }> =>
    record.kind === kind;
  if (kind === "customer-event") {
    const rows: CanonicalRecord[] = await readCustomerRecords(connection, query, names);
    return rows.filter(isKind);
  }
  const id = names.find(kind);
  const clause = id === null ? null : rowClause(query, names, [`kind = ${id}`]);
  if (clause === null) return [];
  const { where, orderBy, limit, parameters } = clause;
  const sql = `SELECT ${OTHER_SELECT} FROM other ${where} ${orderBy} ${limit}`;
  return readOthers(await valuesOf(connection, sql, parameters)).filter(isKind);
}

async function readCustomerRecords(
  connection: DuckDBConnection,
  query: Query,
  names: NameTable,
): Promise<CustomerEventRecord[]> {
  const clause = rowClause(query, names);
  if (clause === null) return [];
  const { where, orderBy, limit, parameters } = clause;
  const sql = `SELECT ${EVENT_RECORD_SELECT} FROM customer_event ${where} ${orderBy} ${limit}`;
  return readEventRecords(await valuesOf(connection, sql, parameters), names);
}

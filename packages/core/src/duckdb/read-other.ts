import type { DuckDBConnection } from "@duckdb/node-api";
import type { CanonicalRecord, CustomerEventRecord } from "../schema/record.js";
import { eventRecordSelect, readEventRecords } from "./customer-event-table.js";
import type { NameTable } from "./name-table.js";
import { type OtherKind, otherSelect, readOthers } from "./other-table.js";
import { type Values, valuesOf } from "./read-value.js";
import { type RowQuery, rowClause } from "./row-filter.js";
import { readSealedPage } from "./sealed-page.js";

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
  if (id === null) return [];
  const rows = await readRows(connection, query, {
    table: "other",
    select: otherSelect(names),
    also: [`kind = ${id}`],
    read: (values) => readOthers(values, names),
    names,
  });
  return rows.filter(isKind);
}

async function readCustomerRecords(
  connection: DuckDBConnection,
  query: Query,
  names: NameTable,
): Promise<CustomerEventRecord[]> {
  return readRows(connection, query, {
    table: "customer_event",
    select: eventRecordSelect(names),
    also: [],
    read: (values) => readEventRecords(values, names),
    names,
  });
}

interface Table<R> {
  readonly table: string;
  readonly select: string;
  readonly also: readonly string[];
  readonly read: (values: Values) => R[];
  readonly names: NameTable;
}

async function readRows<R extends { readonly at: number; readonly key: string }>(
  connection: DuckDBConnection,
  query: Query,
  { table, select, also, read, names }: Table<R>,
): Promise<R[]> {
  if (names.keys !== null) {
    const { after: _, limit: __, ...days } = query;
    const conditions = rowClause(days, names, also)?.conditions ?? [];
    return readSealedPage(connection, { ...query, table, select, conditions, read });
  }
  const clause = rowClause(query, names, also);
  if (clause === null) return [];
  const { where, orderBy, limit, parameters } = clause;
  const sql = `SELECT ${select} FROM ${table} ${where} ${orderBy} ${limit}`;
  return read(await valuesOf(connection, sql, parameters));
}

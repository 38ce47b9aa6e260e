import type { DuckDBConnection } from "@duckdb/node-api";
import type { BehaviourRecord } from "../schema/record.js";
import type { BehaviourQuery } from "../store/record-store.js";
import { BEHAVIOUR_SELECT, readBehaviour } from "./behaviour-table.js";
import type { NameTable } from "./name-table.js";
import { valuesOf } from "./read-value.js";
import { rowClause } from "./row-filter.js";

/** Behaviour records of a query, whole, by instant then key. */
export async function readBehaviourRows(
  connection: DuckDBConnection,
  query: BehaviourQuery,
  names: NameTable,
): Promise<BehaviourRecord[]> {
  const clause = rowClause(query, names);
  if (clause === null) return [];
  const { where, orderBy, limit, parameters } = clause;
  const sql = `SELECT ${BEHAVIOUR_SELECT} FROM behaviour ${where} ${orderBy} ${limit}`;
  return readBehaviour(await valuesOf(connection, sql, parameters), names);
}

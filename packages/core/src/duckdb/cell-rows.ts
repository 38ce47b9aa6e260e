import type { DuckDBConnection } from "@duckdb/node-api";
import type { BehaviourQuery } from "../store/record-store.js";
import type { NameTable } from "./name-table.js";
import { isOneCell, rowClause } from "./row-filter.js";
import { METRICS, SCAN_SELECT, scanBehaviour } from "./scan-behaviour.js";

/** Behaviour rows as columns, by instant then key, without keys and texts: what is drawn and kept in memory. */
export interface CellRows {
  readonly rows: number;
  /** Milliseconds since 1970-01-01T00:00Z. */
  readonly at: Float64Array;
  readonly offsetMinutes: Int16Array;
  /** Local dates, days since 1970-01-01. */
  readonly days: Int32Array;
  /** NaN where not known, here and in the metrics. */
  readonly people: Float64Array;
  /** Every brand that a row names, in code unit order: the columns of `shares`. */
  readonly brands: readonly string[];
  /** Row-major, rows × brands, fractions; a brand that a row does not name is 0. */
  readonly shares: Float64Array;
  readonly satisfaction: Float64Array;
  readonly digitalAdoption: Float64Array;
  readonly gamification: Float64Array;
  readonly efficiency: Float64Array;
}

/** Reads the rows of a query as columns. */
export async function readCellRows(
  connection: DuckDBConnection,
  query: BehaviourQuery,
  names: NameTable,
): Promise<CellRows> {
  const clause = rowClause(query, names);
  const [at, offsets, days, people]: number[][] = [[], [], [], []];
  const metrics = METRICS.map((): number[] => []);
  const brandIds: number[] = [];
  const flat: number[] = [];
  const starts: number[] = [];
  if (clause !== null) {
    const { where, limit, parameters } = clause;
    const orderBy = isOneCell(query) ? clause.orderWithinCell : clause.orderBy;
    const sql = `SELECT ${SCAN_SELECT} FROM behaviour ${where} ${orderBy} ${limit}`;
    await scanBehaviour(connection, { sql, parameters }, (row) => {
      at?.push(row.at);
      offsets?.push(row.offsetMinutes);
      days?.push(row.day);
      people?.push(row.people ?? Number.NaN);
      for (let m = 0; m < METRICS.length; m++) metrics[m]?.push(row.metrics[m] ?? Number.NaN);
      brandIds.push(row.brands);
      starts.push(flat.length);
      for (const share of row.shares) flat.push(share);
    });
  }
  const sets = new Map([...new Set(brandIds)].map((id) => [id, names.list(id)]));
  const brands = [...new Set([...sets.values()].flat())].sort();
  const places = new Map(
    [...sets].map(([id, set]) => [id, set.map((brand) => brands.indexOf(brand))]),
  );
  const shares = new Float64Array(brandIds.length * brands.length);
  for (let row = 0; row < brandIds.length; row++) {
    const place = places.get(brandIds[row] ?? 0) ?? [];
    for (let i = 0; i < place.length; i++) {
      shares[row * brands.length + (place[i] ?? 0)] = flat[(starts[row] ?? 0) + i] ?? 0;
    }
  }
  const metric = (index: number) => Float64Array.from(metrics[index] ?? []);
  return {
    rows: brandIds.length,
    at: Float64Array.from(at ?? []),
    offsetMinutes: Int16Array.from(offsets ?? []),
    days: Int32Array.from(days ?? []),
    people: Float64Array.from(people ?? []),
    brands,
    shares,
    satisfaction: metric(0),
    digitalAdoption: metric(1),
    gamification: metric(2),
    efficiency: metric(3),
  };
}

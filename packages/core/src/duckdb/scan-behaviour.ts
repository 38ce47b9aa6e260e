import { type DuckDBConnection, DuckDBListVector, type DuckDBValue } from "@duckdb/node-api";
import { chunksOf } from "./chunks-of.js";

/** The metrics of a behaviour row, in the order of `Scanned.metrics`. */
export const METRICS = ["satisfaction", "digital_adoption", "gamification", "efficiency"] as const;

/** One row under the cursor of a scan: the same object for every row. Persona, region and brands are ids of names. */
export interface Scanned {
  persona: number;
  region: number;
  day: number;
  at: number;
  offsetMinutes: number;
  people: number | null;
  brands: number;
  demo: boolean;
  /** Fractions, in the order of the brands. */
  shares: number[];
  metrics: (number | null)[];
}

/** A column whose unknown values are NaN: asking whether a value is there costs more than the value. */
const known = (column: string) => `coalesce(${column}, 'NaN'::DOUBLE)`;

/** What to select from `behaviour` for a scan; more columns may follow. */
export const SCAN_SELECT = `persona, region, day, instant::DOUBLE, offset_minutes, ${known("people")}, brands, demo, shares, ${METRICS.map(known).join(", ")}`;
const SHARES = 8;
const MORE = SHARES + 1 + METRICS.length;

/** A column behind those of `SCAN_SELECT`, of the row under the cursor. */
export type MoreColumns = (column: number) => DuckDBValue;

/**
 * Visits the rows of a statement that selects `SCAN_SELECT`, chunk by chunk, without keeping them.
 *
 * @param visit - must copy what it keeps
 */
export async function scanBehaviour(
  connection: DuckDBConnection,
  { sql, parameters }: { readonly sql: string; readonly parameters: DuckDBValue[] },
  visit: (row: Scanned, more: MoreColumns) => void,
): Promise<void> {
  const row: Scanned = {
    persona: 0,
    region: 0,
    day: 0,
    at: 0,
    offsetMinutes: 0,
    people: null,
    brands: 0,
    demo: false,
    shares: [],
    metrics: METRICS.map(() => null),
  };
  for await (const chunk of chunksOf(connection, sql, parameters)) {
    const columns = Array.from({ length: chunk.columnCount }, (_, i) => chunk.getColumnVector(i));
    const at = (column: number, i: number) => columns[column]?.getItem(i) ?? null;
    const lists = columns[SHARES];
    if (!(lists instanceof DuckDBListVector)) throw new TypeError("shares are not a list");
    const items = lists.childVector;
    let i = 0;
    const more: MoreColumns = (column) => at(MORE + column, i);
    for (; i < chunk.rowCount; i++) {
      row.persona = Number(at(0, i));
      row.region = Number(at(1, i));
      row.day = Number(at(2, i));
      row.at = Number(at(3, i));
      row.offsetMinutes = Number(at(4, i));
      row.people = knownOrNull(at(5, i));
      row.brands = Number(at(6, i));
      row.demo = at(7, i) === true;
      const offset = lists.getEntryOffset(i);
      row.shares.length = lists.getEntryLength(i);
      for (let s = 0; s < row.shares.length; s++) row.shares[s] = Number(items.getItem(offset + s));
      for (let m = 0; m < METRICS.length; m++) row.metrics[m] = knownOrNull(at(SHARES + 1 + m, i));
      visit(row, more);
    }
  }
}

function knownOrNull(value: DuckDBValue): number | null {
  const found = Number(value);
  return Number.isNaN(found) ? null : found;
}

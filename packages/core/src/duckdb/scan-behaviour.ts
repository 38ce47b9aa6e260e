import { type DuckDBConnection, DuckDBListVector, type DuckDBValue } from "@duckdb/node-api";

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

/** What to select from `behaviour` for a scan. */
export const SCAN_SELECT = `persona, region, day, instant, offset_minutes, people, brands, demo, shares, ${METRICS.join(", ")}`;
const SHARES = 8;

/**
 * Visits the rows of a statement that selects `SCAN_SELECT`, chunk by chunk, without keeping them.
 *
 * @param visit - must copy what it keeps
 */
export async function scanBehaviour(
  connection: DuckDBConnection,
  { sql, parameters }: { readonly sql: string; readonly parameters: DuckDBValue[] },
  visit: (row: Scanned) => void,
): Promise<void> {
  const result = await connection.stream(sql, parameters);
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
  for (let chunk = await result.fetchChunk(); chunk !== null; chunk = await result.fetchChunk()) {
    if (chunk.rowCount === 0) return;
    const columns = Array.from({ length: chunk.columnCount }, (_, i) => chunk.getColumnVector(i));
    const at = (column: number, i: number) => columns[column]?.getItem(i) ?? null;
    const lists = columns[SHARES];
    if (!(lists instanceof DuckDBListVector)) throw new TypeError("shares are not a list");
    const items = lists.childVector;
    for (let i = 0; i < chunk.rowCount; i++) {
      row.persona = Number(at(0, i));
      row.region = Number(at(1, i));
      row.day = Number(at(2, i));
      row.at = Number(at(3, i));
      row.offsetMinutes = Number(at(4, i));
      row.people = numberOrNull(at(5, i));
      row.brands = Number(at(6, i));
      row.demo = at(7, i) === true;
      const offset = lists.getEntryOffset(i);
      row.shares.length = lists.getEntryLength(i);
      for (let s = 0; s < row.shares.length; s++) row.shares[s] = Number(items.getItem(offset + s));
      for (let m = 0; m < METRICS.length; m++) row.metrics[m] = numberOrNull(at(SHARES + 1 + m, i));
      visit(row);
    }
  }
}

function numberOrNull(value: DuckDBValue): number | null {
  return value === null ? null : Number(value);
}

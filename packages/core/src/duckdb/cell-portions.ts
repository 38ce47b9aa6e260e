import type { DuckDBConnection } from "@duckdb/node-api";
import { numberAt, valuesOf } from "./read-value.js";

/** Rows that are put in order at once, which the engine does in memory. */
const ROWS_AT_ONCE = 250_000;

/** Conditions that part the behaviour rows of a condition into groups of whole personas, in order of persona. */
export async function cellPortions(
  connection: DuckDBConnection,
  condition: string,
): Promise<string[]> {
  const counts = await valuesOf(
    connection,
    `SELECT persona, count(*) FROM behaviour WHERE ${condition} GROUP BY persona ORDER BY persona`,
  );
  const portions: string[] = [];
  let [first, rows] = [0, 0];
  for (let i = 0; i < counts.rows; i++) {
    rows += numberAt(counts.column(1), i);
    if (rows < ROWS_AT_ONCE && i < counts.rows - 1) continue;
    const [from, to] = [first, i].map((at) => BigInt(numberAt(counts.column(0), at)));
    portions.push(`${condition} AND persona BETWEEN ${from} AND ${to}`);
    [first, rows] = [i + 1, 0];
  }
  return portions;
}

import type { DuckDBConnection, DuckDBType, DuckDBValue } from "@duckdb/node-api";
import { DuckDBBlobValue, DuckDBListValue } from "@duckdb/node-api";

/** A whole result, by column. */
export interface Values {
  readonly rows: number;
  readonly columns: number;
  column(index: number): readonly DuckDBValue[];
}

/** Parameters of a statement, in order. */
export type Parameters = DuckDBValue[];

/** Runs a query whose result fits in memory. */
export async function valuesOf(
  connection: DuckDBConnection,
  sql: string,
  parameters?: Parameters,
  types?: DuckDBType[],
): Promise<Values> {
  const result = await connection.run(sql, parameters, types);
  const columns = await result.getColumns();
  return {
    rows: columns[0]?.length ?? 0,
    columns: columns.length,
    column: (index) => columns[index] ?? [],
  };
}

/** The column's value as a number; the engine's 64-bit integers here all fit in 53 bits. */
export function numberAt(column: readonly DuckDBValue[], row: number): number {
  return Number(column[row] ?? Number.NaN);
}

export function nullableNumberAt(column: readonly DuckDBValue[], row: number): number | null {
  const value = column[row];
  return value === null || value === undefined ? null : Number(value);
}

export function textAt(column: readonly DuckDBValue[], row: number): string {
  return String(column[row] ?? "");
}

export function nullableTextAt(column: readonly DuckDBValue[], row: number): string | null {
  const value = column[row];
  return value === null || value === undefined ? null : String(value);
}

export function numbersAt(column: readonly DuckDBValue[], row: number): number[] {
  const value = column[row];
  return value instanceof DuckDBListValue ? value.items.map(Number) : [];
}

export function bytesAt(column: readonly DuckDBValue[], row: number): Uint8Array {
  const value = column[row];
  return value instanceof DuckDBBlobValue ? value.bytes : new Uint8Array();
}

import type { TextColumn } from "../store/text-column.js";

/** What a row puts in a column, by its SQL type; whole numbers are safe integers. */
export interface ColumnValues {
  readonly BIGINT: number | null;
  readonly INTEGER: number | null;
  readonly DOUBLE: number | null;
  readonly BOOLEAN: boolean;
  readonly VARCHAR: string | null;
  readonly BLOB: Uint8Array;
}

type ColumnOf<R, T extends keyof ColumnValues> = {
  readonly name: string;
  readonly type: T;
  readonly of: (row: R) => ColumnValues[T];
};

/** One column of a table: its name, its SQL type, and what a row puts there. */
export type Column<R> = { [T in keyof ColumnValues]: ColumnOf<R, T> }[keyof ColumnValues];

/** A column with its values; NaN stands for a number that is not there. */
export type FilledColumn = { readonly name: string } & (
  | { readonly type: "BIGINT" | "DOUBLE"; readonly values: Float64Array | Int32Array }
  | { readonly type: "INTEGER"; readonly values: Float64Array | Int32Array }
  | { readonly type: "BOOLEAN"; readonly values: Uint8Array }
  | { readonly type: "VARCHAR"; readonly values: readonly (string | null)[] | TextColumn }
  | { readonly type: "BLOB"; readonly values: TextColumn }
  /** Lists end to end, and where each of them ends. */
  | { readonly type: "DOUBLE[]"; readonly values: Float64Array; readonly ends: Uint32Array }
);

/** How the texts of a column are compressed. */
export type Compression = "fsst" | "uncompressed";

/**
 * `CREATE TABLE` of columns.
 *
 * @param compressions - by column, for texts where the engine would else try every way it has, for each block anew: that
 * costs more than all else about storing a row
 */
export function tableSql(
  table: string,
  columns: readonly { readonly name: string; readonly type: string }[],
  compressions: ReadonlyMap<string, Compression> = new Map(),
): string {
  const typed = columns.map(({ name, type }) => {
    const compression = compressions.get(name);
    return compression === undefined
      ? `${name} ${type}`
      : `${name} ${type} USING COMPRESSION ${compression}`;
  });
  return `CREATE TABLE ${table} (${typed.join(", ")})`;
}

/** The values that rows put in a column. */
export function filled<R>(column: Column<R>, rows: readonly R[]): FilledColumn {
  const { name, type } = column;
  switch (type) {
    case "VARCHAR":
      return { name, type, values: rows.map(column.of) };
    case "BLOB":
      return { name, type, values: bytesColumn(rows.map(column.of)) };
    case "BOOLEAN":
      return { name, type, values: Uint8Array.from(rows, (row) => Number(column.of(row))) };
    default:
      return { name, type, values: Float64Array.from(rows, (row) => column.of(row) ?? Number.NaN) };
  }
}

/** Byte strings end to end. */
export function bytesColumn(rows: readonly Uint8Array[]): TextColumn {
  const bytes = new Uint8Array(rows.reduce((sum, { length }) => sum + length, 0));
  const ends = new Uint32Array(rows.length);
  let at = 0;
  for (const [row, one] of rows.entries()) {
    bytes.set(one, at);
    at += one.length;
    ends[row] = at;
  }
  return { bytes, ends };
}

/** What a column holds, by its SQL type; whole numbers are safe integers. */
export interface ColumnValues {
  readonly BIGINT: number | null;
  readonly INTEGER: number | null;
  readonly DOUBLE: number | null;
  readonly BOOLEAN: boolean;
  /** Bytes are UTF-8. */
  readonly VARCHAR: string | Uint8Array | null;
  readonly "DOUBLE[]": Float64Array;
}

type ColumnOf<R, T extends keyof ColumnValues> = {
  readonly name: string;
  readonly type: T;
  readonly of: (row: R) => ColumnValues[T];
};

/** One column of a table: its name, its SQL type, and what a row puts there. */
export type Column<R> = { [T in keyof ColumnValues]: ColumnOf<R, T> }[keyof ColumnValues];

/** `CREATE TABLE` of columns. */
export function tableSql<R>(table: string, columns: readonly Column<R>[]): string {
  return `CREATE TABLE ${table} (${columns.map(({ name, type }) => `${name} ${type}`).join(", ")})`;
}

/** Numbers over the draws of a run, one column for each brand; index 0 of a column is the estimate. */
export type Columns = readonly Float64Array[];

/** A column for each brand; null where nothing happens. */
export type Touched = (Float64Array | null)[];

/** Columns from this length on share one buffer: one of its own for each would cost more than to fill it. */
const LONG = 16;

/** One column for each brand, all zero. */
export function createColumns(brands: number, length: number): Columns {
  const columns: Float64Array[] = [];
  if (length < LONG) {
    for (let j = 0; j < brands; j++) columns.push(new Float64Array(length));
    return columns;
  }
  const all = new Float64Array(brands * length);
  for (let j = 0; j < brands; j++) columns.push(all.subarray(j * length, (j + 1) * length));
  return columns;
}

/** Adds a column to another. */
export function addTo(sum: Float64Array, more: Float64Array): void {
  for (let d = 0; d < sum.length; d++) sum[d]! += more[d]!;
}

/** The difference of two columns. */
export function less(column: Float64Array, other: Float64Array): Float64Array {
  const out = new Float64Array(column.length);
  for (let d = 0; d < out.length; d++) out[d] = column[d]! - other[d]!;
  return out;
}

/** A column times a number. */
export function scaled(column: Float64Array, factor: number): Float64Array {
  const out = new Float64Array(column.length);
  for (let d = 0; d < out.length; d++) out[d] = factor * column[d]!;
  return out;
}

/** The sum of columns of one length; at least one. */
export function sumOf([first = new Float64Array(0), ...others]: Columns): Float64Array {
  const sum = first.slice();
  for (const column of others) addTo(sum, column);
  return sum;
}

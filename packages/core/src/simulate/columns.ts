/** Numbers over the draws of a run, one column for each brand; index 0 of a column is the estimate. */
export type Columns = readonly Float64Array[];

/** A column for each brand; null where nothing happens. */
export type Touched = (Float64Array | null)[];

/** Columns that a cell is done with, for the next one: written again while the machine's caches still hold them. */
interface Shelf {
  readonly length: number;
  readonly columns: Float64Array[];
  taken: number;
}

/** Lengths of columns that are kept, and how many at most: 16 MB a thread in all. */
const SHORTEST = 16;
const LONGEST = 4096;
const MOST_KEPT = 512;

let shelf: Shelf = { length: 0, columns: [], taken: 0 };
let open = false;

/**
 * Runs work whose columns are taken again: those of a cell, from the second time that `done` is called.
 *
 * What is made of a cell must have been read before `done`. Work that calls this again has columns of its own.
 *
 * @param length - of the columns
 */
export function reusingColumns<T>(length: number, work: (done: () => void) => T): T {
  if (open || length < SHORTEST || length > LONGEST) return work(() => {});
  if (shelf.length !== length) shelf = { length, columns: [], taken: 0 };
  const own = shelf;
  own.taken = 0;
  open = true;
  try {
    return work(() => {
      own.taken = 0;
    });
  } finally {
    open = false;
  }
}

/** A column of zeros. */
export function zeros(length: number): Float64Array {
  if (!open || length !== shelf.length) return new Float64Array(length);
  const at = shelf.taken++;
  const kept = shelf.columns[at];
  if (kept) return kept.fill(0);
  const made = new Float64Array(length);
  if (at < MOST_KEPT) shelf.columns.push(made);
  return made;
}

/** A column with the numbers of another. */
export function copyOf(column: Float64Array): Float64Array {
  const copy = zeros(column.length);
  copy.set(column);
  return copy;
}

/** One column for each brand, all zero. */
export const createColumns = (brands: number, length: number): Columns =>
  columnsOf(brands, () => new Float64Array(length));

/** The same for as long as a cell is worked on, see {@link reusingColumns}. */
export const cellColumns = (brands: number, length: number): Columns =>
  columnsOf(brands, () => zeros(length));

function columnsOf(brands: number, make: () => Float64Array): Columns {
  const columns: Float64Array[] = [];
  for (let j = 0; j < brands; j++) columns.push(make());
  return columns;
}

/** Adds a column to another. */
export function addTo(sum: Float64Array, more: Float64Array): void {
  for (let d = 0; d < sum.length; d++) sum[d]! += more[d]!;
}

/** The difference of two columns. */
export function less(column: Float64Array, other: Float64Array): Float64Array {
  const out = zeros(column.length);
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

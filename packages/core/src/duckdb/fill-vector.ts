import type { DuckDBDataChunk } from "@duckdb/node-api";
import duckdb, { type Vector } from "@duckdb/node-bindings";
import type { Column } from "./column.js";

const TWO_32 = 4_294_967_296;

/**
 * Writes one column of a data chunk, of as many rows as the chunk has, straight into the engine's memory.
 *
 * @remarks The engine's own setter takes one value after the other through an array of boxed values, and 64-bit
 * integers as BigInt; a third of what storing a batch cost the main thread was that.
 */
export function fillVector<R>(
  { chunk }: DuckDBDataChunk,
  index: number,
  { column, rows }: { column: Column<R>; rows: readonly R[] },
): void {
  const vector = duckdb.data_chunk_get_vector(chunk, index);
  switch (column.type) {
    case "BIGINT":
      writeNumbers(vector, wholeNumbers(rows, column.of));
      break;
    case "INTEGER":
      writeNumbers(vector, numbers(rows, column.of, new Int32Array(rows.length)));
      break;
    case "DOUBLE":
      writeNumbers(vector, numbers(rows, column.of, new Float64Array(rows.length)));
      break;
    case "BOOLEAN":
      copy(vector, Uint8Array.from(rows.map(column.of), Number));
      break;
    case "VARCHAR":
      writeTexts(vector, rows, column.of);
      break;
    case "DOUBLE[]":
      writeLists(vector, rows.map(column.of));
      break;
  }
}

interface Numbers {
  readonly values: Int32Array | Uint32Array | Float64Array;
  readonly nulls: Nulls;
}

function numbers<R>(
  rows: readonly R[],
  of: (row: R) => number | null,
  values: Int32Array | Float64Array,
): Numbers {
  const nulls = new Nulls(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const value = of(rows[i] as R);
    if (value === null) nulls.add(i);
    else values[i] = value;
  }
  return { values, nulls };
}

/** Safe integers as 64 bits in two's complement, the low half first. */
function wholeNumbers<R>(rows: readonly R[], of: (row: R) => number | null): Numbers {
  const values = new Uint32Array(2 * rows.length);
  const nulls = new Nulls(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const value = of(rows[i] as R);
    if (value === null) nulls.add(i);
    else {
      values[2 * i] = value;
      values[2 * i + 1] = Math.floor(value / TWO_32);
    }
  }
  return { values, nulls };
}

function writeNumbers(vector: Vector, { values, nulls }: Numbers): void {
  copy(vector, values);
  nulls.write(vector);
}

function writeTexts<R>(
  vector: Vector,
  rows: readonly R[],
  of: (row: R) => string | Uint8Array | null,
): void {
  const nulls = new Nulls(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const text = of(rows[i] as R);
    if (text === null) nulls.add(i);
    else if (typeof text === "string") duckdb.vector_assign_string_element(vector, i, text);
    else duckdb.vector_assign_string_element_len(vector, i, text);
  }
  nulls.write(vector);
}

/** Lists end to end in the child vector; a row names where its own begins, and how long it is. */
function writeLists(vector: Vector, lists: readonly Float64Array[]): void {
  const places = new Uint32Array(4 * lists.length);
  let total = 0;
  for (const [i, { length }] of lists.entries()) {
    places[4 * i] = total;
    places[4 * i + 2] = length;
    total += length;
  }
  const values = new Float64Array(total);
  let at = 0;
  for (const list of lists) {
    values.set(list, at);
    at += list.length;
  }
  duckdb.list_vector_reserve(vector, total);
  duckdb.list_vector_set_size(vector, total);
  copy(duckdb.list_vector_get_child(vector), values);
  copy(vector, places);
}

/** Which rows have no value: the engine's mask has a bit for each row that has one. */
class Nulls {
  readonly #rows: number;
  #mask: Uint32Array<ArrayBuffer> | null = null;

  constructor(rows: number) {
    this.#rows = rows;
  }

  add(row: number): void {
    // Whole 64-bit words, as the engine keeps them.
    this.#mask ??= new Uint32Array(2 * Math.ceil(this.#rows / 64)).fill(0xffffffff);
    this.#mask[row >> 5] = (this.#mask[row >> 5] ?? 0) & ~(1 << (row & 31));
  }

  write(vector: Vector): void {
    const mask = this.#mask;
    if (mask === null) return;
    duckdb.vector_ensure_validity_writable(vector);
    duckdb.copy_data_to_vector_validity(vector, 0, mask.buffer, mask.byteOffset, mask.byteLength);
  }
}

function copy(vector: Vector, { buffer, byteOffset, byteLength }: Numbers["values"] | Uint8Array) {
  duckdb.copy_data_to_vector(vector, 0, buffer as ArrayBuffer, byteOffset, byteLength);
}

import type { DuckDBDataChunk } from "@duckdb/node-api";
import duckdb, { type Vector } from "@duckdb/node-bindings";
import type { TextColumn } from "../store/text-column.js";
import type { FilledColumn } from "./column.js";

const TWO_32 = 4_294_967_296;

/** Rows `from` to `to` of a column. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * Writes rows of a column into one vector of a data chunk, straight into the engine's memory.
 *
 * @remarks The engine's own setter takes one value after the other through an array of boxed values, and 64-bit
 * integers as BigInt; a third of what storing a batch cost the main thread was that.
 */
export function fillVector(
  { chunk }: DuckDBDataChunk,
  index: number,
  { column, ...range }: Range & { column: FilledColumn },
): void {
  const vector = duckdb.data_chunk_get_vector(chunk, index);
  const { from, to } = range;
  switch (column.type) {
    case "BIGINT":
      copy(vector, wholeNumbers(column.values, range));
      markNulls(vector, column.values, range);
      break;
    case "INTEGER":
      copy(vector, Int32Array.from(column.values.subarray(from, to)));
      markNulls(vector, column.values, range);
      break;
    case "DOUBLE":
      copy(vector, Float64Array.from(column.values.subarray(from, to)));
      markNulls(vector, column.values, range);
      break;
    case "BOOLEAN":
      copy(vector, column.values.slice(from, to));
      break;
    case "VARCHAR":
      if ("bytes" in column.values) writeTextColumn(vector, column.values, range);
      else writeTexts(vector, column.values, range);
      break;
    case "BLOB":
      writeTextColumn(vector, column.values, range);
      break;
    case "DOUBLE[]":
      writeLists(vector, column, range);
      break;
  }
}

/** Safe integers as 64 bits in two's complement, the low half first. */
function wholeNumbers(values: Float64Array | Int32Array, { from, to }: Range): Uint32Array {
  const halves = new Uint32Array(2 * (to - from));
  for (let row = from, at = 0; row < to; row++, at += 2) {
    const value = values[row] ?? 0;
    halves[at] = value;
    halves[at + 1] = Math.floor(value / TWO_32);
  }
  return halves;
}

/** Marks which rows have no number; the engine's mask has a bit for each row that has one. */
function markNulls(vector: Vector, values: Float64Array | Int32Array, { from, to }: Range): void {
  if (values instanceof Int32Array) return;
  let mask: Uint32Array | null = null;
  for (let row = from; row < to; row++) {
    if (Number.isNaN(values[row])) mask = withoutRow(mask, { row: row - from, rows: to - from });
  }
  writeMask(vector, mask);
}

/** @returns a mask without one more row; whole 64-bit words, as the engine keeps them */
function withoutRow(
  mask: Uint32Array | null,
  { row, rows }: { row: number; rows: number },
): Uint32Array {
  const marked = mask ?? new Uint32Array(2 * Math.ceil(rows / 64)).fill(0xffffffff);
  marked[row >> 5] = (marked[row >> 5] ?? 0) & ~(1 << (row & 31));
  return marked;
}

function writeMask(vector: Vector, mask: Uint32Array | null): void {
  if (mask === null) return;
  duckdb.vector_ensure_validity_writable(vector);
  const { buffer, byteOffset, byteLength } = mask;
  duckdb.copy_data_to_vector_validity(vector, 0, buffer as ArrayBuffer, byteOffset, byteLength);
}

function writeTexts(vector: Vector, texts: readonly (string | null)[], { from, to }: Range): void {
  let mask: Uint32Array | null = null;
  for (let row = from; row < to; row++) {
    const text = texts[row] ?? null;
    if (text === null) mask = withoutRow(mask, { row: row - from, rows: to - from });
    else duckdb.vector_assign_string_element(vector, row - from, text);
  }
  writeMask(vector, mask);
}

function writeTextColumn(
  vector: Vector,
  { bytes, ends, nulls }: TextColumn,
  { from, to }: Range,
): void {
  let mask: Uint32Array | null = null;
  let start = from === 0 ? 0 : (ends[from - 1] ?? 0);
  for (let row = from; row < to; row++) {
    const end = ends[row] ?? start;
    if (nulls?.[row] === 1) mask = withoutRow(mask, { row: row - from, rows: to - from });
    else duckdb.vector_assign_string_element_len(vector, row - from, bytes.subarray(start, end));
    start = end;
  }
  writeMask(vector, mask);
}

/** Lists end to end in the child vector; a row names where its own begins, and how long it is. */
function writeLists(
  vector: Vector,
  { values, ends }: { readonly values: Float64Array; readonly ends: Uint32Array },
  { from, to }: Range,
): void {
  const first = from === 0 ? 0 : (ends[from - 1] ?? 0);
  const last = to === 0 ? 0 : (ends[to - 1] ?? 0);
  const places = new Uint32Array(4 * (to - from));
  let start = first;
  for (let row = from, at = 0; row < to; row++, at += 4) {
    const end = ends[row] ?? start;
    places[at] = start - first;
    places[at + 2] = end - start;
    start = end;
  }
  duckdb.list_vector_reserve(vector, last - first);
  duckdb.list_vector_set_size(vector, last - first);
  copy(duckdb.list_vector_get_child(vector), values.slice(first, last));
  copy(vector, places);
}

function copy(
  vector: Vector,
  { buffer, byteOffset, byteLength }: Int32Array | Uint32Array | Float64Array | Uint8Array,
): void {
  duckdb.copy_data_to_vector(vector, 0, buffer as ArrayBuffer, byteOffset, byteLength);
}

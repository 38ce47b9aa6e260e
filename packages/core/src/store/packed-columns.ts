import type { TextColumn } from "./text-column.js";

type Values = Float64Array | Int32Array | Uint32Array | Uint8Array;

/** Every array begins where any of its kinds may. */
const ALIGNMENT = 8;
/** Large buffers are whole multiples of this, so that what one leaves free the next one fills. */
const GRAIN = 256 * 1024;

/**
 * The same columns with all their arrays, those of their texts included, copied end to end into one buffer.
 *
 * @remarks A batch of columns has forty arrays. As one buffer it is made, handed to another thread and given free at once.
 */
export function packColumns<C extends object>(columns: C): C {
  const size = sizeOf(columns);
  const whole = size < GRAIN ? size : GRAIN * Math.ceil(size / GRAIN);
  return packedInto({ buffer: new ArrayBuffer(whole), end: 0 }, columns);
}

/** The buffers of columns, each once: they pass to another thread without being copied. */
export function buffersOfColumns(columns: object): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const part of [columns, ...Object.values(columns).filter(isTextColumn)]) {
    for (const value of Object.values(part)) {
      if (isValues(value)) buffers.add(value.buffer as ArrayBuffer);
    }
  }
  return [...buffers];
}

function sizeOf(columns: object): number {
  let size = 0;
  for (const value of Object.values(columns)) {
    if (isValues(value)) size += aligned(value.byteLength);
    else if (isTextColumn(value)) size += sizeOf(value);
  }
  return size;
}

interface Room {
  readonly buffer: ArrayBuffer;
  end: number;
}

function packedInto<C extends object>(room: Room, columns: C): C {
  const entries = Object.entries(columns).map(([name, value]) => {
    if (isValues(value)) return [name, copied(room, value)];
    return [name, isTextColumn(value) ? packedInto(room, value) : value];
  });
  return Object.fromEntries(entries);
}

function copied(room: Room, values: Values): Values {
  const { buffer, end } = room;
  const { byteOffset, byteLength, length } = values;
  room.end += aligned(byteLength);
  new Uint8Array(buffer, end, byteLength).set(
    new Uint8Array(values.buffer, byteOffset, byteLength),
  );
  if (values instanceof Float64Array) return new Float64Array(buffer, end, length);
  if (values instanceof Int32Array) return new Int32Array(buffer, end, length);
  if (values instanceof Uint32Array) return new Uint32Array(buffer, end, length);
  return new Uint8Array(buffer, end, length);
}

function aligned(bytes: number): number {
  return ALIGNMENT * Math.ceil(bytes / ALIGNMENT);
}

function isValues(value: unknown): value is Values {
  return ArrayBuffer.isView(value);
}

function isTextColumn(value: unknown): value is TextColumn {
  return typeof value === "object" && value !== null && "ends" in value;
}

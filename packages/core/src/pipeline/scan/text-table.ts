import { ByteText } from "../../store/byte-text.js";
import type { ByteReader } from "./byte-reader.js";

/** Slots of a table; a power of two. Twice as many as it remembers. */
const SLOTS = 8192;
const MOST = SLOTS / 2;

interface Entry<V> {
  /** With its quotes. */
  readonly text: ByteText;
  readonly value: V;
}

/** Remembers values by the JSON texts that they were made from: the same bytes are decoded and resolved once. */
export class TextTable<V extends object> {
  readonly #make: (text: string) => V;
  #entries: (Entry<V> | undefined)[] = new Array(SLOTS);
  #count = 0;
  /** The last one, which often comes again. */
  #last: Entry<V> | null = null;

  /** @param make - the value of a text */
  constructor(make: (text: string) => V) {
    this.#make = make;
  }

  /** Reads the text that starts here; null when it is not plain. */
  read(reader: ByteReader): V | null {
    const last = this.#last;
    if (last !== null && reader.is(last.text)) return last.value;
    if (!reader.text()) return null;
    const from = reader.from - 1;
    const length = reader.to + 1 - from;
    const entries = this.#entries;
    let slot = hashed(reader.view, from, length) & (SLOTS - 1);
    for (;;) {
      const entry = entries[slot];
      if (entry === undefined) return this.#add(slot, reader);
      if (entry.text.length === length && entry.text.isAt(reader.view, from)) {
        this.#last = entry;
        return entry.value;
      }
      slot = (slot + 1) & (SLOTS - 1);
    }
  }

  #add(slot: number, reader: ByteReader): V {
    const value = this.#make(reader.decoded());
    if (this.#count >= MOST) {
      this.#entries = new Array(SLOTS);
      this.#count = 0;
      return value;
    }
    const text = new ByteText(reader.bytes.subarray(reader.from - 1, reader.to + 1));
    const entry = { text, value };
    this.#entries[slot] = entry;
    this.#count += 1;
    this.#last = entry;
    return value;
  }
}

/** A hash of at least two bytes, four at a time. */
function hashed(view: DataView, from: number, length: number): number {
  if (length < 4) return Math.imul(view.getUint16(from, true) ^ (length << 16), 0x9e3779b1) >>> 15;
  const last = from + length - 4;
  let hash = 0x811c9dc5 ^ view.getInt32(last, true);
  for (let at = from; at < last; at += 4) {
    hash = Math.imul(hash ^ view.getInt32(at, true), 0x01000193);
    hash ^= hash >>> 13;
  }
  return Math.imul(hash, 0x9e3779b1) >>> 15;
}

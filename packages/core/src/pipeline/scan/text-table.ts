import { ByteWriter } from "../../store/byte-writer.js";
import type { ByteReader } from "./byte-reader.js";

/** Slots of a table; a power of two. Twice as many as it remembers. */
const SLOTS = 8192;
const MOST = SLOTS / 2;

interface Entry<V> {
  /** Where its text stands, with its quotes, among those that are remembered. */
  readonly from: number;
  readonly length: number;
  readonly value: V;
}

/** Remembers values by the JSON texts that they were made from: the same bytes are decoded and resolved once. */
export class TextTable<V extends object> {
  readonly #make: (text: string) => V;
  readonly #entries: (Entry<V> | undefined)[] = new Array(SLOTS).fill(undefined);
  /** The texts of all entries, one after the other: a buffer for each would cost more than reading it. */
  readonly #texts = new ByteWriter(16 * MOST);
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
    const { at: begun, view } = reader;
    if (last !== null && begun + last.length <= reader.end && this.#isAt(last, view, begun)) {
      reader.at = begun + last.length;
      return last.value;
    }
    if (!reader.text()) return null;
    const from = reader.from - 1;
    const length = reader.to + 1 - from;
    const entries = this.#entries;
    let slot = hashed(view, from, length) & (SLOTS - 1);
    for (;;) {
      const entry = entries[slot];
      if (entry === undefined) return this.#add(slot, reader);
      if (entry.length === length && this.#isAt(entry, view, from)) {
        this.#last = entry;
        return entry.value;
      }
      slot = (slot + 1) & (SLOTS - 1);
    }
  }

  /** Whether the text of an entry stands at a place; there must be as many bytes from there on. */
  #isAt({ from, length }: Entry<V>, view: DataView, at: number): boolean {
    const texts = this.#texts.view;
    const whole = length & ~3;
    for (let i = 0; i < whole; i += 4) {
      if (texts.getInt32(from + i, true) !== view.getInt32(at + i, true)) return false;
    }
    for (let i = whole; i < length; i++) {
      if (texts.getUint8(from + i) !== view.getUint8(at + i)) return false;
    }
    return true;
  }

  #add(slot: number, reader: ByteReader): V {
    const value = this.#make(reader.decoded());
    if (this.#count >= MOST) {
      this.#entries.fill(undefined);
      this.#texts.end = 0;
      this.#count = 0;
      this.#last = null;
      return value;
    }
    const texts = this.#texts;
    const [start, end] = [reader.from - 1, reader.to + 1];
    const length = end - start;
    texts.reserve(length);
    const entry = { from: texts.end, length, value };
    texts.copy(reader.bytes, reader.view, start, end);
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

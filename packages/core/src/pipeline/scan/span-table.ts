/** Slots of a table; a power of two. Twice as many as it remembers. */
const SLOTS = 8192;
const MOST = SLOTS / 2;

/** Remembers values by the bytes that they were made from: the same bytes are decoded and resolved once. */
export class SpanTable<V extends object> {
  readonly #make: (text: string) => V;
  readonly #hashes = new Int32Array(SLOTS);
  readonly #starts = new Uint32Array(SLOTS);
  readonly #ends = new Uint32Array(SLOTS);
  #values: (V | undefined)[] = new Array(SLOTS);
  #pool = new Uint8Array(65_536);
  #poolEnd = 0;
  #count = 0;
  /** The slot of the last value, which often comes again. */
  #last = 0;
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });

  /** @param make - the value of a text */
  constructor(make: (text: string) => V) {
    this.#make = make;
  }

  /** The value of the text in `bytes[from, to)`, which is UTF-8. */
  of(bytes: Uint8Array, from: number, to: number): V {
    const last = this.#values[this.#last];
    if (last !== undefined && this.#isAt(this.#last, bytes, from, to)) return last;
    let hash = 0x811c9dc5;
    for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
    hash ^= hash >>> 15;
    for (let slot = hash & (SLOTS - 1); ; slot = (slot + 1) & (SLOTS - 1)) {
      const value = this.#values[slot];
      if (value === undefined) return this.#add(slot, hash, bytes.subarray(from, to));
      if (this.#hashes[slot] === hash && this.#isAt(slot, bytes, from, to)) {
        this.#last = slot;
        return value;
      }
    }
  }

  #isAt(slot: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.#starts[slot]!;
    if (this.#ends[slot]! - start !== to - from) return false;
    const pool = this.#pool;
    for (let i = from, j = start; i < to; i++, j++) if (bytes[i] !== pool[j]) return false;
    return true;
  }

  #add(slot: number, hash: number, span: Uint8Array): V {
    const value = this.#make(this.#decoder.decode(span));
    if (this.#count >= MOST) {
      this.#values = new Array(SLOTS);
      this.#poolEnd = 0;
      this.#count = 0;
      return value;
    }
    const end = this.#poolEnd + span.length;
    if (end > this.#pool.length) {
      const larger = new Uint8Array(2 * end);
      larger.set(this.#pool.subarray(0, this.#poolEnd));
      this.#pool = larger;
    }
    this.#pool.set(span, this.#poolEnd);
    this.#hashes[slot] = hash;
    this.#starts[slot] = this.#poolEnd;
    this.#ends[slot] = end;
    this.#values[slot] = value;
    this.#poolEnd = end;
    this.#count += 1;
    return value;
  }
}

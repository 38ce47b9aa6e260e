import type { TextColumn } from "./text-column.js";

/** Bytes of a UTF-16 unit in UTF-8 at most. */
const MOST_BYTES = 3;
/** Longer texts are not copied byte by byte. */
const SHORT = 48;

/** Makes a column of texts, one after the other. */
export class TextBuilder {
  bytes: Uint8Array<ArrayBuffer>;
  /** Where the next byte goes. */
  end = 0;
  readonly #encoder = new TextEncoder();
  readonly #ends: Uint32Array<ArrayBuffer>;
  #rows = 0;

  constructor(rows: number, bytes: number) {
    this.bytes = new Uint8Array(bytes);
    this.#ends = new Uint32Array(rows);
  }

  /** Ends a text here: what was written since the last end. */
  endText(): void {
    this.#ends[this.#rows] = this.end;
    this.#rows += 1;
  }

  /** Makes room for so many bytes more. */
  reserve(bytes: number): void {
    const needed = this.end + bytes;
    if (needed <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.bytes.length));
    larger.set(this.bytes.subarray(0, this.end));
    this.bytes = larger;
  }

  /** Writes a well-formed text. */
  write(text: string): void {
    this.reserve(MOST_BYTES * text.length);
    this.end += this.#encoder.encodeInto(text, this.bytes.subarray(this.end)).written;
  }

  /** Writes a text of ASCII. */
  ascii(text: string): void {
    this.reserve(text.length);
    const { bytes } = this;
    let at = this.end;
    for (let i = 0; i < text.length; i++) bytes[at++] = text.charCodeAt(i);
    this.end = at;
  }

  /** Writes bytes of UTF-8. */
  put(bytes: Uint8Array): void {
    this.copy(bytes, 0, bytes.length);
  }

  /** Writes a piece of bytes of UTF-8. */
  copy(from: Uint8Array, start: number, end: number): void {
    this.reserve(end - start);
    const { bytes } = this;
    let at = this.end;
    if (end - start > SHORT) {
      bytes.set(from.subarray(start, end), at);
      at += end - start;
    } else {
      for (let i = start; i < end; i++) bytes[at++] = from[i] as number;
    }
    this.end = at;
  }

  /** Begins anew in the same room. */
  clear(): void {
    this.end = 0;
    this.#rows = 0;
  }

  /** What was written, in buffers of its own. */
  column(): TextColumn {
    return { bytes: this.bytes.slice(0, this.end), ends: this.#ends.slice(0, this.#rows) };
  }
}

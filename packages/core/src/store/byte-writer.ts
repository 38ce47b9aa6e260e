import { type ByteText, viewOf } from "./byte-text.js";

/** Room beyond what is reserved: words are written whole, so that what a text does not fill is written over by the next. */
const SPARE = 4;
/** Longer pieces are copied by the platform. */
const SHORT = 128;

/** Writes bytes one after the other; the room must be reserved before. */
export class ByteWriter {
  bytes: Uint8Array<ArrayBuffer>;
  view: DataView;
  /** Where the next byte goes. */
  end = 0;

  constructor(size: number) {
    this.bytes = new Uint8Array(size + SPARE);
    this.view = viewOf(this.bytes);
  }

  /** Makes room for so many bytes more. */
  reserve(bytes: number): void {
    const needed = this.end + bytes + SPARE;
    if (needed > this.bytes.length) this.#grow(needed);
  }

  /** Writes a text. */
  put({ words, length }: ByteText): void {
    const { view, end } = this;
    for (let i = 0; i < words.length; i++) view.setInt32(end + 4 * i, words[i] as number, true);
    this.end = end + length;
  }

  /** Writes `from[start, stop)`; `view` shows the same bytes. */
  copy(from: Uint8Array, view: DataView, start: number, stop: number): void {
    const { bytes, end } = this;
    const length = stop - start;
    if (length > SHORT) {
      bytes.set(from.subarray(start, stop), end);
    } else {
      const whole = length & ~3;
      const to = this.view;
      for (let i = 0; i < whole; i += 4) {
        to.setInt32(end + i, view.getInt32(start + i, true), true);
      }
      for (let i = whole; i < length; i++) bytes[end + i] = from[start + i] as number;
    }
    this.end = end + length;
  }

  /** Writes a text of ASCII. */
  ascii(text: string): void {
    const { bytes, end } = this;
    for (let i = 0; i < text.length; i++) bytes[end + i] = text.charCodeAt(i);
    this.end = end + text.length;
  }

  #grow(needed: number): void {
    const larger = new Uint8Array(Math.max(needed, 2 * this.bytes.length));
    larger.set(this.bytes.subarray(0, this.end));
    this.bytes = larger;
    this.view = viewOf(larger);
  }
}

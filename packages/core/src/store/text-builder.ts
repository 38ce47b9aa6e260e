import { ByteWriter } from "./byte-writer.js";
import type { TextColumn } from "./text-column.js";

/** Bytes of a UTF-16 unit in UTF-8 at most. */
const MOST_BYTES = 3;

/** Makes a column of texts, one after the other. */
export class TextBuilder extends ByteWriter {
  readonly #encoder = new TextEncoder();
  readonly #ends: Uint32Array<ArrayBuffer>;
  readonly #nulls: Uint8Array<ArrayBuffer>;
  #hasNull = false;
  #rows = 0;

  constructor(rows: number, bytes: number) {
    super(bytes);
    this.#ends = new Uint32Array(rows);
    this.#nulls = new Uint8Array(rows);
  }

  /** Ends a text here: what was written since the last end. */
  endText(): void {
    this.#ends[this.#rows] = this.end;
    this.#rows += 1;
  }

  /** Writes a well-formed text. */
  write(text: string): void {
    this.reserve(MOST_BYTES * text.length);
    this.end += this.#encoder.encodeInto(text, this.bytes.subarray(this.end)).written;
  }

  /** Writes a whole text, or that there is none. */
  add(text: string | null): void {
    if (text === null) {
      this.#nulls[this.#rows] = 1;
      this.#hasNull = true;
    } else {
      this.write(text);
    }
    this.endText();
  }

  /** Begins anew in the same room. */
  clear(): void {
    this.end = 0;
    this.#rows = 0;
    if (this.#hasNull) this.#nulls.fill(0);
    this.#hasNull = false;
  }

  /** What was written, where it stands: what is written after `clear` takes its place. */
  column(): TextColumn {
    const rows = this.#rows;
    const bytes = this.bytes.subarray(0, this.end);
    const ends = this.#ends.subarray(0, rows);
    return this.#hasNull ? { bytes, ends, nulls: this.#nulls.subarray(0, rows) } : { bytes, ends };
  }
}

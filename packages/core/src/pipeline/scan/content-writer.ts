import { ByteWriter } from "../../store/byte-writer.js";

/** Writes the text that is hashed, one at a time. */
export class ContentWriter extends ByteWriter {
  /** By their length, since making one takes longer than filling it. */
  #views: (Uint8Array | undefined)[] = [];
  #viewed = this.bytes;

  /** All that was written; valid until more is. */
  written(): Uint8Array {
    if (this.#viewed !== this.bytes) this.#views = [];
    this.#viewed = this.bytes;
    this.#views[this.end] ??= this.bytes.subarray(0, this.end);
    return this.#views[this.end] as Uint8Array;
  }
}

import { byteText } from "../../store/byte-text.js";
import type { ByteWriter } from "../../store/byte-writer.js";

/** Slots; a power of two. */
const SLOTS = 4096;
/** Words of the longest number. */
const WORDS = 7;

/** Writes quotients as ECMAScript writes numbers, remembering those that come again. */
export class NumberText {
  readonly #dividends = new Float64Array(SLOTS).fill(Number.NaN);
  readonly #divisors = new Float64Array(SLOTS);
  readonly #words = new Int32Array(SLOTS * WORDS);
  readonly #lengths = new Uint8Array(SLOTS);

  /** Writes `dividend / divisor`. */
  write(content: ByteWriter, dividend: number, divisor: number): void {
    // Where numbers fall matters to speed alone.
    const mixed =
      Math.imul((dividend * 4096) | 0, 0x9e3779b1) ^ Math.imul((divisor * 16) | 0, 0x85ebca6b);
    const slot = (mixed ^ (mixed >>> 13)) & (SLOTS - 1);
    if (this.#dividends[slot] !== dividend || this.#divisors[slot] !== divisor) {
      this.#remember(slot, dividend, divisor);
    }
    const words = this.#words;
    const length = this.#lengths[slot]!;
    const { view, end } = content;
    for (let i = 0, at = slot * WORDS; 4 * i < length; i++, at++) {
      view.setInt32(end + 4 * i, words[at]!, true);
    }
    content.end = end + length;
  }

  #remember(slot: number, dividend: number, divisor: number): void {
    const text = byteText(`${dividend / divisor + 0}`);
    this.#words.set(text.words, slot * WORDS);
    this.#dividends[slot] = dividend;
    this.#divisors[slot] = divisor;
    this.#lengths[slot] = text.length;
  }
}

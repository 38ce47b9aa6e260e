import type { ContentWriter } from "./content-writer.js";

/** Slots; a power of two. */
const SLOTS = 4096;
const LONGEST = 26;

/** Writes quotients as ECMAScript writes numbers, remembering those that come again. */
export class NumberText {
  readonly #dividends = new Float64Array(SLOTS).fill(Number.NaN);
  readonly #divisors = new Float64Array(SLOTS);
  readonly #bytes = new Uint8Array(SLOTS * LONGEST);
  readonly #lengths = new Uint8Array(SLOTS);

  /** Writes `dividend / divisor`. */
  write(content: ContentWriter, dividend: number, divisor: number): void {
    // Where numbers fall matters to speed alone.
    const mixed =
      Math.imul((dividend * 4096) | 0, 0x9e3779b1) ^ Math.imul((divisor * 16) | 0, 0x85ebca6b);
    const slot = (mixed ^ (mixed >>> 13)) & (SLOTS - 1);
    const start = slot * LONGEST;
    const bytes = this.#bytes;
    if (this.#dividends[slot] !== dividend || this.#divisors[slot] !== divisor) {
      const text = `${dividend / divisor + 0}`;
      for (let i = 0; i < text.length; i++) bytes[start + i] = text.charCodeAt(i);
      this.#dividends[slot] = dividend;
      this.#divisors[slot] = divisor;
      this.#lengths[slot] = text.length;
    }
    content.copy(bytes, start, start + this.#lengths[slot]!);
  }
}

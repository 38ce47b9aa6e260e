import { viewOf } from "../../store/byte-text.js";
import { hasSpecial } from "./byte-reader.js";

const [LF, CR, SPACE, QUOTE, BACKSLASH] = [10, 13, 32, 34, 92];

/**
 * Cuts a row of a table into cells, as places in its bytes.
 *
 * It cuts rows of plain cells only: without backslashes and control characters, which JSON writes in another way, and with quotes
 * only around a cell and doubled within one.
 */
export class TableCells {
  bytes: Uint8Array = new Uint8Array(0);
  view = viewOf(this.bytes);
  /** Where each cell starts and ends, without the quotes around it. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Where quotes within cells stand, the first of each two; those of a cell from `firstQuote` of it to that of the next. */
  readonly quotes: Int32Array;
  readonly firstQuote: Int32Array;
  /** Where the row ends, without its line end. */
  end = 0;
  readonly #columns: number;
  readonly #delimiter: number;
  readonly #longest: number;
  #quoteCount = 0;

  /** @param options.longest - bytes of the longest row that is cut */
  constructor({
    columns,
    delimiter,
    longest,
  }: {
    columns: number;
    delimiter: number;
    longest: number;
  }) {
    this.#columns = columns;
    this.#delimiter = delimiter;
    this.#longest = longest;
    this.from = new Int32Array(columns);
    this.to = new Int32Array(columns);
    this.firstQuote = new Int32Array(columns + 1);
    this.quotes = new Int32Array(longest);
  }

  /** @returns the place after the row and its line end, `from` when it is not plain or does not end before `to` */
  cut(bytes: Uint8Array, { from, to }: { readonly from: number; readonly to: number }): number {
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.view = viewOf(bytes);
    }
    const stop = Math.min(to, from + this.#longest);
    const last = this.#columns - 1;
    this.#quoteCount = 0;
    let at = from;
    for (let column = 0; column <= last; column++) {
      this.firstQuote[column] = this.#quoteCount;
      at = bytes[at] === QUOTE ? this.#quoted(column, at, stop) : this.#bare(column, at, stop);
      if (at >= stop) return from;
      if (column < last) {
        if (bytes[at] !== this.#delimiter) return from;
        at++;
      }
    }
    this.firstQuote[last + 1] = this.#quoteCount;
    this.end = at;
    if (bytes[at] === CR) at++;
    return at < stop && bytes[at] === LF ? at + 1 : from;
  }

  /** @returns where the cell ends, which is the first byte that is not plain */
  #bare(column: number, from: number, stop: number): number {
    const { bytes } = this;
    const delimiter = this.#delimiter;
    let at = from;
    while (at < stop) {
      const byte = bytes[at]!;
      if (byte === delimiter || byte < SPACE || byte === QUOTE || byte === BACKSLASH) break;
      at++;
    }
    this.from[column] = from;
    this.to[column] = at;
    return at;
  }

  /** @returns the place after the closing quote, or that of the first byte that is not plain */
  #quoted(column: number, opened: number, stop: number): number {
    const { bytes, view, quotes } = this;
    let at = opened + 1;
    this.from[column] = at;
    for (;;) {
      for (const whole = stop - 4; at <= whole; at += 4) {
        if (hasSpecial(view.getInt32(at, true))) break;
      }
      while (at < stop) {
        const byte = bytes[at]!;
        if (byte === QUOTE) break;
        if (byte === BACKSLASH || byte < SPACE) return stop;
        at++;
      }
      if (at >= stop) return stop;
      if (bytes[at + 1] !== QUOTE) break;
      quotes[this.#quoteCount++] = at;
      at += 2;
    }
    this.to[column] = at;
    return at + 1;
  }
}

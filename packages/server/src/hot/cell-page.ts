import { type BehaviourRow, behaviourResponse } from "@cdp-whatif/core";
import type { ByteStore } from "./byte-store.js";

/** All rows of one cell in order of time, serialised; the bytes themselves are in a `ByteStore`. */
export interface CellPage {
  readonly rows: number;
  /** Local date of each row in days since 1970-01-01, never falling. */
  readonly days: Int32Array;
  /** Instant of each row, always rising. */
  readonly instants: Float64Array;
  /** Where each row starts, from `position`; one more entry for the end. Rows are parted by a comma. */
  readonly rowStarts: Uint32Array;
  /** Of the page's first byte. */
  readonly position: number;
  readonly bytes: number;
}

/** Serialises the rows of one cell after the other. */
export class PageWriter {
  #buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #end = 0;
  #ordered = true;
  readonly #days: number[] = [];
  readonly #instants: number[] = [];
  readonly #rowStarts: number[] = [];

  /** Adds a row of the cell, which come by instant. */
  add(row: BehaviourRow): void {
    const text = JSON.stringify(behaviourResponse(row));
    // A character is three bytes at most.
    const needed = this.#end + 3 * text.length + 1;
    if (needed > this.#buffer.length) this.#grow(needed);
    const last = this.#days.length - 1;
    this.#ordered &&=
      last < 0 || (row.at > (this.#instants[last] ?? 0) && row.day >= (this.#days[last] ?? 0));
    this.#days.push(row.day);
    this.#instants.push(row.at);
    this.#rowStarts.push(this.#end);
    this.#end += this.#buffer.write(text, this.#end);
    this.#buffer[this.#end] = COMMA;
    this.#end += 1;
  }

  /**
   * Ends the page and begins the next.
   *
   * @param bytes - where the page is put
   * @returns null where instants repeat or local dates fall behind, which only a query can put in order
   */
  finish(bytes: ByteStore): CellPage | null {
    const page = this.#ordered
      ? {
          rows: this.#days.length,
          days: Int32Array.from(this.#days),
          instants: Float64Array.from(this.#instants),
          rowStarts: Uint32Array.from([...this.#rowStarts, this.#end]),
          position: bytes.append(Buffer.from(this.#buffer.subarray(0, this.#end))),
          bytes: this.#end,
        }
      : null;
    this.clear();
    return page;
  }

  /** Drops the page and begins the next. */
  clear(): void {
    for (const column of [this.#days, this.#instants, this.#rowStarts]) column.length = 0;
    this.#end = 0;
    this.#ordered = true;
  }

  #grow(needed: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#buffer.length));
    this.#buffer.copy(larger, 0, 0, this.#end);
    this.#buffer = larger;
  }
}

const FIRST_BYTES = 2 ** 16;
const COMMA = 0x2c;

/** Index of the first value that is not below `limit`; values never fall. */
export function lowerBound(values: Int32Array | Float64Array, limit: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? Number.POSITIVE_INFINITY) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

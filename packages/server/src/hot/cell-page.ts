import { type BehaviourRecord, behaviourResponse, dayOfDate } from "@cdp-whatif/core";
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

/**
 * Serialises a cell.
 *
 * @param records - all of the cell, ordered by instant
 * @param bytes - where the page is put
 * @returns null where instants repeat or local dates fall behind, which only a query can put in order
 */
export function writeCellPage(
  records: readonly BehaviourRecord[],
  bytes: ByteStore,
): CellPage | null {
  const rows = records.length;
  const days = Int32Array.from(records, ({ date }) => dayOfDate(date));
  const instants = Float64Array.from(records, ({ at }) => at);
  for (let row = 1; row < rows; row += 1) {
    const ordered =
      (instants[row] ?? 0) > (instants[row - 1] ?? 0) && (days[row] ?? 0) >= (days[row - 1] ?? 0);
    if (!ordered) return null;
  }
  const rowStarts = new Uint32Array(rows + 1);
  const texts: string[] = [];
  let length = 0;
  for (const [index, record] of records.entries()) {
    const text = `${JSON.stringify(behaviourResponse(record))},`;
    rowStarts[index] = length;
    length += Buffer.byteLength(text);
    texts.push(text);
  }
  rowStarts[rows] = length;
  const position = bytes.append(Buffer.from(texts.join("")));
  return { rows, days, instants, rowStarts, position, bytes: length };
}

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

/** Parts of the range of words that a lookup tells apart at once. */
const PARTS = 256;
const SHIFT = 24;
const PART = 16777216;
/** Says that a part holds more than one answer. */
const MIXED = 65535;

/**
 * Which of several outcomes a word stands for: that of the first threshold above it, the last one above none.
 *
 * A search by comparisons takes branches that chance decides and no processor foresees; nearly all words lie in parts with
 * one answer, which a table tells without any.
 */
export interface Lookup {
  /** Rows of so many ascending thresholds; a word at or above all of a row has the outcome `width`. */
  readonly thresholds: Float64Array;
  readonly width: number;
  /** Rows × parts: the outcome, or {@link MIXED}. */
  readonly outcomes: Uint16Array;
}

/** @param options.width - thresholds in a row, at most 65,534 */
export function createLookup(thresholds: Float64Array, { width }: { width: number }): Lookup {
  const rows = thresholds.length / width;
  const outcomes = new Uint16Array(rows * PARTS);
  for (let row = 0; row < rows; row++) {
    for (let part = 0; part < PARTS; part++) {
      const first = search(thresholds, { row, width, word: part * PART });
      const last = search(thresholds, { row, width, word: (part + 1) * PART - 1 });
      outcomes[row * PARTS + part] = first === last ? first : MIXED;
    }
  }
  return { thresholds, width, outcomes };
}

/** @param options.row - of the thresholds, 0 unless told */
export function outcomeOf(
  { thresholds, width, outcomes }: Lookup,
  row: number,
  word: number,
): number {
  const known = outcomes[row * PARTS + (word >>> SHIFT)]!;
  return known === MIXED ? search(thresholds, { row, width, word }) : known;
}

function search(
  thresholds: Float64Array,
  { row, width, word }: { row: number; width: number; word: number },
): number {
  const from = row * width;
  let k = 0;
  while (k < width && word >= thresholds[from + k]!) k++;
  return k;
}

import { CoreError } from "../../error.js";

/**
 * Agreement of two groupings of the same rows, corrected for chance: 1 where they are the same, 0 on average by chance.
 *
 * @param a - group of each row
 * @param b - group of each row
 * @throws CoreError `invalid_input` where lengths differ
 * @see Hubert and Arabie, Comparing partitions, Journal of Classification 2 (1985)
 */
export function adjustedRandIndex(
  a: ArrayLike<string | number | null>,
  b: ArrayLike<string | number | null>,
): number {
  if (a.length !== b.length) {
    throw new CoreError("invalid_input", `found groupings of ${a.length} and ${b.length} rows`);
  }
  const rowGroups = codesOf(a);
  const columnGroups = codesOf(b);
  const cells = new Map<number, number>();
  const rows = new Float64Array(rowGroups.count);
  const columns = new Float64Array(columnGroups.count);
  for (let i = 0; i < a.length; i++) {
    const row = rowGroups.codes[i]!;
    const column = columnGroups.codes[i]!;
    const cell = row * columnGroups.count + column;
    cells.set(cell, (cells.get(cell) ?? 0) + 1);
    rows[row]! += 1;
    columns[column]! += 1;
  }
  const pairs = (counts: Iterable<number>) => {
    let total = 0;
    for (const count of counts) total += (count * (count - 1)) / 2;
    return total;
  };
  const together = pairs(cells.values());
  const inRows = pairs(rows);
  const inColumns = pairs(columns);
  const expected = (inRows * inColumns) / Math.max(1, (a.length * (a.length - 1)) / 2);
  const most = (inRows + inColumns) / 2;
  return most === expected ? 1 : (together - expected) / (most - expected);
}

function codesOf(groups: ArrayLike<string | number | null>): { codes: Int32Array; count: number } {
  const known = new Map<string | number | null, number>();
  const codes = new Int32Array(groups.length);
  for (let i = 0; i < groups.length; i++) {
    const group = groups[i]!;
    let code = known.get(group);
    if (code === undefined) {
      code = known.size;
      known.set(group, code);
    }
    codes[i] = code;
  }
  return { codes, count: known.size };
}

import { CoreError } from "../error.js";

/**
 * The pairing of rows with columns of least total cost (Hungarian method by shortest augmenting paths).
 *
 * @param costs - row-major, rows × columns, finite
 * @returns the column of each row, -1 where there are fewer columns than rows
 * @throws CoreError `invalid_input` for another number of costs, `not_finite`
 * @see Jonker and Volgenant, A shortest augmenting path algorithm for dense and sparse linear assignment problems, Computing 38 (1987)
 */
export function assignRows(
  costs: ArrayLike<number>,
  { rows, columns }: { rows: number; columns: number },
): Int32Array {
  if (costs.length !== rows * columns) {
    throw new CoreError(
      "invalid_input",
      `found ${costs.length} costs, expected ${rows} × ${columns}`,
    );
  }
  for (let i = 0; i < costs.length; i++) {
    if (!Number.isFinite(costs[i])) throw new CoreError("not_finite", `cost ${i} is ${costs[i]}`);
  }
  if (rows > columns) {
    const flipped = Float64Array.from(
      { length: rows * columns },
      (_, at) => costs[(at % rows) * columns + Math.floor(at / rows)]!,
    );
    const rowOf = assignRows(flipped, { rows: columns, columns: rows });
    const columnOf = new Int32Array(rows).fill(-1);
    rowOf.forEach((row, column) => {
      columnOf[row] = column;
    });
    return columnOf;
  }
  // Column 0 is a stand-in from which each path starts; rows and columns count from 1.
  const rowPrice = new Float64Array(rows + 1);
  const columnPrice = new Float64Array(columns + 1);
  const owner = new Int32Array(columns + 1);
  const before = new Int32Array(columns + 1);
  for (let row = 1; row <= rows; row++) {
    owner[0] = row;
    const least = new Float64Array(columns + 1).fill(Infinity);
    const done = new Uint8Array(columns + 1);
    let column = 0;
    do {
      done[column] = 1;
      const from = owner[column]!;
      let delta = Infinity;
      let next = 0;
      for (let j = 1; j <= columns; j++) {
        if (done[j] === 1) continue;
        const reduced = costs[(from - 1) * columns + j - 1]! - rowPrice[from]! - columnPrice[j]!;
        if (reduced < least[j]!) {
          least[j] = reduced;
          before[j] = column;
        }
        if (least[j]! < delta) {
          delta = least[j]!;
          next = j;
        }
      }
      for (let j = 0; j <= columns; j++) {
        if (done[j] === 1) {
          rowPrice[owner[j]!]! += delta;
          columnPrice[j]! -= delta;
        } else least[j]! -= delta;
      }
      column = next;
    } while (owner[column] !== 0);
    while (column !== 0) {
      const previous = before[column]!;
      owner[column] = owner[previous]!;
      column = previous;
    }
  }
  const columnOf = new Int32Array(rows).fill(-1);
  for (let j = 1; j <= columns; j++) if (owner[j]! > 0) columnOf[owner[j]! - 1] = j - 1;
  return columnOf;
}

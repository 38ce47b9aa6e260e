/** Rows of numbers in one block, row after row. */
export interface Points {
  /** Row-major, rows × columns, finite. */
  readonly values: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/** The chosen rows, in the order of `chosen`. */
export function takeRows(points: Points, chosen: ArrayLike<number>): Points {
  const { columns } = points;
  const values = new Float64Array(chosen.length * columns);
  for (let i = 0; i < chosen.length; i++) {
    const from = chosen[i]! * columns;
    for (let j = 0; j < columns; j++) values[i * columns + j] = points.values[from + j]!;
  }
  return { values, rows: chosen.length, columns };
}

/** Mean of each column. */
export function columnMeans({ values, rows, columns }: Points): Float64Array {
  const means = new Float64Array(columns);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) means[j]! += values[at]!;
  }
  for (let j = 0; j < columns; j++) means[j]! /= rows;
  return means;
}

/** Variance of each column (divisor n). */
export function columnVariances(points: Points, means = columnMeans(points)): Float64Array {
  const { values, rows, columns } = points;
  const variances = new Float64Array(columns);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) variances[j]! += squared(values[at]! - means[j]!);
  }
  for (let j = 0; j < columns; j++) variances[j]! /= rows;
  return variances;
}

/** Positions of `count` of `rows` rows, drawn without replacement, ascending. */
export function sampleRows(next: () => number, rows: number, count: number): Int32Array {
  const wanted = Math.min(rows, count);
  const chosen = new Int32Array(wanted);
  let left = wanted;
  for (let i = 0; i < rows && left > 0; i++) {
    if (next() * (rows - i) < left) chosen[wanted - left--] = i;
  }
  return chosen;
}

export const squared = (value: number): number => value * value;

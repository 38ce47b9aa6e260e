/**
 * Indices that draw the same line as all points would: first, lowest, highest and last of each pixel column (M4).
 *
 * @param x - pixels, ascending
 * @param y - pixels; not finite ones are left out
 * @param options.start - first index, inclusive
 * @param options.end - last index, exclusive
 * @returns ascending, at most four per column
 * @see Jugel et al., M4: a visualization-oriented time series data aggregation, VLDB 2014
 */
export function decimate(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  { start = 0, end = x.length }: { start?: number; end?: number } = {},
): number[] {
  const kept: number[] = [];
  const emit = (column: readonly number[]) => {
    const unique = [...new Set(column)].sort((a, b) => a - b);
    for (const index of unique) kept.push(index);
  };
  let column = Number.NaN;
  let first = -1;
  let last = -1;
  let lowest = -1;
  let highest = -1;
  for (let i = start; i < end; i += 1) {
    const value = y[i] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    const at = Math.floor(x[i] ?? 0);
    if (at !== column) {
      if (first >= 0) emit([first, lowest, highest, last]);
      column = at;
      first = i;
      lowest = i;
      highest = i;
    }
    if (value < (y[lowest] ?? 0)) lowest = i;
    if (value > (y[highest] ?? 0)) highest = i;
    last = i;
  }
  if (first >= 0) emit([first, lowest, highest, last]);
  return kept;
}

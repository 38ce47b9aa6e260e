import type { FeatureColumn } from "./feature-column.js";

/** Columns cut into bins: what a histogram is made of. */
export interface BinnedColumns {
  readonly rows: number;
  /** Bin of every value, column after column: features × rows; missing values have the bin after the last. */
  readonly bins: Uint8Array;
  /** Bins of each feature without the one of missing values, 1 to 254. */
  readonly binCounts: Int32Array;
  /** First cell of each feature in a histogram, and the number of all cells at the end. */
  readonly offsets: Int32Array;
  /** Of numbers: upper ends of all bins but the last, so that x is in the first bin whose end is not below x. */
  readonly ends: readonly Float64Array[];
  readonly isCategory: readonly boolean[];
  /** Rows without a value, by feature. */
  readonly missing: Int32Array;
}

/** Distinct values up to which each has a bin of its own; beyond, bins hold about as many rows each. */
export const MOST_BINS = 254;

/** Of longer columns every so many-th value tells where bins end: quantiles need no more. */
const MOST_SORTED = 50_000;

/** Cuts columns into bins: categories by position, numbers half-way between neighbours. */
export function binColumns(
  columns: readonly FeatureColumn[],
  { mostBins = MOST_BINS }: { mostBins?: number } = {},
): BinnedColumns {
  const rows = columns[0]?.values.length ?? 0;
  const bins = new Uint8Array(columns.length * rows);
  const binCounts = new Int32Array(columns.length);
  const offsets = new Int32Array(columns.length + 1);
  const missing = new Int32Array(columns.length);
  const ends = columns.map(({ kind, values }) =>
    kind === "category" ? new Float64Array(0) : binEnds(values, mostBins),
  );
  columns.forEach(({ kind, values, categories }, f) => {
    const count = kind === "category" ? Math.max(1, categories.length) : ends[f]!.length + 1;
    binCounts[f] = count;
    offsets[f + 1] = offsets[f]! + count + 1;
    const first = f * rows;
    const isCategory = kind === "category";
    for (let i = 0; i < rows; i++) {
      const value = values[i]!;
      if (Number.isNaN(value)) {
        bins[first + i] = count;
        missing[f]! += 1;
      } else bins[first + i] = isCategory ? value : binOf(ends[f]!, value);
    }
  });
  const isCategory = columns.map(({ kind }) => kind === "category");
  return { rows, bins, binCounts, offsets, ends, isCategory, missing };
}

/** The first bin whose end is not below the value. */
function binOf(ends: Float64Array, value: number): number {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ends[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function binEnds(values: Float64Array, mostBins: number): Float64Array {
  const stride = Math.ceil(values.length / MOST_SORTED);
  const sorted =
    stride === 1
      ? values.slice()
      : Float64Array.from(
          { length: Math.ceil(values.length / stride) },
          (_, i) => values[i * stride]!,
        );
  sorted.sort();
  let rows = sorted.length;
  // NaN sorts to the end.
  while (rows > 0 && Number.isNaN(sorted[rows - 1])) rows--;
  const starts: number[] = [];
  for (let i = 1; i < rows; i++) if (sorted[i]! !== sorted[i - 1]!) starts.push(i);
  const chosen = starts.length < mostBins ? starts : evenStarts(starts, { rows, mostBins });
  return Float64Array.from(chosen, (start) => between(sorted[start - 1]!, sorted[start]!));
}

/** Starts of runs of equal values, taken so that the rows left fill the bins left evenly. */
function evenStarts(
  starts: readonly number[],
  { rows, mostBins }: { rows: number; mostBins: number },
): number[] {
  const chosen: number[] = [];
  let from = 0;
  for (const start of starts) {
    const binsLeft = mostBins - chosen.length;
    if (binsLeft === 1) break;
    if (start - from < (rows - from) / binsLeft) continue;
    chosen.push(start);
    from = start;
  }
  return chosen;
}

/** Half-way between two neighbours; the lower one where there is no number between. */
function between(low: number, high: number): number {
  const middle = low / 2 + high / 2;
  return middle > low && middle < high ? middle : low;
}

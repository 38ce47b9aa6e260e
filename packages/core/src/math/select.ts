/**
 * Puts the values of some ranks where sorting would put them, in place; what lies between stays in any order.
 *
 * @param ranks - ascending indices into `values`
 * @remarks Quickselect on all ranks at once (Hoare), the middle of three as pivot; NaN must not be among the values.
 */
export function selectRanks(values: Float64Array, ranks: readonly number[]): void {
  select(values, ranks, { from: 0, to: values.length - 1, first: 0, end: ranks.length });
}

interface Part {
  readonly from: number;
  readonly to: number;
  /** Ranks that lie in the part: `first` to `end`, exclusive. */
  readonly first: number;
  readonly end: number;
}

/** Below this many values sorting by insertion is quicker than parting them. */
const FEW = 12;

function select(
  values: Float64Array,
  ranks: readonly number[],
  { from, to, first, end }: Part,
): void {
  if (first >= end || from >= to) return;
  if (to - from < FEW) {
    insert(values, from, to);
    return;
  }
  const pivot = middle(values[from]!, values[(from + to) >> 1]!, values[to]!);
  let low = from;
  let high = to;
  while (low <= high) {
    while (values[low]! < pivot) low++;
    while (values[high]! > pivot) high--;
    if (low > high) break;
    const value = values[low]!;
    values[low++] = values[high]!;
    values[high--] = value;
  }
  let left = first;
  while (left < end && ranks[left]! <= high) left++;
  let right = left;
  while (right < end && ranks[right]! < low) right++;
  select(values, ranks, { from, to: high, first, end: left });
  select(values, ranks, { from: low, to, first: right, end });
}

function insert(values: Float64Array, from: number, to: number): void {
  for (let i = from + 1; i <= to; i++) {
    const value = values[i]!;
    let j = i - 1;
    while (j >= from && values[j]! > value) {
      values[j + 1] = values[j]!;
      j--;
    }
    values[j + 1] = value;
  }
}

function middle(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

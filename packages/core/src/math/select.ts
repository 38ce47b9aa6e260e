/** Buckets that values are parted into first, and from how many values on that pays. */
const BUCKETS = 256;
const MANY = 100;
const ENDS = new Uint32Array(BUCKETS);
let copy = new Float64Array(0);
let bucketOf = new Uint8Array(0);

/**
 * Puts the values of some ranks where sorting would put them, in place; what lies between stays in any order.
 *
 * @param ranks - ascending indices into `values`
 * @remarks Values are counted into buckets of equal width; only buckets that hold a rank are selected in, by quickselect
 * on all ranks at once (Hoare), the middle of three as pivot. NaN must not be among the values.
 */
export function selectRanks(values: Float64Array, ranks: readonly number[]): void {
  if (values.length < MANY) {
    select(values, ranks, { from: 0, to: values.length - 1, first: 0, end: ranks.length });
    return;
  }
  const ends = intoBuckets(values);
  let first = 0;
  for (let bucket = 0, from = 0; bucket < BUCKETS && first < ranks.length; bucket++) {
    const to = ends[bucket]! - 1;
    let end = first;
    while (end < ranks.length && ranks[end]! <= to) end++;
    if (end > first) select(values, ranks, { from, to, first, end });
    first = end;
    from = to + 1;
  }
}

/** Puts values of lower buckets before those of higher ones; returns where each bucket ends. */
function intoBuckets(values: Float64Array): Uint32Array {
  let low = values[0]!;
  let high = low;
  for (let i = 1; i < values.length; i++) {
    const value = values[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  // A width of nought or infinity leaves all in bucket 0: whatever is no number becomes 0 as an integer.
  const perUnit = (BUCKETS - 1) / (high - low);
  const count = values.length;
  if (copy.length < count) {
    copy = new Float64Array(count);
    bucketOf = new Uint8Array(count);
  }
  const at = ENDS.fill(0);
  for (let i = 0; i < count; i++) {
    const value = values[i]!;
    const bucket = ((value - low) * perUnit) | 0;
    copy[i] = value;
    bucketOf[i] = bucket;
    at[bucket]! += 1;
  }
  for (let bucket = 0, sum = 0; bucket < BUCKETS; bucket++) {
    const held = at[bucket]!;
    at[bucket] = sum;
    sum += held;
  }
  for (let i = 0; i < count; i++) {
    const bucket = bucketOf[i]!;
    values[at[bucket]!] = copy[i]!;
    at[bucket]! += 1;
  }
  return at;
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

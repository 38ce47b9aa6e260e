/** Buckets that values are parted into, and from how many values on that pays. */
const BUCKETS = 256;
const MANY = 64;
/** Below this many values sorting by insertion is quicker than the engine's sort. */
const FEW = 40;

const COUNTS = new Int32Array(BUCKETS);
const PLACES = new Int32Array(BUCKETS);
/** Scratch of the largest call so far: 9 bytes a value. */
let gathered = new Float64Array(0);
let bucketOf = new Uint8Array(0);

/**
 * What stands at some ranks once values are sorted; the values stay as they are.
 *
 * @param out - receives a value for each rank
 * @param options.from - index of the first value that counts
 * @param options.ranks - ascending, from 0
 * @remarks Values are counted into buckets of equal width; only those of buckets that hold a rank are gathered and
 * sorted. NaN must not be among the values.
 */
export function ranked(
  out: Float64Array,
  values: Float64Array,
  { from, ranks }: { from: number; ranks: readonly number[] },
): void {
  const count = values.length - from;
  if (gathered.length < count) {
    gathered = new Float64Array(count);
    bucketOf = new Uint8Array(count);
  }
  if (count >= MANY) {
    rankedByBuckets(out, values, { from, ranks });
    return;
  }
  for (let i = 0; i < count; i++) gathered[i] = values[from + i]!;
  sort(0, count);
  for (let k = 0; k < ranks.length; k++) out[k] = gathered[ranks[k]!]!;
}

function rankedByBuckets(
  out: Float64Array,
  values: Float64Array,
  { from, ranks }: { from: number; ranks: readonly number[] },
): void {
  let low = values[from]!;
  let high = low;
  for (let i = from + 1; i < values.length; i++) {
    const value = values[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low === high) {
    for (let k = 0; k < ranks.length; k++) out[k] = low;
    return;
  }
  countBuckets(values, { from, low, high });
  place(ranks);
  gather(values, from);
  for (let k = 0, bucket = 0, below = 0, start = 0; k < ranks.length; bucket++) {
    const held = COUNTS[bucket]!;
    const rank = ranks[k]!;
    if (rank < below + held) {
      sort(start, start + held);
      for (; k < ranks.length && ranks[k]! < below + held; k++) {
        out[k] = gathered[start + ranks[k]! - below]!;
      }
      start += held;
    }
    below += held;
  }
}

/** Notes the bucket of each value, and how many values each bucket holds: two loops take half the time of one. */
function countBuckets(
  values: Float64Array,
  { from, low, high }: { from: number; low: number; high: number },
): void {
  const count = values.length - from;
  const buckets = bucketOf;
  // An infinite width leaves all in bucket 0: whatever is no number becomes 0 as an integer.
  const perUnit = (BUCKETS - 1) / (high - low);
  for (let i = 0; i < count; i++) buckets[i] = ((values[from + i]! - low) * perUnit) | 0;
  COUNTS.fill(0);
  for (let i = 0; i < count; i++) COUNTS[buckets[i]!]! += 1;
}

/** Gives buckets that hold a rank places one after the other; the others none, -1. */
function place(ranks: readonly number[]): void {
  PLACES.fill(-1);
  for (let k = 0, bucket = 0, below = 0, at = 0; k < ranks.length; bucket++) {
    const held = COUNTS[bucket]!;
    below += held;
    if (ranks[k]! >= below) continue;
    PLACES[bucket] = at;
    at += held;
    while (k < ranks.length && ranks[k]! < below) k++;
  }
}

/** Puts the values of buckets that have a place there. */
function gather(values: Float64Array, from: number): void {
  const count = values.length - from;
  const buckets = bucketOf;
  const out = gathered;
  for (let i = 0; i < count; i++) {
    const bucket = buckets[i]!;
    const at = PLACES[bucket]!;
    if (at < 0) continue;
    out[at] = values[from + i]!;
    PLACES[bucket] = at + 1;
  }
}

/** Sorts a part of what was gathered. */
function sort(from: number, to: number): void {
  if (to - from > FEW) {
    gathered.subarray(from, to).sort();
    return;
  }
  const values = gathered;
  for (let i = from + 1; i < to; i++) {
    const value = values[i]!;
    let j = i - 1;
    while (j >= from && values[j]! > value) {
      values[j + 1] = values[j]!;
      j--;
    }
    values[j + 1] = value;
  }
}

/** Time from one moment up to, and without, another; ms since 1970. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** What two intervals share; null when nothing. */
export function clip<One extends Interval>(one: One, { from, to }: Interval): One | null {
  const [start, end] = [Math.max(one.from, from), Math.min(one.to, to)];
  return start < end ? { ...one, from: start, to: end } : null;
}

/** Intervals in order, those that touch or overlap joined. */
export function unionOf(intervals: readonly Interval[]): Interval[] {
  const joined: { from: number; to: number }[] = [];
  for (const { from, to } of [...intervals].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else joined.push({ from, to });
  }
  return joined;
}

/** What is left of an interval without others, which are in order and do not overlap. */
export function without<One extends Interval>(one: One, others: readonly Interval[]): One[] {
  const left: One[] = [];
  let { from } = one;
  for (const other of others) {
    if (other.to <= from) continue;
    if (other.from >= one.to) break;
    if (other.from > from) left.push({ ...one, from, to: other.from });
    from = Math.max(from, other.to);
  }
  if (from < one.to) left.push({ ...one, from });
  return left;
}

/** Length of all of them together, in ms. */
export const lengthOf = (intervals: readonly Interval[]): number =>
  intervals.reduce((sum, { from, to }) => sum + to - from, 0);

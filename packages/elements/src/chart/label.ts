/**
 * Moves labels apart along one line so that none overlaps another, each as near to where it wants to be as the
 * others allow (least squares, by pooling neighbours).
 *
 * @param wanted - centres in pixels, in any order
 * @param options.size - pixels that each label takes
 * @param options.range - first and last pixel that labels may cover
 * @returns centres, in the order given; beyond the range's start only when they cannot all fit
 */
export function spreadLabels(
  wanted: readonly number[],
  { size, range }: { size: number; range: readonly [number, number] },
): number[] {
  const order = wanted
    .map((_, i) => i)
    .sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0) || a - b);
  const pools: { first: number; count: number; sum: number }[] = [];
  const start = ({ first, count, sum }: { first: number; count: number; sum: number }) =>
    Math.min(
      range[1] - (wanted.length - first) * size,
      Math.max(range[0] + first * size, sum / count),
    );
  for (const [rank, index] of order.entries()) {
    let pool = { first: rank, count: 1, sum: (wanted[index] ?? 0) - size / 2 };
    for (let above = pools.at(-1); above !== undefined; above = pools.at(-1)) {
      if (start(above) + above.count * size <= start(pool)) break;
      pools.pop();
      pool = {
        first: above.first,
        count: above.count + pool.count,
        sum: above.sum + pool.sum - above.count * pool.count * size,
      };
    }
    pools.push(pool);
  }
  const placed = new Array<number>(wanted.length).fill(0);
  for (const pool of pools)
    for (let i = 0; i < pool.count; i += 1)
      placed[order[pool.first + i] ?? 0] = start(pool) + (i + 0.5) * size;
  return placed;
}

/** How events are marked above a plot: with numbered badges moved apart, or with ticks alone where too many. */
export interface EventMarks {
  readonly numbered: boolean;
  /** Centres of the badges; with ticks, the events' own places. */
  readonly places: readonly number[];
}

/**
 * Places the badges of events: numbered ones as long as they take no more than half of the range.
 *
 * @param wanted - where the events are, in pixels
 * @param options.size - pixels of a badge
 */
export function eventMarks(
  wanted: readonly number[],
  options: { size: number; range: readonly [number, number] },
): EventMarks {
  const { size, range } = options;
  const numbered = wanted.length * size <= (range[1] - range[0]) / 2;
  return { numbered, places: numbered ? spreadLabels(wanted, options) : wanted };
}

/** Index of the first of ascending numbers that is not below `target`; their count when all are. */
function firstNotBelow(sorted: ArrayLike<number>, target: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < target) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the number nearest to `target` in ascending numbers, the earlier of two as near; −1 when there is none. */
export function nearestIndex(sorted: ArrayLike<number>, target: number): number {
  if (sorted.length === 0) return -1;
  const right = firstNotBelow(sorted, target);
  if (right === 0) return 0;
  if (right === sorted.length) return sorted.length - 1;
  const before = target - (sorted[right - 1] ?? 0);
  const after = (sorted[right] ?? 0) - target;
  return after < before ? right : right - 1;
}

/** Index of `target` in ascending numbers; −1 when it is not among them. */
export function indexOfNumber(sorted: ArrayLike<number>, target: number): number {
  const index = nearestIndex(sorted, target);
  return sorted[index] === target ? index : -1;
}

/**
 * Where a cursor goes at a key: arrows by one, Page by a tenth, Home and End to the ends.
 *
 * @returns the new index within 0 to `length` − 1; null for a key that moves nothing
 */
export function cursorAfterKey(key: string, index: number, length: number): number | null {
  const page = Math.max(2, Math.round(length / 10));
  const moves: Readonly<Record<string, number>> = {
    ArrowLeft: index - 1,
    ArrowDown: index - 1,
    ArrowRight: index + 1,
    ArrowUp: index + 1,
    PageDown: index - page,
    PageUp: index + page,
    Home: 0,
    End: length - 1,
  };
  const next = moves[key];
  return next === undefined || length === 0 ? null : Math.min(length - 1, Math.max(0, next));
}

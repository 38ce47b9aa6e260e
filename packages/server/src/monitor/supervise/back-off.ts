/** How restarts are spaced, and how many there may be. */
export interface RestartLimits {
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  /** At most so many restarts … */
  readonly most: number;
  /** … within so long. */
  readonly withinMs: number;
}

/** Wait before a try, ms: twice the one before up to a limit, a fifth shorter or longer by chance. */
export function waitBefore(
  attempt: number,
  { firstWaitMs, longestWaitMs }: RestartLimits,
  random: () => number,
): number {
  const step = Math.min(longestWaitMs, firstWaitMs * 2 ** (attempt - 1));
  return Math.round(step * (0.8 + 0.4 * random()));
}

/** Counts restarts against what is allowed. */
export function createBudget({ most, withinMs }: RestartLimits): {
  /** Takes one; false when there is none left. */
  readonly take: (now: number) => boolean;
} {
  let taken: number[] = [];
  return {
    take(now) {
      taken = taken.filter((at) => at > now - withinMs);
      if (taken.length >= most) return false;
      taken.push(now);
      return true;
    },
  };
}

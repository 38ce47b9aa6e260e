/** What waiting needs of the machine, passed in so that a test can do without. */
export interface Timing {
  /** Resolves after so long, or at once when the signal says so; never rejects. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** Uniform, 0 to 1. */
  random(): number;
  /** Milliseconds since 1970. */
  now(): number;
}

/** How often, and how far apart, something is tried again. */
export interface Retry {
  /** Longest wait before the first further try. Default 500 ms. */
  readonly baseMs?: number | undefined;
  /** Longest wait of all. Default 60,000 ms. */
  readonly capMs?: number | undefined;
  /** Tries that fail one after the other before it is given up. Default: never. */
  readonly giveUpAfter?: number | undefined;
}

/** Longest wait of all, unless said otherwise. */
export const LONGEST_WAIT_MS = 60_000;

/**
 * How long to wait before try `attempt` (1: the first further one): uniform up to a limit that doubles, so that many who
 * failed together do not come back together.
 *
 * @see Brooker, Exponential Backoff and Jitter (AWS Architecture Blog, 2015): "full jitter"
 */
export function retryDelayMs(
  attempt: number,
  {
    retry: { baseMs = 500, capMs = LONGEST_WAIT_MS } = {},
    random,
  }: { retry?: Retry | undefined; random: () => number },
): number {
  const doublings = Math.min(attempt - 1, 30);
  return random() * Math.min(capMs, baseMs * (1 << doublings));
}

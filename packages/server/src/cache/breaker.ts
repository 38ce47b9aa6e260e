/** Lets calls to something fallible through while it works, and refuses them at once while it does not. */
export interface Breaker {
  /** `false`: refuse; `true`: call, then report with `succeeded` or `failed`. */
  admit(): boolean;
  succeeded(): void;
  failed(): void;
  readonly open: boolean;
}

/**
 * A breaker that opens after failures in a row, and lets one call through after each rest to see whether it works again.
 *
 * @param options.now - milliseconds on a clock that never jumps
 */
export function createBreaker({
  mostFailures = 3,
  restMs = 1000,
  now = () => performance.now(),
}: {
  mostFailures?: number;
  restMs?: number;
  now?: () => number;
} = {}): Breaker {
  let failures = 0;
  let restsUntil = Number.NEGATIVE_INFINITY;
  return {
    get open() {
      return failures >= mostFailures;
    },
    admit() {
      if (failures < mostFailures) return true;
      if (now() < restsUntil) return false;
      // The one that tries: those that come while it is under way are refused.
      restsUntil = now() + restMs;
      return true;
    },
    succeeded() {
      failures = 0;
    },
    failed() {
      failures += 1;
      if (failures >= mostFailures) restsUntil = now() + restMs;
    },
  };
}

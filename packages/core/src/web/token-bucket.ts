import type { RestTiming } from "./rest-timing.js";

/** Lets so many pass in a minute. */
export interface TokenBucket {
  /** Resolves when one more may pass, or at once when the signal says so. */
  take(signal: AbortSignal): Promise<void>;
  /** Lets nothing pass for so long. */
  pause(milliseconds: number): void;
}

/**
 * A token bucket: it holds `burst` tokens, one is taken by each that passes, and `perMinute` flow in.
 *
 * @param options.perMinute - default: no limit but pauses
 * @param options.burst - how many may pass at once after a rest. Default 1: evenly spaced
 */
export function createTokenBucket({
  perMinute = Number.POSITIVE_INFINITY,
  burst = 1,
  timing,
}: {
  perMinute?: number | undefined;
  burst?: number | undefined;
  timing: RestTiming;
}): TokenBucket {
  const perMs = perMinute / 60_000;
  let tokens = burst;
  let filledAt = timing.now();
  let pausedUntil = Number.NEGATIVE_INFINITY;
  return {
    async take(signal) {
      while (!signal.aborted) {
        const now = timing.now();
        if (perMs === Number.POSITIVE_INFINITY) tokens = burst;
        else tokens = Math.min(burst, tokens + Math.max(0, now - filledAt) * perMs);
        filledAt = now;
        const wait = Math.max(pausedUntil - now, tokens >= 1 ? 0 : (1 - tokens) / perMs);
        if (wait <= 0) {
          tokens -= 1;
          return;
        }
        // Whole milliseconds: a clock that counts them would never get past a fraction of one.
        await timing.sleep(Math.ceil(wait), signal);
      }
    },
    pause(milliseconds) {
      pausedUntil = Math.max(pausedUntil, timing.now() + milliseconds);
    },
  };
}

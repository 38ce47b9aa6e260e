import { RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import type { RedisConnection } from "../cache/redis.js";
import type { LocalRate } from "./local-rate.js";
import type { CountRequest, Quota, RateState } from "./rate-state.js";

/** Counts in Redis, so that all replicas count together. */
export interface SharedRate {
  readonly count: CountRequest;
  /** Why each replica counts by itself just now, or null when they count together. */
  apart(): string | null;
}

/**
 * Counts in Redis in one step for each request; while Redis does not answer, this process counts by itself.
 *
 * @param options.onChange - told when replicas begin to count apart, with the reason, and when they count together again
 */
export function createSharedRate(
  redis: Pick<RedisConnection, "client" | "run">,
  { local, onChange }: { local: LocalRate; onChange: (reason: string | null) => void },
): SharedRate {
  const limiters = new Map<string, RateLimiterRedis>();
  const limiterOf = ({ requests, seconds }: Quota) => {
    const key = `${requests}/${seconds}`;
    const known = limiters.get(key);
    if (known !== undefined) return known;
    const made = new RateLimiterRedis({
      storeClient: redis.client,
      keyPrefix: "cdp-rate",
      points: requests,
      duration: seconds,
    });
    limiters.set(key, made);
    return made;
  };
  let reason: string | null = null;
  const become = (next: string | null) => {
    if ((next === null) !== (reason === null)) onChange(next);
    reason = next;
  };
  return {
    apart: () => reason,
    async count(client, quota) {
      const limiter = limiterOf(quota);
      try {
        const found = await redis.run(() => consume(limiter, client));
        become(null);
        return stateOf(found, quota);
      } catch (error) {
        become(error instanceof Error ? error.message : String(error));
        return local(client, quota);
      }
    },
  };
}

/** What was counted, also when it was too much, which the library rejects with. */
function consume(limiter: RateLimiterRedis, client: string): Promise<RateLimiterRes> {
  return limiter.consume(client).catch((refusal: unknown) => {
    if (refusal instanceof RateLimiterRes) return refusal;
    throw refusal;
  });
}

function stateOf(found: RateLimiterRes, { requests }: Quota): RateState {
  return {
    allowed: found.consumedPoints <= requests,
    remaining: found.remainingPoints,
    resetMs: found.msBeforeNext,
  };
}

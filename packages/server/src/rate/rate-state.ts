/** What is left of a client's requests after one was counted. */
export interface RateState {
  readonly allowed: boolean;
  /** Requests that the window still has. */
  readonly remaining: number;
  /** Until the window begins anew. */
  readonly resetMs: number;
}

/** A number of requests in a time. */
export interface Quota {
  readonly requests: number;
  readonly seconds: number;
}

/** Counts requests by client. */
export type CountRequest = (client: string, quota: Quota) => RateState | Promise<RateState>;

/**
 * The fields that tell a client of its quota.
 *
 * @see draft-ietf-httpapi-ratelimit-headers-10, sections 3 and 4
 */
export function rateFields({ requests, seconds }: Quota, { remaining, resetMs }: RateState) {
  // Clocks with fractions can make a window that has just begun a hair longer than it is.
  const left = Math.min(seconds, Math.ceil(resetMs / 1000));
  return {
    "ratelimit-policy": `"default";q=${requests};w=${seconds}`,
    ratelimit: `"default";r=${remaining};t=${left}`,
  };
}

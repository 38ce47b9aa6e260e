import type { Quota, RateState } from "./rate-state.js";

interface Window {
  count: number;
  /** When it ends. */
  end: number;
}

/** Counts in this process, at once. */
export type LocalRate = (client: string, quota: Quota) => RateState;

/** Beyond so many clients the one whose window began first is forgotten. */
const MOST_CLIENTS = 50_000;

/**
 * Counts requests in windows that begin with a client's first request; memory is bounded.
 *
 * @param options.now - milliseconds that only go forward
 */
export function createLocalRate({
  now,
  mostClients = MOST_CLIENTS,
}: {
  now: () => number;
  mostClients?: number;
}): LocalRate {
  // In the order in which they began.
  const windows = new Map<string, Window>();
  const begin = (client: string, end: number): Window => {
    if (!windows.delete(client) && windows.size >= mostClients) {
      for (const oldest of windows.keys()) {
        windows.delete(oldest);
        break;
      }
    }
    const window = { count: 0, end };
    windows.set(client, window);
    return window;
  };
  return (client, { requests, seconds }) => {
    const at = now();
    let window = windows.get(client);
    if (window === undefined || window.end <= at) window = begin(client, at + seconds * 1000);
    window.count += 1;
    return {
      allowed: window.count <= requests,
      remaining: Math.max(0, requests - window.count),
      resetMs: window.end - at,
    };
  };
}

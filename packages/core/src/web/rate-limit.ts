const LONGEST_MS = 86_400_000;
/** Seconds above which a number is a moment, not a wait: Friday 9 September 2001. */
const EPOCH_SECONDS = 1_000_000_000;

/**
 * How long the other side asks to be left alone, in milliseconds (at most a day), or null.
 *
 * @param now - milliseconds since 1970, used where the answer has no `Date`: the two clocks may differ
 * @see RFC 9110, section 10.2.3 (Retry-After: seconds or an HTTP date)
 */
export function retryAfterMs(headers: Headers, now: number): number | null {
  const text = headers.get("retry-after")?.trim() ?? "";
  if (/^\d+$/.test(text)) return within(Number(text) * 1000);
  // A date begins with its weekday; engines take other texts for dates too.
  const until = /^[A-Za-z]/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(until) ? null : within(until - (headerTime(headers, "date") ?? now));
}

/**
 * How long to wait when nothing is left of the allowance, in milliseconds, or null when something is left or unknown.
 *
 * @see draft-ietf-httpapi-ratelimit-headers (`RateLimit: "name";r=0;t=30`, before `RateLimit-Remaining` and
 * `RateLimit-Reset`), and `X-RateLimit-*`, whose reset is written as seconds, as seconds since 1970 or as RFC 3339
 */
export function exhaustedForMs(headers: Headers, now: number): number | null {
  const waits = listed(headers.get("ratelimit"));
  for (const prefix of ["ratelimit", "x-ratelimit"]) {
    const remaining = headers.get(`${prefix}-remaining`)?.trim();
    if (remaining === undefined || remaining === "" || Number(remaining) > 0) continue;
    const reset = resetMs(headers.get(`${prefix}-reset`)?.trim() ?? "", {
      now: headerTime(headers, "date") ?? now,
    });
    if (reset !== null) waits.push(reset);
  }
  return waits.length === 0 ? null : waits.reduce((a, b) => Math.max(a, b));
}

/** A header that is an HTTP date, in milliseconds since 1970. */
export function headerTime(headers: Headers, name: string): number | null {
  const at = Date.parse(headers.get(name) ?? "");
  return Number.isNaN(at) ? null : at;
}

function listed(header: string | null): number[] {
  return (header ?? "").split(",").flatMap((policy) => {
    const remaining = /;\s*r=(\d+)/.exec(policy)?.[1];
    const seconds = /;\s*t=(\d+)/.exec(policy)?.[1];
    if (remaining === undefined || Number(remaining) > 0 || seconds === undefined) return [];
    return [within(Number(seconds) * 1000)];
  });
}

function resetMs(text: string, { now }: { now: number }): number | null {
  if (/^\d+(\.\d+)?$/.test(text)) {
    const seconds = Number(text);
    return within(seconds < EPOCH_SECONDS ? seconds * 1000 : seconds * 1000 - now);
  }
  const until = Date.parse(text);
  return Number.isNaN(until) ? null : within(until - now);
}

function within(milliseconds: number): number {
  return Math.min(LONGEST_MS, Math.max(0, milliseconds));
}

import { SourceError } from "../source/index.js";

/** What trying again may change: too early, too often, or the other side's own trouble. */
const PASSING = new Set([408, 425, 429]);

/**
 * Why an answer is none that can be read from.
 *
 * @param options.expected - what it should have been
 * @param options.leastMs - how long to wait at least
 * @see RFC 9110, sections 15 (status codes) and 10.2.3 (Retry-After)
 */
export function responseError(
  { status, retryAfter }: { readonly status: number; readonly retryAfter: string | null },
  {
    expected,
    now,
    leastMs = 0,
  }: { readonly expected: string; readonly now: number; readonly leastMs?: number },
): SourceError {
  const passing = status >= 500 || PASSING.has(status);
  const hint = hintOf(status);
  return new SourceError(`refused with HTTP status ${status}, expected ${expected}${hint}`, {
    final: !passing,
    retryAfterMs: Math.max(leastMs, retryAfter === null ? 0 : (waitMs(retryAfter, now) ?? 0)),
  });
}

function hintOf(status: number): string {
  if (status === 401 || status === 403) return "; are the credentials right?";
  if (status === 404) return "; is the address right?";
  if (status >= 300 && status < 400) return "; redirects are not followed with headers";
  return "";
}

/** Seconds, or the date of HTTP; null when it is neither. */
function waitMs(retryAfter: string, now: number): number | null {
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

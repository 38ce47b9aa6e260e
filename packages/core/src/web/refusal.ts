import { SourceError } from "../source/index.js";
import { retryAfterMs } from "./rate-limit.js";

/** An answer that says no. */
export class RefusalError extends SourceError {
  readonly status: number;

  constructor(
    status: number,
    message: string,
    options: { final: boolean; retryAfterMs: number | null },
  ) {
    super(message, options);
    this.status = status;
  }
}

/** Statuses that a later try may not meet again: too early, too often, or too slow. */
const PASSING = [408, 425, 429];

/**
 * What an answer that is none to read from means: whether to try again, and when.
 *
 * @param options.where - the address without its parameters, which may hold a key
 * @param options.expected - what it should have been, where only one answer will do
 * @param options.leastMs - how long to wait at least
 * @see RFC 9110, sections 15 (status codes) and 10.2.3 (Retry-After)
 */
export function refusal(
  { status, headers }: Pick<Response, "status" | "headers">,
  about: { where: string; now: number; expected?: string; leastMs?: number },
): RefusalError {
  const { where, now, leastMs = 0 } = about;
  const asked = retryAfterMs(headers, now);
  // Some interfaces say 403 where they mean 429.
  const passing = status >= 500 || PASSING.includes(status) || (status === 403 && asked !== null);
  const expected = about.expected === undefined ? "" : `, expected ${about.expected}`;
  const meaning = passing ? "" : meaningOf(status);
  const wait = asked === null ? "" : `, and asks to be left alone for ${Math.ceil(asked / 1000)} s`;
  return new RefusalError(status, `${where} answered ${status}${expected}${meaning}${wait}`, {
    final: !passing,
    retryAfterMs: asked === null && leastMs === 0 ? null : Math.max(leastMs, asked ?? 0),
  });
}

function meaningOf(status: number): string {
  if (status === 401 || status === 403) return ": the credentials are refused";
  if (status === 404) return ": is the address right?";
  if (status < 300 || status >= 400) return "";
  return ": it leads to another address, which is not followed with credentials";
}

/** An address as it may be shown: without parameters, fragment, name and password. */
export function shownUrl(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

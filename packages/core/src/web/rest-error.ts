import { SourceError } from "../source/index.js";
import { retryAfterMs } from "./rate-limit.js";

/** An answer that says no. */
export class RestError extends SourceError {
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

/** Statuses that a later try may not meet again. */
const PASSING = [408, 425, 429];

/**
 * What an answer that is no success means: whether to try again, and when.
 *
 * @param options.where - the address without its parameters, which may hold a key
 */
export function refusal(
  { status, headers }: Pick<Response, "status" | "headers">,
  { where, now }: { where: string; now: number },
): RestError {
  const asked = retryAfterMs(headers, now);
  // Some interfaces say 403 where they mean 429.
  const passing = status >= 500 || PASSING.includes(status) || (status === 403 && asked !== null);
  const meaning =
    status === 401 || (status === 403 && !passing)
      ? ": the credentials are refused"
      : status >= 300 && status < 400
        ? ": it leads to another address, which is not followed with credentials"
        : "";
  const wait = asked === null ? "" : `, and asks to be left alone for ${Math.ceil(asked / 1000)} s`;
  return new RestError(status, `${where} answered ${status}${meaning}${wait}`, {
    final: !passing,
    retryAfterMs: asked,
  });
}

/** An address as it may be shown: without parameters, fragment, name and password. */
export function shownUrl(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

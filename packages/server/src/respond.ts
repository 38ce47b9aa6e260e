import { hasTag } from "./negotiate/entity-tag.js";
import type { RequestContext } from "./route/mount.js";

/** Headers of every answer that is not a page: nothing in it may be run, framed or guessed at. */
export const API_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

export const JSON_TYPE = "application/json; charset=utf-8";
/** Only for who asked, and only after asking whether it still stands. */
export const REVALIDATED = "private, no-cache";
/** What the choice of an answer depends on beside its URL. */
export const VARY = "accept, accept-encoding";

/** Options of an answer; `headers` win over the usual ones. */
export interface RespondOptions {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Names what the content was made of, where no `etag` does: what is compressed is kept by it. */
  readonly version?: string | undefined;
}

/** What an answer was made of. */
export interface Prepared {
  readonly content: string | Uint8Array<ArrayBuffer>;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly version: string | undefined;
}

const PREPARED = Symbol("prepared");

/** What an answer was made of by `respond`; undefined of others, and of those without content. */
export function preparedOf(response: Response & { [PREPARED]?: Prepared }): Prepared | undefined {
  return response[PREPARED];
}

/**
 * An answer from text or bytes as they stand.
 *
 * @remarks Headers stay a plain object: the adapter writes it to the socket without building a `Headers`.
 */
export function respond(
  body: string | Uint8Array<ArrayBuffer> | null,
  { status = 200, headers = {}, version = headers.etag }: RespondOptions = {},
): Response {
  const all = { ...API_HEADERS, ...headers };
  const response: Response & { [PREPARED]?: Prepared } = new Response(body, {
    status,
    headers: all,
  });
  if (body !== null) response[PREPARED] = { content: body, status, headers: all, version };
  return response;
}

/** An answer in JSON from its value, or from bytes that are JSON already. */
export function respondJson(
  body: object | Uint8Array<ArrayBuffer>,
  { status = 200, headers = {}, version }: RespondOptions = {},
): Response {
  const content = body instanceof Uint8Array ? body : JSON.stringify(body);
  return respond(content, {
    status,
    version,
    headers: { "content-type": JSON_TYPE, "cache-control": REVALIDATED, vary: VARY, ...headers },
  });
}

/**
 * An answer in JSON that has a version: 304 for who has it already.
 *
 * @param etag - read before `body` was made: what is newer than its tag is asked for once too often, what is older never
 */
export function respondVersion(
  context: RequestContext,
  body: object | Uint8Array<ArrayBuffer>,
  { etag, headers = {} }: { etag: string; headers?: Readonly<Record<string, string>> },
): Response {
  if (hasTag(context.req.header("if-none-match"), etag)) {
    const kept = { "cache-control": REVALIDATED, vary: VARY, etag, ...headers };
    return respond(null, { status: 304, headers: kept });
  }
  return respondJson(body, { headers: { etag, ...headers } });
}

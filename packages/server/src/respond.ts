/** Headers of every answer that is not a page: nothing in it may be run, framed or guessed at. */
export const API_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

const JSON_TYPE = "application/json; charset=utf-8";

/** Options of an answer; `headers` win over the usual ones. */
export interface RespondOptions {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * An answer from text or bytes as they stand.
 *
 * @remarks Headers stay a plain object: the adapter writes it to the socket without building a `Headers`.
 */
export function respond(
  body: string | Uint8Array<ArrayBuffer> | null,
  { status = 200, headers = {} }: RespondOptions = {},
): Response {
  return new Response(body, { status, headers: { ...API_HEADERS, ...headers } });
}

/** An answer in JSON from its value, or from bytes that are JSON already. */
export function respondJson(
  body: object | Uint8Array<ArrayBuffer>,
  { status = 200, headers = {} }: RespondOptions = {},
): Response {
  const content = body instanceof Uint8Array ? body : JSON.stringify(body);
  return respond(content, {
    status,
    headers: { "content-type": JSON_TYPE, "cache-control": "no-cache", ...headers },
  });
}

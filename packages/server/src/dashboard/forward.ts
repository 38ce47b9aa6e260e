/** Belong to one connection, not to what is sent over it (RFC 9110, 7.6.1), or are set anew. */
const OF_A_CONNECTION = [
  ...["connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection"],
  ...["te", "trailer", "transfer-encoding", "upgrade", "host", "expect"],
];
/** What is read from the answer is unpacked already. */
const OF_A_PACKING = ["content-encoding", "content-length"];

/** Where requests go on to. */
export interface ForwardOptions {
  /** Origin and base path. */
  readonly target: string;
  /** Shown for visitors who bring no credentials. */
  readonly key: string | undefined;
  /** Told when the target cannot be reached. */
  readonly onFailure: (reason: string) => void;
}

/**
 * Hands a request on to the server behind, and its answer back, both as they come.
 *
 * @param address - of the visitor
 */
export async function forward(
  request: Request,
  address: string | undefined,
  { target, key, onFailure }: ForwardOptions,
): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const headers = without(request.headers, OF_A_CONNECTION);
  const isAnonymous = !headers.has("authorization") && !headers.has("x-api-key");
  if (isAnonymous && key !== undefined) headers.set("authorization", `Bearer ${key}`);
  if (address !== undefined) headers.append("x-forwarded-for", address);
  try {
    const answer = await fetch(`${target.replace(/\/$/, "")}${pathname}${search}`, {
      method: request.method,
      headers,
      ...(request.body !== null && { body: request.body, duplex: "half" }),
      redirect: "manual",
      signal: request.signal,
    });
    return new Response(answer.body, {
      status: answer.status,
      headers: without(answer.headers, [...OF_A_CONNECTION, ...OF_A_PACKING]),
    });
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    onFailure(cause instanceof Error ? cause.message : String(cause));
    return refusal(502, "The server behind the dashboard does not answer.");
  }
}

/** Headers but for these, and for those that the header `connection` names. */
function without(headers: Headers, names: readonly string[]): Headers {
  const kept = new Headers(headers);
  const named = (headers.get("connection") ?? "").split(",").map((name) => name.trim());
  for (const name of [...names, ...named]) if (/^[\w-]+$/.test(name)) kept.delete(name);
  return kept;
}

const TITLES: Readonly<Record<number, string>> = {
  403: "Forbidden",
  404: "No such path",
  405: "Method not allowed",
  502: "Bad gateway",
};

/** A problem, RFC 9457. */
export function refusal(status: number, detail: string): Response {
  const body = { type: "about:blank", title: TITLES[status] ?? "Refused", status, detail };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
}

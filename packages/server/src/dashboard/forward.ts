import { type IncomingMessage, request as requestPlain, type ServerResponse } from "node:http";
import { request as requestSecure } from "node:https";
import { pipeline } from "node:stream";

/** Belong to one connection, not to what is sent over it (RFC 9110, 7.6.1), or are set anew. */
const OF_A_CONNECTION = new Set([
  ...["connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection"],
  ...["te", "trailer", "transfer-encoding", "upgrade", "host", "expect"],
]);

/** Where requests go on to. */
export interface ForwardOptions {
  /** Origin and base path. */
  readonly target: string;
  /** Shown for visitors who bring no credentials. */
  readonly key: string | undefined;
  /** Told when the target cannot be reached. */
  readonly onFailure: (reason: string) => void;
}

/** Hands a request on to the server behind, and its answer back, both as they come. */
export function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { target, key, onFailure }: ForwardOptions,
): void {
  const base = new URL(target);
  const path = `${base.pathname.replace(/\/$/, "")}${incoming.url ?? "/"}`;
  const { authorization, "x-api-key": apiKey, ...rest } = incoming.headers;
  const own =
    authorization !== undefined || apiKey !== undefined
      ? { ...(authorization && { authorization }), ...(apiKey && { "x-api-key": apiKey }) }
      : key === undefined
        ? {}
        : { authorization: `Bearer ${key}` };
  const headers = {
    ...passedOn(rest),
    ...own,
    host: base.host,
    "x-forwarded-for": [rest["x-forwarded-for"], incoming.socket.remoteAddress]
      .filter((one) => one !== undefined)
      .join(", "),
  };
  const send = base.protocol === "https:" ? requestSecure : requestPlain;
  const options = { method: incoming.method, path, headers, agent: false, timeout: 300_000 };
  const asked = send(base, options, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, passedOn(answer.headers));
    // Either side may go away in the middle: then both are closed, and nobody is left to tell.
    pipeline(answer, outgoing, () => undefined);
  });
  asked.on("timeout", () => asked.destroy(new Error("no answer within five minutes")));
  asked.on("error", (error) => {
    onFailure(error.message);
    if (outgoing.headersSent) outgoing.destroy();
    else refuse(outgoing, 502, "The server behind the dashboard does not answer.");
  });
  outgoing.on("close", () => asked.destroy());
  pipeline(incoming, asked, () => undefined);
}

/** Answers with a problem, RFC 9457. */
export function refuse(outgoing: ServerResponse, status: number, detail: string): void {
  const title = TITLES[status] ?? "Refused";
  outgoing.writeHead(status, {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  outgoing.end(JSON.stringify({ type: "about:blank", title, status, detail }));
}

const TITLES: Readonly<Record<number, string>> = {
  403: "Forbidden",
  404: "No such path",
  405: "Method not allowed",
  502: "Bad gateway",
};

function passedOn(headers: IncomingMessage["headers"]): Record<string, string | string[]> {
  const named = new Set(
    String(headers.connection ?? "")
      .toLowerCase()
      .split(/, */),
  );
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || OF_A_CONNECTION.has(name) || named.has(name) ? [] : [[name, value]],
    ),
  );
}

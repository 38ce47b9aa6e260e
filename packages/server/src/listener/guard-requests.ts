import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { DoorCode } from "../problem.js";
import type { ListenLimits } from "./limits.js";
import { rawProblem } from "./raw-problem.js";

type Refusal = readonly [DoorCode, string];

/** Keeps from the app what Node's parser lets through and no route should see. */
export function guardRequests(
  next: RequestListener,
  { limits, base }: { limits: ListenLimits; base: string },
): RequestListener {
  return (request, response) => {
    const refusal = refusalOf(request, limits);
    if (refusal !== null) return refuse(request, response, { refusal, base });
    if (request.url === "*" && request.method === "OPTIONS") {
      response.writeHead(204, { allow: "GET, HEAD, POST, DELETE, OPTIONS" }).end();
      return undefined;
    }
    return next(request, response);
  };
}

/** Answers a request with a problem and ends its connection. */
export function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { refusal, base }: { refusal: Refusal; base: string },
): void {
  const path = (request.url ?? "/").split("?", 1)[0]?.slice(0, 200) ?? "/";
  const { status, headers, body } = rawProblem(refusal, { base, path });
  response.writeHead(status, { ...headers }).end(request.method === "HEAD" ? undefined : body);
}

function refusalOf(request: IncomingMessage, limits: ListenLimits): Refusal | null {
  const { rawHeaders, url = "" } = request;
  if (url.length > limits.urlLength) {
    return [
      "uri_too_long",
      `The URL has ${url.length} characters; at most ${limits.urlLength} are taken.`,
    ];
  }
  if (rawHeaders.length > 2 * limits.headerCount) {
    const found = rawHeaders.length / 2;
    return [
      "headers_too_large",
      `There are ${found} header fields; at most ${limits.headerCount} are taken.`,
    ];
  }
  let hosts = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i];
    if (name?.length === 4 && name.toLowerCase() === "host") hosts += 1;
  }
  if (hosts > 1 || (hosts === 0 && request.httpVersion === "1.1")) {
    return ["malformed_request", `Host header fields found: ${hosts}; expected one.`];
  }
  return null;
}

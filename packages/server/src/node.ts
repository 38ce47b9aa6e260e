import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { bindError, expectLoopback } from "./address.js";
import { cutUnread } from "./listener/cut-unread.js";
import { guardRequests } from "./listener/guard-requests.js";
import { DEFAULT_LIMITS, type ListenLimits, serverOptions } from "./listener/limits.js";
import { rawProblem } from "./listener/raw-problem.js";
import { refuseBroken } from "./listener/refuse-broken.js";
import type { Door } from "./route/mount.js";

/** A server that listens. */
export interface Listening {
  /** Origin, e.g. `http://127.0.0.1:8000`. */
  readonly url: string;
  readonly port: number;
  /** Takes no new requests, lets those under way end, then resolves. */
  close(): Promise<void>;
}

/** Where a server listens, and what it allows. */
export interface ListenOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly limits?: Partial<ListenLimits>;
  /** Path before all of ours, where a proxy takes it away. */
  readonly basePath?: string | undefined;
}

/** How long requests under way may take to end after `close`. */
const GRACE_MS = 5000;

/**
 * Puts an app behind a port.
 *
 * @throws CoreError `port_in_use` | `invalid_input` when the address is not of this machine, or public
 */
export async function listen(app: Door, options: ListenOptions): Promise<Listening> {
  const { host, port, basePath: base = "" } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  expectLoopback(host);
  const answer = getRequestListener((request, env) => app.fetch(request, env), {
    // Of requests of HTTP/1.0, which need not name one.
    hostname: "localhost",
    errorHandler: (error) => failed(error, base),
  });
  const server = createServer(
    serverOptions(limits),
    guardRequests((request, response) => void answer(request, response), { limits, base }),
  );
  server.maxConnections = limits.connections;
  server.maxRequestsPerSocket = limits.requestsPerConnection;
  // Fields beyond would be left out without a word; the guard counts them.
  server.maxHeadersCount = 0;
  refuseBroken(server, { limits, base });
  const endWatch = cutUnread(server, limits);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(bindError(error, { host, port })));
    server.listen({ host, port }, resolve);
  });
  const address = server.address() as AddressInfo;
  const name = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  return {
    url: `http://${name}:${address.port}`,
    port: address.port,
    close: () =>
      new Promise((resolve, reject) => {
        const force = setTimeout(() => server.closeAllConnections(), GRACE_MS);
        server.close((error) => {
          clearTimeout(force);
          endWatch();
          if (error) reject(error);
          else resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

/** Whatever came before or after the app, as a problem: a request that is none, or a fault. */
function failed(error: unknown, base: string): Response {
  const isRequest = error instanceof Error && error.name === "RequestError";
  const { status, headers, body } = rawProblem(
    isRequest
      ? ["malformed_request", `The request cannot be read: ${error.message}.`]
      : ["internal", "The server could not answer."],
    { base },
  );
  return new Response(body, { status, headers });
}

import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { bindError, expectLoopback } from "./address.js";
import { cutUnread } from "./listener/cut-unread.js";
import { guardRequests } from "./listener/guard-requests.js";
import { DEFAULT_LIMITS, type ListenLimits, serverOptions } from "./listener/limits.js";
import type { QuickLane } from "./listener/quick-lane.js";
import { rawProblem } from "./listener/raw-problem.js";
import { refuseBroken } from "./listener/refuse-broken.js";
import type { Door } from "./route/mount.js";
import type { TlsOptions } from "./transport/secure-context.js";
import { type CertificateWatch, createSecureServer } from "./transport/secure-server.js";

/** A server that listens. */
export interface Listening {
  /** Origin, e.g. `http://127.0.0.1:8000`. */
  readonly url: string;
  readonly port: number;
  /**
   * Takes no new requests, lets those under way end, then resolves.
   *
   * @param options.graceMs - how long they may take; 5 s unless told
   */
  close(options?: { readonly graceMs?: number }): Promise<void>;
}

/** What answers requests; what its lane takes, the rest never sees. */
export type Answering = Pick<Door, "fetch"> & { readonly lane?: QuickLane | null };

/** Where a server listens, and how bytes travel. */
export interface ListenOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** The caller sees to it that strangers are kept out; otherwise only loopback is taken. */
  readonly exposed?: boolean;
  readonly tls?: TlsOptions | undefined;
  readonly watch?: CertificateWatch;
  /** How long browsers keep to TLS; 0: not said. */
  readonly hstsSeconds?: number;
  readonly limits?: Partial<ListenLimits>;
  /** Path before all of ours, where a proxy takes it away. */
  readonly basePath?: string | undefined;
}

/** How long requests under way may take to end after `close`. */
const GRACE_MS = 5000;
const SWEEP_MS = 50;

/**
 * Puts an app behind a port.
 *
 * @throws CoreError `port_in_use` | `invalid_input` when the address is not of this machine, or public
 * @throws CoreError `file_not_found` | `file_unreadable` when the certificate or its key cannot be used
 */
export async function listen(app: Answering, options: ListenOptions): Promise<Listening> {
  const { host, port, exposed = false, tls, watch = {}, hstsSeconds = 0 } = options;
  const { basePath: base = "" } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  if (!exposed) expectLoopback(host);
  const toApp = getRequestListener((request, env) => app.fetch(request, env), {
    // Of requests of HTTP/1.0, which need not name one.
    hostname: "localhost",
    errorHandler: (error) => failed(error, base),
  });
  const lane = app.lane ?? null;
  let closing = false;
  const answer: RequestListener = (request, response) => {
    // Otherwise a client that goes on asking over an open connection would keep the server from ending.
    if (closing) response.shouldKeepAlive = false;
    if (lane?.(request, response)) return undefined;
    return toApp(request, response);
  };
  const guarded = guardRequests(answer, { limits, base });
  const strict = `max-age=${hstsSeconds}`;
  const listener: RequestListener =
    hstsSeconds === 0
      ? guarded
      : (request, response) => {
          response.setHeader("strict-transport-security", strict);
          return guarded(request, response);
        };
  const server =
    tls === undefined
      ? createServer(serverOptions(limits), listener)
      : createSecureServer(listener, { ...serverOptions(limits), tls, watch });
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
    url: `${tls === undefined ? "http" : "https"}://${name}:${address.port}`,
    port: address.port,
    close: ({ graceMs = GRACE_MS } = {}) =>
      new Promise((resolve, reject) => {
        closing = true;
        const force = setTimeout(() => server.closeAllConnections(), graceMs);
        // A connection that is kept alive is idle only once its last answer is sent.
        const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
        server.close((error) => {
          clearTimeout(force);
          endWatch();
          clearInterval(sweep);
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

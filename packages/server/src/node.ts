import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { bindError, expectLoopback } from "./address.js";
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
}

/** How long requests under way may take to end after `close`. */
const GRACE_MS = 5000;
const SWEEP_MS = 50;

const LIMITS = { keepAliveTimeout: 65_000, headersTimeout: 20_000, requestTimeout: 300_000 };

/**
 * Puts an app behind a port.
 *
 * @throws CoreError `port_in_use` | `invalid_input` when the address is not of this machine, or public
 * @throws CoreError `file_not_found` | `file_unreadable` when the certificate or its key cannot be used
 */
export async function listen(
  app: Door,
  { host, port, exposed = false, tls, watch = {}, hstsSeconds = 0 }: ListenOptions,
): Promise<Listening> {
  if (!exposed) expectLoopback(host);
  const toApp = getRequestListener((request, env) => app.fetch(request, env));
  let closing = false;
  const answer: RequestListener = (request, response) => {
    // Otherwise a client that goes on asking over an open connection would keep the server from ending.
    if (closing) response.shouldKeepAlive = false;
    return toApp(request, response);
  };
  const strict = `max-age=${hstsSeconds}`;
  const listener: RequestListener =
    hstsSeconds === 0
      ? answer
      : (request, response) => {
          response.setHeader("strict-transport-security", strict);
          return answer(request, response);
        };
  const server =
    tls === undefined
      ? createServer(LIMITS, listener)
      : createSecureServer(listener, { ...LIMITS, tls, watch });
  server.on("clientError", (_error, socket) => {
    if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n");
  });
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
          clearInterval(sweep);
          if (error) reject(error);
          else resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

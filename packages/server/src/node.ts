import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { bindError, expectLoopback } from "./address.js";
import type { Door } from "./route/mount.js";

/** A server that listens. */
export interface Listening {
  /** Origin, e.g. `http://127.0.0.1:8000`. */
  readonly url: string;
  readonly port: number;
  /** Takes no new requests, lets those under way end, then resolves. */
  close(): Promise<void>;
}

/** How long requests under way may take to end after `close`. */
const GRACE_MS = 5000;

/**
 * Puts an app behind a port.
 *
 * @param options.port - 0: any free one
 * @throws CoreError `port_in_use` | `invalid_input` when the address is not of this machine, or public
 */
export async function listen(
  app: Door,
  { host, port }: { host: string; port: number },
): Promise<Listening> {
  expectLoopback(host);
  const server = createServer(
    { keepAliveTimeout: 65_000, headersTimeout: 20_000, requestTimeout: 300_000 },
    getRequestListener((request, env) => app.fetch(request, env)),
  );
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
    url: `http://${name}:${address.port}`,
    port: address.port,
    close: () =>
      new Promise((resolve, reject) => {
        const force = setTimeout(() => server.closeAllConnections(), GRACE_MS);
        server.close((error) => {
          clearTimeout(force);
          if (error) reject(error);
          else resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

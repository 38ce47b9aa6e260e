import { statSync } from "node:fs";
import type { RequestListener } from "node:http";
import { createServer, type Server, type ServerOptions } from "node:https";
import type { Socket } from "node:net";
import { DoorError, problemOf } from "../problem.js";
import { readPair, type TlsOptions, type TlsPair } from "./secure-context.js";

/** Told about certificates that are taken up and those that cannot be. */
export interface CertificateWatch {
  readonly onRenewed?: ((pair: Pick<TlsPair, "subject" | "validTo">) => void) | undefined;
  /** The certificate that was in use stays in use. */
  readonly onFailure?: ((error: unknown) => void) | undefined;
  /** How often the files are looked at. Default a second. */
  readonly lookMs?: number | undefined;
}

/** First byte of a TLS record that opens a connection. */
const HANDSHAKE = 0x16;

/** What is said to those who speak plain HTTP. */
function plainRefusal(): string {
  const message = "This port speaks HTTPS; ask with https:// instead of http://.";
  const body = JSON.stringify(problemOf(new DoorError("tls_required", message), "/"));
  return [
    "HTTP/1.1 400 Bad Request",
    "content-type: application/problem+json",
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
    "",
    body,
  ].join("\r\n");
}

/**
 * A server that speaks TLS, takes up a renewed certificate without closing a connection, and tells those who speak plain
 * HTTP to it what to do instead.
 *
 * @throws CoreError `file_not_found` | `file_unreadable`
 */
export function createSecureServer(
  listener: RequestListener,
  options: ServerOptions & { readonly tls: TlsOptions; readonly watch?: CertificateWatch },
): Server {
  const { tls, watch = {}, ...rest } = options;
  const { cert, key } = readPair(tls);
  const minVersion = tls.minimumVersion === "1.2" ? "TLSv1.2" : "TLSv1.3";
  const server = createServer(
    { ...rest, cert, key, minVersion, handshakeTimeout: 10_000 },
    listener,
  );
  refusePlain(server);
  watchPair(server, { tls, minVersion, watch });
  return server;
}

/** Looks at the first byte of each connection before TLS does. */
function refusePlain(server: Server): void {
  const secure = server.listeners("connection");
  server.removeAllListeners("connection");
  server.on("connection", (socket: Socket) => {
    socket.setTimeout(10_000, () => socket.destroy());
    socket.once("error", () => socket.destroy());
    socket.once("data", (first: Buffer) => {
      if (first[0] !== HANDSHAKE) {
        socket.end(plainRefusal());
        return;
      }
      socket.pause();
      socket.setTimeout(0);
      socket.removeAllListeners("timeout");
      socket.unshift(first);
      for (const listen of secure) listen.call(server, socket);
    });
  });
}

function watchPair(
  server: Server,
  {
    tls,
    minVersion,
    watch,
  }: { tls: TlsOptions; minVersion: "TLSv1.2" | "TLSv1.3"; watch: CertificateWatch },
): void {
  const markOf = (path: string) => {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false });
    return found === undefined ? "" : `${found.ino}-${found.mtimeNs}-${found.size}`;
  };
  const marks = () => `${markOf(tls.certificateFile)} ${markOf(tls.keyFile)}`;
  let seen = marks();
  const timer = setInterval(() => {
    try {
      const found = marks();
      if (found === seen) return;
      seen = found;
      const pair = readPair(tls);
      server.setSecureContext({ cert: pair.cert, key: pair.key, minVersion });
      watch.onRenewed?.(pair);
    } catch (error) {
      watch.onFailure?.(error);
    }
  }, watch.lookMs ?? 1000);
  timer.unref();
  server.once("close", () => clearInterval(timer));
}

import { SourceError } from "../source/index.js";
import { address, networkReason } from "./network-reason.js";
import { refusal } from "./refusal.js";

/** What a source needs of a WebSocket, whoever made it. */
export interface Socket {
  send(text: string): void;
  /** Ends the connection without waiting for the other side. */
  end(): void;
  /** Stops and continues reading; null where that is not possible, as in browsers. */
  readonly flow: { pause(): void; resume(): void } | null;
  /** Asks for a sign of life, to be told by `onSign`; null where that is not possible. */
  readonly ping: (() => void) | null;
}

/** What a socket tells. */
export interface SocketListener {
  onOpen(): void;
  onMessage(message: string | Uint8Array): void;
  /** The other side is alive. */
  onSign(): void;
  /** It is over. */
  onEnd(reason: SourceError): void;
}

/** Where to connect. */
export interface SocketAddress {
  readonly url: string;
  readonly protocols?: readonly string[] | undefined;
  /** Sent with the handshake; not possible in browsers. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly mostBytes: number;
}

const HANDSHAKE_MS = 30_000;

/** Makes a connection: the platform's own in browsers, that of the package `ws` on Node. */
export function connectSocket(at: SocketAddress, listener: SocketListener): Promise<Socket> {
  return "process" in globalThis ? nodeSocket(at, listener) : browserSocket(at, listener);
}

async function nodeSocket(
  { url, protocols = [], headers = {}, mostBytes }: SocketAddress,
  listener: SocketListener,
): Promise<Socket> {
  // Loaded only here, so that a page never asks for it.
  const { WebSocket } = await import("ws");
  const socket = new WebSocket(url, [...protocols], {
    headers,
    maxPayload: mostBytes,
    handshakeTimeout: HANDSHAKE_MS,
  });
  socket.binaryType = "nodebuffer";
  socket.on("open", listener.onOpen);
  socket.on("pong", listener.onSign);
  socket.on("message", (data: Buffer, isBinary) =>
    listener.onMessage(isBinary ? new Uint8Array(data) : data.toString("utf8")),
  );
  socket.on(
    "unexpected-response",
    (request, { statusCode = 0, headers: { "retry-after": after } }) => {
      request.destroy();
      const headers = new Headers(after === undefined ? {} : { "retry-after": after });
      listener.onEnd(
        refusal(
          { status: statusCode, headers },
          { where: address(url), now: Date.now(), expected: "101 (switching protocols)" },
        ),
      );
    },
  );
  socket.on("error", (error) => listener.onEnd(broken(networkReason(error), error)));
  socket.on("close", (code, reason) => listener.onEnd(closed(code, reason.toString("utf8"))));
  return {
    send: (text) => socket.send(text),
    end: () => socket.terminate(),
    flow: { pause: () => socket.pause(), resume: () => socket.resume() },
    ping: () => socket.ping(),
  };
}

async function browserSocket(
  { url, protocols = [], headers = {} }: SocketAddress,
  listener: SocketListener,
): Promise<Socket> {
  if (Object.keys(headers).length > 0) {
    throw new SourceError(
      "a browser sends no headers with a WebSocket; found some, expected none",
      {
        final: true,
      },
    );
  }
  const socket = new WebSocket(url, [...protocols]);
  socket.binaryType = "arraybuffer";
  socket.onopen = listener.onOpen;
  socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) =>
    listener.onMessage(typeof data === "string" ? data : new Uint8Array(data));
  socket.onerror = () => listener.onEnd(broken("the browser does not say why"));
  socket.onclose = ({ code, reason }) => listener.onEnd(closed(code, reason));
  return { send: (text) => socket.send(text), end: () => socket.close(), flow: null, ping: null };
}

function broken(reason: string, cause?: unknown): SourceError {
  return new SourceError(`the WebSocket broke: ${reason}`, { cause });
}

function closed(code: number, reason: string): SourceError {
  return new SourceError(`the WebSocket was closed: ${code} ${reason}`.trimEnd());
}

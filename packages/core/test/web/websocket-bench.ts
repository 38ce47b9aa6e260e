import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import type { LiveBench } from "../../src/testing/index.js";
import { type WebSocketOptions, webSocketSource } from "../../src/web/index.js";

/** What else a test may see and change of the server. */
export interface WebSocketBench extends LiveBench {
  readonly url: () => string;
  /** Paths that were asked for, and headers. */
  readonly requests: { path: string; headers: Record<string, unknown> }[];
  readonly sockets: ReadonlySet<WebSocket>;
  /** What was received, in order. */
  readonly received: string[];
  /** Speaks to the next connections instead of streaming. */
  speak: ((socket: WebSocket) => void) | null;
}

/** A WebSocket server on loopback that keeps all messages and goes on after `?cursor=`. */
export async function webSocketBench(
  options: Partial<WebSocketOptions> = {},
): Promise<WebSocketBench> {
  const log: string[] = [];
  const sockets = new Set<WebSocket>();
  let [sent, port, refused] = [0, 0, false];
  let changed = signal();
  const change = () => {
    changed.resolve();
    changed = signal();
  };
  const stream = async (socket: WebSocket, from: number) => {
    for (let at = from; socket.readyState === socket.OPEN; ) {
      const message = log[at];
      if (message === undefined) {
        await changed.promise;
        continue;
      }
      at += 1;
      // Resolves when the system has taken it; fails when the connection is cut.
      await new Promise<void>((taken) => socket.send(message, () => taken()));
      sent = Math.max(sent, at);
    }
  };
  const raw = new Set<Socket>();
  const server = createServer();
  server.on("connection", (connection) => {
    raw.add(connection);
    connection.on("close", () => raw.delete(connection));
  });
  const door = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, connection, head) => {
    bench.requests.push({ path: request.url ?? "", headers: request.headers });
    if (refused) {
      connection.end("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    door.handleUpgrade(request, connection, head, (socket) => {
      sockets.add(socket);
      socket.on("message", (text) => bench.received.push(text.toString()));
      socket.on("close", () => {
        sockets.delete(socket);
        change();
      });
      const cursor = new URL(request.url ?? "", "ws://x").searchParams.get("cursor");
      const day = cursor === null ? 0 : (Date.parse(cursor) - Date.UTC(2000, 0, 1)) / 86_400_000;
      if (bench.speak === null) void stream(socket, day);
      else bench.speak(socket);
    });
  });
  const cut = async () => {
    for (const connection of raw) connection.destroy();
  };
  const start = async () => {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    port = (server.address() as AddressInfo).port;
  };
  const stop = async () => {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    await cut();
    await closed;
  };
  const bench: WebSocketBench = {
    url: () => `ws://127.0.0.1:${port}/stream`,
    requests: [],
    received: [],
    sockets,
    speak: null,
    source: () =>
      webSocketSource({ name: "socket", url: bench.url(), cursorField: "/date", ...options }),
    async send(messages) {
      for (const message of messages) log.push(message);
      change();
    },
    delivered: () => sent,
    cut,
    stop,
    start,
    async refuse() {
      refused = true;
    },
    close: stop,
  };
  await start();
  return bench;
}

function signal() {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((go) => {
    resolve = go;
  });
  return { promise, resolve };
}

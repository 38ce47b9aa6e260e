import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createSocket } from "node:net";
import { join } from "node:path";
import { jetstream, jetstreamManager, StorageType } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { type WebSocket, WebSocketServer } from "ws";
import { natsServerPath } from "../../../../scripts/programs.mjs";
import { inTime, until } from "./chaos-wait.js";

/** Events at `/events`, a list at `/items`, and messages of a WebSocket, all of whose connections can be cut. */
export async function eventServer() {
  const log: string[] = [];
  const items: string[] = [];
  const messages: string[] = [];
  const open = new Set<ServerResponse>();
  const sockets = new Set<WebSocket>();
  const event = (id: number, text: string) => `retry: 20\nid: ${id}\ndata: ${text}\n\n`;
  const server = createServer((request, response) => {
    if (request.url?.startsWith("/items")) {
      response.setHeader("content-type", "application/json").end(`[${items.join(",")}]`);
      return;
    }
    const last = Number(request.headers["last-event-id"] ?? 0);
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(
      `: open\n\n${log
        .slice(last)
        .map((text, i) => event(last + i + 1, text))
        .join("")}`,
    );
    open.add(response);
    response.on("close", () => open.delete(response));
  });
  const doorway = new WebSocketServer({ server });
  doorway.on("connection", (socket, request) => {
    const from = Number(new URL(request.url ?? "/", "ws://x").searchParams.get("cursor") ?? 0);
    for (const text of messages.slice(from)) socket.send(text);
    sockets.add(socket);
    socket.on("error", () => undefined); // it closes, too
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const cut = () => {
    for (const socket of sockets) socket.terminate();
    server.closeAllConnections();
  };
  return {
    url: `http://127.0.0.1:${port}`,
    socketUrl: `ws://127.0.0.1:${port}/socket`,
    items,
    send(text: string) {
      log.push(text);
      for (const response of open) response.write(event(log.length, text));
    },
    /** Says in the record where it stands in the stream, except in one that is no record. */
    say(text: string, isRecord: boolean) {
      const seq = messages.length + 1;
      messages.push(isRecord ? text.replace("{", `{"seq":${seq},`) : text);
      for (const socket of sockets) socket.send(messages.at(-1) ?? "");
    },
    cut,
    close() {
      cut();
      doorway.close();
      server.close();
    },
  };
}

/** A real nats-server with a stream on disk, which is published to until it acknowledges. */
export async function streamServer(folder: string) {
  const program = natsServerPath();
  if (program === null) throw new Error("nats-server is not installed");
  const probe = createSocket().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  const servers = `127.0.0.1:${port}`;
  let running: { readonly child: ChildProcess; readonly closed: Promise<unknown> } | undefined;
  let said = "";
  let shut = false;
  const start = () => {
    const options = ["-a", "127.0.0.1", "-p", String(port), "-js", "-sd", join(folder, "nats")];
    const child = spawn(program, options, { stdio: ["ignore", "ignore", "pipe"] });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-2000);
    });
    running = { child, closed: once(child, "close") };
  };
  const end = async () => {
    if (running === undefined) return;
    running.child.kill("SIGKILL");
    await inTime(running.closed, { ms: 10_000, what: () => `the end of nats-server: ${said}` });
  };
  /** Tries until it is done. @returns how many tries failed */
  const patiently = (what: string, work: (nats: NatsConnection) => Promise<unknown>) =>
    until(
      what,
      async () => {
        const { child } = running ?? {};
        if (child !== undefined && child.exitCode !== null) return `nats-server ended: ${said}`;
        const nats = await connect({ servers, reconnect: false, timeout: 2_000 });
        try {
          await work(nats);
          return null;
        } finally {
          // Not waited for: with a server that is gone it may never end.
          void nats.close().catch(() => undefined);
        }
      },
      { ms: 60_000, everyMs: 100 },
    );
  start();
  await patiently("a stream of nats-server", async (nats) => {
    const manager = await jetstreamManager(nats);
    await manager.streams.add({ name: "CHAOS", subjects: ["chaos"], storage: StorageType.File });
  });
  return {
    servers,
    publish: (text: string) =>
      patiently("an acknowledgement of nats-server", (nats) =>
        jetstream(nats).publish("chaos", text),
      ),
    /** Resolves when a consumer has acknowledged all: what was lost with a connection is delivered again only after a while. */
    drained: (consumer: string) =>
      patiently("the last acknowledgement of a consumer", async (nats) => {
        const { consumers } = await jetstreamManager(nats);
        const { num_pending, num_ack_pending } = await consumers.info("CHAOS", consumer);
        if (num_pending + num_ack_pending > 0) {
          throw new Error(`${num_pending} to deliver, ${num_ack_pending} to acknowledge`);
        }
      }),
    async crash() {
      await end();
      if (!shut) start();
    },
    /** Ends it for good. */
    close() {
      shut = true;
      return end();
    },
  };
}

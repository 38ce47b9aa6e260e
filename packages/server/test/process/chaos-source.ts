import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createSocket } from "node:net";
import { join } from "node:path";
import { jetstream, jetstreamManager, StorageType } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { natsServerPath } from "../../../../scripts/programs.mjs";

/** A stream of events at `/events` and a list of items at `/items`, whose connections can be cut. */
export async function eventServer() {
  const log: string[] = [];
  const items: string[] = [];
  const open = new Set<ServerResponse>();
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
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    items,
    send(text: string) {
      log.push(text);
      for (const response of open) response.write(event(log.length, text));
    },
    cut: () => server.closeAllConnections(),
    close() {
      server.closeAllConnections();
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
  probe.close();
  const servers = `127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  const start = () => {
    const options = ["-a", "127.0.0.1", "-p", String(port), "-js", "-sd", join(folder, "nats")];
    child = spawn(program, options, { stdio: "ignore" });
  };
  const end = async () => {
    if (child === undefined || child.exitCode !== null) return;
    const closed = once(child, "close");
    child.kill("SIGKILL");
    await closed;
  };
  /** Tries until it is done. @returns how many tries failed */
  const patiently = async (
    work: (nats: Awaited<ReturnType<typeof connect>>) => Promise<unknown>,
  ) => {
    for (let failed = 0; ; failed += 1) {
      try {
        const nats = await connect({ servers, reconnect: false, timeout: 2_000 });
        try {
          await work(nats);
          return failed;
        } finally {
          await nats.close();
        }
      } catch (error) {
        if (failed > 600) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  };
  start();
  await patiently(async (nats) => {
    const manager = await jetstreamManager(nats);
    await manager.streams.add({ name: "CHAOS", subjects: ["chaos"], storage: StorageType.File });
  });
  return {
    servers,
    publish: (text: string) => patiently((nats) => jetstream(nats).publish("chaos", text)),
    async crash() {
      await end();
      start();
    },
    end,
  };
}

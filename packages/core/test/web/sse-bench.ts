import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { LiveBench } from "../../src/testing/index.js";
import { type SseOptions, sseSource } from "../../src/web/index.js";

/** What else a test may see and change of the server. */
export interface SseBench extends LiveBench {
  readonly url: () => string;
  /** Headers of each request. */
  readonly requests: Readonly<Record<string, string | string[] | undefined>>[];
  /** Answers the next requests itself, instead of streaming. */
  answer: ((response: ServerResponse) => void) | null;
}

/** A server of events on loopback that keeps all of them and goes on after `Last-Event-ID`. */
export async function sseBench(options: Partial<SseOptions> = {}): Promise<SseBench> {
  const log: string[] = [];
  const open = new Set<ServerResponse>();
  const requests: SseBench["requests"] = [];
  let [sent, port] = [0, 0];
  let wake: (() => void)[] = [];
  const changed = () => {
    const woken = wake;
    wake = [];
    for (const go of woken) go();
  };
  const stream = async (response: ServerResponse, from: number) => {
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
    response.write(": hello\nretry: 10\n\n");
    for (let at = from; !response.destroyed; at += 1) {
      while (log[at] === undefined && !response.destroyed) {
        await new Promise<void>((go) => wake.push(go));
      }
      if (response.destroyed) return;
      const flows = response.write(`id: ${at + 1}\ndata: ${log[at]}\n\n`);
      sent = Math.max(sent, at + 1);
      if (!flows) await flowing(response);
    }
  };
  const server = createServer((request, response) => {
    requests.push(request.headers);
    open.add(response);
    response.on("error", () => response.destroy());
    response.on("close", () => {
      open.delete(response);
      changed();
    });
    if (bench.answer !== null) bench.answer(response);
    else void stream(response, Number(request.headers["last-event-id"] ?? 0));
  });
  const start = async () => {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    port = (server.address() as AddressInfo).port;
  };
  const cut = async () => server.closeAllConnections();
  const stop = async () => {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  };
  const bench: SseBench = {
    url: () => `http://127.0.0.1:${port}/events`,
    requests,
    answer: null,
    source: () => sseSource({ name: "events", url: bench.url(), ...options }),
    async send(messages) {
      for (const message of messages) log.push(message);
      changed();
    },
    delivered: () => sent,
    cut,
    stop,
    start,
    async refuse() {
      bench.answer = (response) => void response.writeHead(403).end();
    },
    close: stop,
  };
  await start();
  return bench;
}

/** Resolves once more can be written, or the other side is gone; no listener is left behind. */
function flowing(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      response.off("drain", go);
      response.off("close", go);
      resolve();
    };
    response.on("drain", go);
    response.on("close", go);
  });
}

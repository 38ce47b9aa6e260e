import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { builtInCatalogue, memoryStore } from "@cdp-whatif/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { isProof, recordProof } from "../../../scripts/record-proof.js";
import { createService, listen, type Service } from "../src/index.js";
import { checkerOf } from "./contract-check.js";
import { Document } from "./contract-document.js";
import { type Asked, requestsOf } from "./contract-request.js";
import { ask, EVERYTHING, marketTwin, send } from "./market.js";
import { exchange } from "./raw-socket.js";

const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? (isProof ? 1_000_000 : 250));
const SEED = 20_260_102;
/** Requests to one service: each begins with fresh data, so that what is kept between them is a leak. */
const ROUND = Math.min(REQUESTS, 10_000);
/** One request in so many goes over a socket. */
const SOCKET_EVERY = 25;
const PATIENCE_MS = 60_000;

async function serving(): Promise<{ service: Service; end: () => Promise<void>; port: number }> {
  const store = memoryStore();
  const service = createService({
    store,
    catalogue: builtInCatalogue,
    twin: await marketTwin(),
    threads: 1,
  });
  await send(service.app, EVERYTHING);
  const server = await listen(service.app, { host: "127.0.0.1", port: 0 });
  const end = async () => {
    await server.close();
    await service.close();
  };
  return { service, end, port: server.port };
}

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");
const heapMiB = () => {
  collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
};

async function overSocket(port: number, { method, path, headers, body }: Asked): Promise<number> {
  const lines = Object.entries({
    ...headers,
    host: "localhost",
    connection: "close",
    ...(body !== undefined && { "content-length": String(Buffer.byteLength(body)) }),
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  const text = await exchange(
    port,
    `${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n${body ?? ""}`,
  );
  return Number(
    /^HTTP\/1\.1 (\d{3})/.exec(text.replace(/^HTTP\/1\.1 100 .*?\r\n\r\n/s, ""))?.[1] ?? 0,
  );
}

it(`answers ${REQUESTS} requests made from its own document without failing, as the document says`, {
  timeout: 12 * 3_600_000,
}, async () => {
  const first = await serving();
  const document = Document.parse(await (await ask(first.service.app, "/openapi.json")).json());
  await first.end();
  const requests = requestsOf(document);
  const check = checkerOf(document);
  const statuses: Record<string, number> = {};
  const heaps: number[] = [];
  const answered = new Set<string>();
  let validated = 0;
  for (let done = 0; done < REQUESTS; done += ROUND) {
    const { service, end, port } = await serving();
    const sample = fc.sample(requests, {
      numRuns: Math.min(ROUND, REQUESTS - done),
      seed: SEED + done,
    });
    for (const [i, asked] of sample.entries()) {
      const { path, method, headers, body } = asked;
      let status = 0;
      const answer = async () => {
        if (i % SOCKET_EVERY === 0) {
          status = await overSocket(port, asked);
          return;
        }
        const init = { method, headers, ...(body !== undefined && { body }) };
        const found = await service.app.request(path, init);
        status = found.status;
        if ((await check(asked, found)) === "validated") {
          validated += 1;
          answered.add(asked.id);
        }
      };
      const timer = AbortSignal.timeout(PATIENCE_MS);
      const late = new Promise<never>((_, reject) =>
        timer.addEventListener("abort", () => reject(new Error("no answer"))),
      );
      try {
        await Promise.race([answer(), late]);
        expect(status === 503 || status === 507 || (status >= 200 && status < 500)).toBe(true);
      } catch (error) {
        throw new Error(
          `seed ${SEED + done}, request ${i}: ${status} ${JSON.stringify(asked).slice(0, 2000)}`,
          { cause: error },
        );
      }
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
    await end();
    heaps.push(heapMiB());
  }
  expect(validated).toBeGreaterThan(REQUESTS / 10);
  const grown = (heaps.at(-1) ?? 0) - (heaps[Math.min(2, heaps.length - 1)] ?? 0);
  expect(grown).toBeLessThan(48);
  recordProof(
    "fuzz-contract",
    "Requests made from the OpenAPI document, valid, nearly valid and invalid: none fails, none hangs, nothing is kept",
    {
      requests: REQUESTS,
      seed: SEED,
      "operations that answered 2xx": answered.size,
      "2xx answers valid by their schema": validated,
      "heap after the first rounds, MiB": Math.round(heaps[Math.min(2, heaps.length - 1)] ?? 0),
      "heap at the end, MiB": Math.round(heaps.at(-1) ?? 0),
      ...Object.fromEntries(Object.entries(statuses).map(([code, n]) => [`status ${code}`, n])),
    },
  );
});

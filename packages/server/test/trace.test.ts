import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { builtInCatalogue, memoryStore } from "@cdp-whatif/core";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createService, type Service } from "../src/serve.js";
import { createOtlpSink } from "../src/trace/otlp.js";
import { readTraceparent } from "../src/trace/span-context.js";
import { tracedSimulator } from "../src/trace/traced.js";
import { createTracer, type Tracer } from "../src/trace/tracer.js";
import { createSimulator } from "../src/twin/simulator.js";
import { ask, BEHAVIOUR, send } from "./market.js";

interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { key: string; value: Record<string, unknown> }[];
  readonly status: { code?: number };
}

const spans: ReceivedSpan[] = [];
const requests: { url: string; type: string; key: string }[] = [];
let refusals = 1;
const collector = createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8").on("data", (text: string) => {
    body += text;
  });
  request.on("end", () => {
    const { url = "", headers } = request;
    requests.push({ url, type: String(headers["content-type"]), key: String(headers["x-key"]) });
    // Busy the first time: what was sent is to come again.
    if (refusals > 0) {
      refusals -= 1;
      response.writeHead(503).end();
      return;
    }
    for (const { scopeSpans } of JSON.parse(body).resourceSpans) {
      for (const { spans: found } of scopeSpans) spans.push(...found);
    }
    response.end("{}");
  });
});
const lines: Record<string, unknown>[] = [];
let tracer: Tracer;
let service: Service;
beforeAll(async () => {
  await once(collector.listen(0, "127.0.0.1"), "listening");
  const { port } = collector.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}/`;
  tracer = createTracer(createOtlpSink({ endpoint, headers: { "x-key": "k" }, everyMs: 10 }));
  service = createService({
    store: memoryStore(),
    catalogue: builtInCatalogue,
    threads: 1,
    debounceMs: 0,
    tracer,
    log: pino({}, { write: (line: string) => lines.push(JSON.parse(line)) }),
  });
});
afterAll(async () => {
  await service.close();
  await tracer.close();
  collector.close();
});

const named = async (name: string, traceId: string): Promise<ReceivedSpan> => {
  for (;;) {
    const found = spans.find((one) => one.name === name && one.traceId === traceId);
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT = "00f067aa0ba902b7";
const headers = { traceparent: `00-${TRACE}-${PARENT}-01`, "x-request-id": "client:request-1" };

it("follows a request of a client's trace down to the store, and names both ids in the log", async () => {
  await send(service.app, BEHAVIOUR, { headers });
  await ask(service.app, "/api/v1/behavior/summary", { headers });
  const batch = await named("store.commit", TRACE);
  const ingest = await named("POST /api/v1/ingest", TRACE);
  expect(ingest).toMatchObject({ parentSpanId: PARENT, kind: 2, status: {} });
  expect(batch.parentSpanId).toBe(ingest.spanId);
  expect(batch.attributes).toContainEqual({ key: "cdp.dead_lettered", value: { intValue: "0" } });
  const server = await named("GET /api/v1/behavior/summary", TRACE);
  const query = await named("store.summary", TRACE);
  expect(query.parentSpanId).toBe(server.spanId);
  expect(BigInt(query.startTimeUnixNano) >= BigInt(server.startTimeUnixNano)).toBe(true);
  expect(BigInt(query.endTimeUnixNano) <= BigInt(server.endTimeUnixNano)).toBe(true);
  expect(lines.find(({ path }) => path === "/api/v1/behavior/summary")).toMatchObject({
    traceId: TRACE,
    requestId: "client:request-1",
  });
  expect(requests[0]).toEqual({ url: "/v1/traces", type: "application/json", key: "k" });
});

it("traces runs in threads, and refusals, and names no customer", async () => {
  const simulator = tracedSimulator(createSimulator({ threads: 1 }), tracer);
  const options = { locale: "en", series: false };
  const run = tracer.span("asked", {}, () => simulator.simulate({}, options));
  await expect(run).rejects.toMatchObject({ code: "no_data" });
  await simulator.close();
  const customer = "/api/v1/customers/alice%40example.com";
  await ask(service.app, customer, { headers: { "x-request-id": "bad\tid" } });
  const line = lines.find(({ path }) => path === "/api/v1/customers/:id");
  expect(line).toMatchObject({ status: 404, problem: "not_found" });
  expect(line?.requestId).not.toBe("bad\tid");
  await named("GET /api/v1/customers/:id", String(line?.traceId));
  const inThread = spans.find(({ name }) => name === "simulation.run");
  const asked = await named("asked", inThread?.traceId ?? "");
  expect(inThread).toMatchObject({ parentSpanId: asked.spanId, status: { code: 2 } });
  expect(asked.parentSpanId).toBeUndefined();
  expect(JSON.stringify([spans, lines])).not.toContain("alice");
});

it("keeps no more of its own traces than it is told, and all of those that a client keeps", () => {
  const kept: string[] = [];
  const sink = { add: ({ name }: { name: string }) => void kept.push(name), close: async () => {} };
  const none = createTracer(sink, { ratio: 0 });
  const half = createTracer(sink, { ratio: 0.5 });
  none.span("own", {}, () => none.span("below", {}, () => undefined));
  none.span("client's", { parent: readTraceparent(headers.traceparent) }, () => undefined);
  expect(kept).toEqual(["client's"]);
  for (let i = 0; i < 400; i += 1) half.span("some", {}, () => undefined);
  expect(kept.length).toBeGreaterThan(120);
  expect(kept.length).toBeLessThan(280);
});

it.each([
  [`00-${TRACE}-${PARENT}-01`, true],
  [`00-${TRACE}-${PARENT}-00`, false],
  [`cc-${TRACE}-${PARENT}-09-what-comes-later`, true],
])("reads %s", (header, sampled) => {
  expect(readTraceparent(header)).toEqual({ traceId: TRACE, spanId: PARENT, sampled });
});

it.each([
  undefined,
  "",
  `00-${TRACE}-${PARENT}`,
  `00-${TRACE}-${PARENT}-01-more`,
  `ff-${TRACE}-${PARENT}-01`,
  `00-${"0".repeat(32)}-${PARENT}-01`,
  `00-${TRACE}-${"0".repeat(16)}-01`,
  `00-${TRACE.toUpperCase()}-${PARENT}-01`,
])("takes %s for no trace", (header) => {
  expect(readTraceparent(header)).toBeNull();
});

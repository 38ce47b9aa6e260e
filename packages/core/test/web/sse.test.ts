import type { ServerResponse } from "node:http";
import { afterEach, expect, it } from "vitest";
import { memoryStore } from "../../src/store/memory-store.js";
import { liveSourceContract, marketMessage, type Run, runHere } from "../../src/testing/index.js";
import type { SseOptions } from "../../src/web/index.js";
import { type SseBench, sseBench } from "./sse-bench.js";

liveSourceContract("server-sent events", { create: () => sseBench() });

let running: { bench: SseBench; run: Run } | undefined;
afterEach(async () => {
  await running?.run.stop();
  await running?.bench.close();
  running = undefined;
});

async function answered(answer: (response: ServerResponse) => void, options?: Partial<SseOptions>) {
  const bench = await sseBench(options);
  bench.answer = answer;
  const store = memoryStore();
  const run = runHere(bench.source(), store);
  running = { bench, run };
  return { bench, store, ...run };
}

const events = (text: string) => (response: ServerResponse) => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.end(text);
};

it("takes arrays and NDJSON as several records, and bad data as dead letters", async () => {
  const [a, b, c, d] = [1, 2, 3, 4].map(marketMessage);
  const text = `id: x\ndata: [${a},${b}]\n\ndata: ${c}\ndata: ${d}\n\ndata: {\n\n`;
  const { until } = await answered(events(text));
  expect(await until(({ read }) => read >= 5)).toMatchObject({
    stored: 4,
    deadLettered: 1,
    cursor: "x",
  });
});

it("keeps the place over events without an id, in UTF-8, and sends it back with its own headers", async () => {
  const text = `id: 台北-7\ndata: ${marketMessage(1)}\n\ndata: ${marketMessage(2)}\n\n`;
  const headers = { authorization: "Bearer s3cret" };
  const { bench, until } = await answered(events(text), { headers });
  expect(await until(({ read }) => read >= 4)).toMatchObject({ stored: 2, duplicates: 2 });
  expect(bench.requests[0]).toMatchObject({ authorization: "Bearer s3cret" });
  expect(bench.requests[0]?.["last-event-id"]).toBeUndefined();
  const sent = String(bench.requests[1]?.["last-event-id"]);
  expect(Buffer.from(sent, "latin1").toString("utf8")).toBe("台北-7");
});

it("takes the types of event that it was told to", async () => {
  const text = `event: ping\ndata: {}\n\nevent: row\ndata: ${marketMessage(1)}\n\n`;
  const { until } = await answered(events(text), { events: ["row"] });
  expect(await until(({ stored }) => stored === 1)).toMatchObject({ deadLettered: 0 });
});

it("ends with status 204", async () => {
  const { until } = await answered((response) => void response.writeHead(204).end());
  expect(await until(({ state }) => state === "ended")).toMatchObject({ failures: 0 });
});

it.each([
  [401, /answered 401, expected 200 and text\/event-stream: the credentials are refused/],
  [404, /answered 404, .*is the address right/],
  [410, /answered 410/],
])("is given up at status %i", async (status, reason) => {
  const { until } = await answered((response) => void response.writeHead(status).end());
  expect((await until(({ state }) => state === "given_up")).lastError).toMatch(reason);
});

it("is given up at another content type, saying which one", async () => {
  const { until } = await answered((response) => {
    response.writeHead(200, { "content-type": "text/html" }).end("<p>log in");
  });
  const { lastError } = await until(({ state }) => state === "given_up");
  expect(lastError).toContain("text/html, expected 200 and text/event-stream");
});

it("does not carry its headers to another address", async () => {
  const { bench, until } = await answered(
    (response) => void response.writeHead(302, { location: "/elsewhere" }).end(),
    { headers: { "x-key": "s3cret" } },
  );
  expect((await until(({ state }) => state === "given_up")).lastError).toContain(
    "leads to another address",
  );
  expect(bench.requests).toHaveLength(1);
});

it.each([
  [
    "3600",
    (response: ServerResponse) => void response.writeHead(503, { "retry-after": "3600" }).end(),
  ],
  ["retry:", events("retry: 3600000\n\n")],
])("waits as long as the server asks (%s)", async (_, answer) => {
  const { until } = await answered(answer);
  const failing = await until(({ state }) => state === "failing");
  expect(Number(failing.nextTryAt) - failing.since).toBeGreaterThanOrEqual(3_500_000);
});

it("connects again when nothing was heard for too long, which comments prevent", async () => {
  const beat = (response: ServerResponse) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    let left = 6;
    const timer = setInterval(() => {
      left -= 1;
      if (left > 0) response.write(": alive\n\n");
      else clearInterval(timer);
    }, 40);
  };
  const { bench, until } = await answered(beat, { idleTimeoutMs: 120 });
  const failing = await until(({ state }) => state === "failing");
  expect(failing.lastError).toContain("nothing came");
  expect(bench.requests).toHaveLength(1);
});

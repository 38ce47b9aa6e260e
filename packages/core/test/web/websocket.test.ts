import { afterEach, expect, it } from "vitest";
import type { WebSocket } from "ws";
import { memoryStore } from "../../src/store/memory-store.js";
import { liveSourceContract, marketMessage, type Run, runHere } from "../../src/testing/index.js";
import type { WebSocketOptions } from "../../src/web/index.js";
import { type WebSocketBench, webSocketBench } from "./websocket-bench.js";

liveSourceContract("WebSocket", { create: () => webSocketBench() });

let running: { bench: WebSocketBench; run: Run } | undefined;
afterEach(async () => {
  await running?.run.stop();
  await running?.bench.close();
  running = undefined;
});

async function spoken(speak: (socket: WebSocket) => void, options?: Partial<WebSocketOptions>) {
  const bench = await webSocketBench(options);
  bench.speak = speak;
  const run = runHere(bench.source(), memoryStore());
  running = { bench, run };
  return { bench, ...run };
}

it("reads text and binary frames, NDJSON and arrays; what is no text becomes a dead letter", async () => {
  const [a, b, c, d] = [1, 2, 3, 4].map(marketMessage);
  const { until } = await spoken((socket) => {
    socket.send(`${a}\n${b}\n`);
    socket.send(Buffer.from(`[${c}]`), { binary: true });
    socket.send(Buffer.from(d ?? ""), { binary: true });
    socket.send(Buffer.of(0xff, 0xfe), { binary: true });
  });
  expect(await until(({ read }) => read === 5)).toMatchObject({ stored: 4, deadLettered: 1 });
});

it("subscribes when it is connected, after the last durable record from the second time on", async () => {
  const { bench, until } = await spoken(
    (socket) => socket.on("message", () => socket.send(marketMessage(3))),
    {
      subscribe: { op: "subscribe" },
      cursorParameter: "after",
      headers: { authorization: "Bearer s3cret" },
    },
  );
  await until(({ stored }) => stored === 1);
  await bench.cut();
  await until(({ duplicates }) => duplicates === 1);
  await expect
    .poll(() => bench.received.map((text) => JSON.parse(text)))
    .toEqual([{ op: "subscribe" }, { op: "subscribe", after: "2000-01-04" }]);
  expect(bench.requests[1]).toMatchObject({
    path: "/stream",
    headers: { authorization: "Bearer s3cret" },
  });
});

it("never takes a number for a place that it cannot tell exactly", async () => {
  const record = (id: string) => marketMessage(1).replace("{", `{"id":${id},`);
  const { until } = await spoken(
    (socket) => {
      socket.send(record("41"));
      socket.send(record("12345678901234567890"));
    },
    { cursorField: "/id" },
  );
  expect(await until(({ read }) => read === 2)).toMatchObject({ cursor: "41" });
});

it("comes back when the other side gives no sign of life", async () => {
  const { until } = await spoken((socket) => socket.pause(), { pingMs: 40 });
  const { lastError } = await until(({ state }) => state === "failing");
  expect(lastError).toContain("no sign of life");
});

it("says with which code and reason it was closed", async () => {
  const { until } = await spoken((socket) => socket.close(1013, "try again later"));
  const { lastError } = await until(({ state }) => state === "failing");
  expect(lastError).toContain("1013 try again later");
});

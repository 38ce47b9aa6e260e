import { gzipSync } from "node:zlib";
import { builtInCatalogue, memoryStore } from "@cdp-whatif/core";
import { afterEach, expect, it } from "vitest";
import { createService, type Service } from "../src/index.js";
import { ask } from "./market.js";

let service: Service;
afterEach(() => service.close());

const open = (options: { writeKeys?: { name: string; key: string }[] } = {}) => {
  service = createService({ store: memoryStore(), catalogue: builtInCatalogue, ...options });
};
const call = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  ask(service.app, path, { method: "POST", headers, body: JSON.stringify(body) });
const stored = async () => {
  const { records, deadLetters } = await service.store.content();
  return { events: records["customer-event"], deadLetters };
};
const EVENT = {
  type: "track",
  event: "Order Completed",
  userId: "u1",
  messageId: "m1",
  timestamp: "2026-03-05T02:00:04.000Z",
};

it("stores a batch once however often it is sent, though the corrected time differs", async () => {
  open();
  for (const sentAt of ["2026-03-05T02:00:05.000Z", "2026-03-05T02:00:09.000Z"]) {
    const answer = await call("/v1/batch", { batch: [EVENT], sentAt });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ success: true });
  }
  expect(await stored()).toEqual({ events: 1, deadLetters: 0 });
});

it("keeps the rest of a batch when one event is wrong", async () => {
  open();
  const batch = [EVENT, { type: "track", messageId: "m2", userId: "u1" }, 7];
  expect((await call("/v1/b", { batch })).status).toBe(200);
  expect(await stored()).toEqual({ events: 1, deadLetters: 2 });
});

it("takes single calls by long and short path, as text/plain, and gzip", async () => {
  open();
  const { type: _type, ...event } = EVENT;
  const plain = { "content-type": "text/plain" };
  expect((await call("/v1/t", event, plain)).status).toBe(200);
  expect((await call("/v1/identify", { userId: "u1", anonymousId: "a1" })).status).toBe(200);
  const packed = await ask(service.app, "/v1/alias", {
    method: "POST",
    headers: { "content-encoding": "gzip" },
    body: gzipSync(JSON.stringify({ userId: "u1", previousId: "a1" })),
  });
  expect(packed.status).toBe(200);
  expect(await stored()).toEqual({ events: 3, deadLetters: 0 });
});

it("knows its write keys, in the header or the body", async () => {
  open({ writeKeys: [{ name: "shop", key: "k" }] });
  const basic = (key: string) => ({ authorization: `Basic ${btoa(`${key}:`)}` });
  expect((await call("/v1/batch", { batch: [EVENT] })).status).toBe(401);
  expect((await call("/v1/batch", { batch: [EVENT] }, basic("x"))).status).toBe(401);
  expect((await call("/v1/batch", { batch: [EVENT] }, basic("k"))).status).toBe(200);
  expect((await call("/v1/t", { ...EVENT, writeKey: "k" })).status).toBe(200);
});

it("refuses what is no call, and lets pages of other origins send", async () => {
  open();
  expect((await call("/v1/batch", { events: [] })).status).toBe(400);
  const preflight = await ask(service.app, "/v1/t", { method: "OPTIONS" });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get("access-control-allow-origin")).toBe("*");
});

it("keeps an invalid event once however often it is sent", async () => {
  open();
  const wrong = {
    type: "track",
    messageId: "m1",
    userId: "u1",
    originalTimestamp: EVENT.timestamp,
  };
  for (const sentAt of ["2026-03-05T02:00:05.000Z", "2026-03-05T02:00:09.000Z"]) {
    await call("/v1/batch", { batch: [wrong, { ...wrong, sentAt, messageId: "m2" }], sentAt });
  }
  expect(await stored()).toEqual({ events: 0, deadLetters: 2 });
  const [letter] = await service.store.deadLetters({});
  expect(letter).toMatchObject({ rule: "missing", field: "/event" });
  expect(JSON.parse(letter?.raw ?? "")).toMatchObject(wrong);
});

it("takes events that are larger than Segment's 32 kB, and keeps one above a line's limit as a dead letter", async () => {
  open();
  const long = (length: number) => ({ ...EVENT, properties: { note: "x".repeat(length) } });
  const batch = [
    { ...long(100_000), messageId: "m1" },
    { ...long(1_100_000), messageId: "m2" },
  ];
  expect((await call("/v1/batch", { batch })).status).toBe(200);
  expect(await stored()).toEqual({ events: 1, deadLetters: 1 });
});

it("answers 429 with retry-after while too much waits for the store", async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const store = memoryStore();
  const commit = store.commit.bind(store);
  store.commit = async (batch) => {
    await held;
    return commit(batch);
  };
  service = createService({ store, catalogue: builtInCatalogue, mostWaiting: 1 });
  const send = (n: number) => call("/v1/batch", { batch: [{ ...EVENT, messageId: `m${n}` }] });
  const taken = [send(1), send(2), send(3)];
  const refused = await send(4);
  expect(refused.status).toBe(429);
  expect(refused.headers.get("retry-after")).toBe("1");
  expect(refused.headers.get("access-control-expose-headers")).toContain("retry-after");
  release();
  for (const answer of taken) expect((await answer).status).toBe(200);
  expect((await send(4)).status).toBe(200);
  expect(await stored()).toEqual({ events: 4, deadLetters: 0 });
});

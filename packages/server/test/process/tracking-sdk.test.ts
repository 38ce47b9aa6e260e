import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtInCatalogue, type RecordStore } from "@cdp-whatif/core";
import { openStore } from "@cdp-whatif/core/duckdb";
import RudderStack from "@rudderstack/rudder-sdk-node";
import { Analytics } from "@segment/analytics-node";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createService, type Service } from "../../src/index.js";
import { type Listening, listen } from "../../src/node.js";
import { type Fate, type Gate, openGate } from "./faulty-gate.js";

let folder: string;
let store: RecordStore;
let service: Service;
let server: Listening;
let gate: Gate;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tracking-"));
  store = await openStore(`duckdb:${join(folder, "data.duckdb")}`);
  const writeKeys = [{ name: "shop", key: "wk" }];
  service = createService({ store, catalogue: builtInCatalogue, writeKeys });
  server = await listen(service.app, { host: "127.0.0.1", port: 0 });
  gate = await openGate(server.url);
});
afterEach(async () => {
  await gate.close();
  await server.close();
  await service.close();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const CALLS = ["track", "identify", "page", "screen", "group", "alias"];
const who = { userId: "u1" };
const events = async () => {
  expect(await service.store.content()).toMatchObject({ deadLetters: 0 });
  return service.store.records({ kind: "customer-event" });
};

type Done = NonNullable<Parameters<Analytics["track"]>[1]>;

/** Sends the six calls and tracks `more` times; resolves with the ids that the SDK says were delivered. */
async function sendBySegment(more: number): Promise<string[]> {
  const sdk = new Analytics({ writeKey: "wk", host: gate.url, flushAt: 10, flushInterval: 50 });
  const delivered: Promise<string>[] = [];
  const call = (send: (done: Done) => void) => {
    const one = new Promise<string>((resolve, reject) => {
      send((error, context) => {
        if (error || context === undefined) reject(error);
        else resolve(String(context.event.messageId));
      });
    });
    delivered.push(one);
  };
  call((done) => sdk.track({ ...who, event: "Order Completed", properties: { total: 35 } }, done));
  call((done) => sdk.identify({ ...who, traits: { city: "台北" } }, done));
  call((done) => sdk.page({ ...who, name: "Home" }, done));
  call((done) => sdk.screen({ ...who, name: "Cart" }, done));
  call((done) => sdk.group({ ...who, groupId: "g1" }, done));
  call((done) => sdk.alias({ ...who, previousId: "a1" }, done));
  for (let n = 0; n < more; n += 1) {
    call((done) => sdk.track({ ...who, event: "Viewed", properties: { n } }, done));
  }
  const ids = Promise.all(delivered);
  await sdk.closeAndFlush({ timeout: 30_000 });
  return ids;
}

/** The same by RudderStack's SDK, which packs its bodies. */
async function sendByRudderStack(more: number): Promise<string[]> {
  const ids: string[] = [];
  const sdk = new RudderStack("wk", {
    ...{ dataPlaneUrl: gate.url, flushAt: 10, flushInterval: 60_000, logLevel: "none" },
    axiosRetryConfig: { retries: 4 },
  });
  const call = (name: string, message: object) => {
    const messageId = `${name}-${ids.length}`;
    ids.push(messageId);
    (sdk as never as Record<string, (message: object) => void>)[name]?.({ ...message, messageId });
  };
  call("track", { ...who, event: "Order Completed", properties: { total: 35 } });
  call("identify", { ...who, traits: { city: "台北" } });
  call("page", { ...who, name: "Home" });
  call("screen", { ...who, name: "Cart" });
  call("group", { ...who, groupId: "g1" });
  call("alias", { ...who, previousId: "a1" });
  for (let n = 0; n < more; n += 1) call("track", { ...who, event: "Viewed", properties: { n } });
  // Each sends what waits, at most ten events, after what is under way; the last one waits for that only.
  for (let round = 0; round < 6; round += 1) await sdk.flush();
  return ids;
}

const ways = [
  ["@segment/analytics-node", sendBySegment, undefined],
  ["@rudderstack/rudder-sdk-node", sendByRudderStack, "gzip"],
] as const;
const troubles: Fate[][] = [[], [503, "reset"], [429, "lose answer", "lose answer"]];
const cases = ways.flatMap(([name, send, encoding]) =>
  troubles.map((fates) => ({ name, send, encoding, fates })),
);

it.each(cases)(
  "stores each event of $name once, when requests meet: $fates",
  async ({ send, encoding, fates }) => {
    gate.fates.push(...fates);
    const ids = await send(24);
    const stored = await events();
    expect(stored.map(({ messageId }) => messageId).sort()).toEqual([...ids].sort());
    expect(new Set(ids).size).toBe(30);
    expect(stored.map(({ type }) => type)).toEqual(expect.arrayContaining(CALLS));
    expect(stored.every((event) => event.userId === "u1")).toBe(true);
    expect(stored.find(({ event }) => event === "Order Completed")?.properties).toEqual({
      total: 35,
    });
    expect(stored.every(({ position }) => position.source === "shop")).toBe(true);
    expect(gate.seen.map(({ fate }) => fate).filter((fate) => fate !== "pass")).toEqual(fates);
    expect(gate.seen.every((seen) => seen.encoding === encoding)).toBe(true);
  },
);

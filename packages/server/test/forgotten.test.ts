import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { builtInCatalogue, memoryStore, type RecordStore } from "@cdp-whatif/core";
import { duckdbStore } from "@cdp-whatif/core/duckdb";
import { describe, expect, it, vi } from "vitest";
import type { CacheOptions } from "../src/cache/options.js";
import { createService, type Service } from "../src/index.js";
import { ask, marketTwin, send } from "./market.js";

const at = (day: number, hour = 4) => new Date(Date.UTC(2026, 2, day, hour)).toISOString();
const order = (user: string, day: number, { brand = "7-11", region = "Taipei" } = {}) => ({
  type: "track",
  messageId: `o-${user}-${day}-${region}`,
  userId: user,
  event: "Order Completed",
  timestamp: at(day),
  properties: { region, products: [{ brand, quantity: 1, price: 30 }] },
});
const identify = (user: string, traits: object, day = 1) => ({
  type: "identify",
  messageId: `i-${user}-${day}`,
  userId: user,
  timestamp: at(day),
  traits: { persona: "Fresh_Grad", ...traits },
});
const days = Array.from({ length: 28 }, (_, i) => i + 1);
/** Anna alone buys her brand, and alone buys in her region; one line of hers is broken. */
const EVENTS = [
  identify("anna", {}),
  identify("bob", {}),
  ...days.map((day) => order("bob", day)),
  order("anna", 5, { brand: "Annabrand" }),
  order("anna", 6, { region: "Annaville" }),
  { type: "track", messageId: "broken", userId: "anna", event: "Seen", timestamp: "someday" },
];
const WITHDRAWN = identify("anna", { consent: false }, 7);
const ANNA = /anna/i;

/** Ways out that show Anna while she is there: pages, exports in columns and in lines, aggregates, letters. */
const SHOW_HER = [
  "/api/v1/behavior?limit=1000",
  "/api/v1/behavior?persona=Fresh_Grad&region=Taipei",
  "/api/v1/behavior?persona=Fresh_Grad&region=Taipei&start_date=2026-03-04&limit=5",
  "/api/v1/behavior?order=desc&limit=1000",
  "/api/v1/behavior?format=arrow",
  "/api/v1/behavior?format=ndjson",
  "/api/v1/behavior/summary",
  "/api/v1/behavior/series",
  "/api/v1/behavior/series?format=arrow",
  "/api/v1/behavior/series?format=ndjson",
  "/api/v1/behavior/enriched?persona=Fresh_Grad&region=Taipei&include=table",
];
const LETTERS = "/api/v1/dead-letters";
/** The others, which never do. */
const OTHERS = [
  ...[
    "/api/v1/customers/bob",
    "/api/v1/personas",
    "/api/v1/events",
    "/api/v1/behavior/daily-intel",
  ],
  ...["/api/v1/intel/anomalies", "/api/v1/intel/topics", "/api/v1/intel/triggers"],
  ...["/api/v1/sources", "/api/v1/rules", "/api/v1/notifications", "/api/v1/twin"],
  ...["/api/v1/simulation", "/metrics", "/api/v1/metrics", "/api/v1/health/detail"],
];
const ENCODINGS = ["identity", "gzip", "br"];

interface Shown {
  readonly status: number;
  readonly etag: string | null;
  readonly text: string;
}

async function shown(app: Service["app"], path: string, headers: Record<string, string>) {
  const answer = await ask(app, path, { headers });
  const bytes = Buffer.from(await answer.arrayBuffer());
  const encoding = answer.headers.get("content-encoding");
  const plain =
    encoding === "gzip"
      ? gunzipSync(bytes)
      : encoding === "br"
        ? brotliDecompressSync(bytes)
        : bytes;
  const { status } = answer;
  return { status, etag: answer.headers.get("etag"), text: plain.toString("latin1") };
}

/** Every way out in every encoding, twice: the second time from what was kept. */
async function everything(app: Service["app"], known: ReadonlyMap<string, Shown> = new Map()) {
  const found = new Map<string, Shown>();
  for (const path of [...SHOW_HER, LETTERS, ...OTHERS]) {
    for (const encoding of ENCODINGS) {
      const name = `${path} ${encoding}`;
      const tag = known.get(name)?.etag;
      const headers = { "accept-encoding": encoding, ...(tag && { "if-none-match": tag }) };
      await shown(app, path, headers);
      found.set(name, await shown(app, path, headers));
    }
  }
  return found;
}

/** A Redis in this process. */
function sharedCache(): NonNullable<CacheOptions["redis"]> & { readonly names: () => number } {
  const kept = new Map<string, Buffer>();
  const client = {
    getBuffer: async (name: string) => kept.get(name) ?? null,
    set: async (name: string, bytes: Buffer) => void kept.set(name, bytes),
  };
  return {
    usable: true,
    names: () => kept.size,
    ping: async () => undefined,
    run: (call) => call(client as never),
  };
}

const STORES = { memory: async () => memoryStore(), duckdb: () => duckdbStore(":memory:") };
const WAYS = {
  erased: async ({ app }: Service) => {
    const answer = await ask(app, "/api/v1/customers/anna", { method: "DELETE" });
    expect(answer.status).toBe(200);
    await answer.text();
  },
  "without consent": async (service: Service) => {
    expect((await send(service.app, JSON.stringify(WITHDRAWN))).status).toBe(200);
    // Her profile is gone with the answer; behaviour is derived anew right behind it.
    const { text } = await shown(service.app, "/api/v1/customers/anna", {});
    expect(JSON.parse(text)).toMatchObject({ consented: false, profile: null });
    await service.customers.refresh();
  },
};

async function serving(store: RecordStore, cache: CacheOptions = {}) {
  const service = createService({
    ...{ store, cache, catalogue: builtInCatalogue, twin: await marketTwin() },
    // Whatever is derived by itself comes too late for these tests.
    deriveDebounceMs: 600_000,
  });
  await send(service.app, EVENTS.map((event) => JSON.stringify(event)).join("\n"));
  await service.prepare();
  return service;
}

const cases = (["memory", "duckdb"] as const).flatMap((kind) =>
  (["erased", "without consent"] as const).map((way) => [way, kind] as const),
);

describe.each(cases)("who is %s (%s)", (way, kind) => {
  it("is in no answer, page, export or cache from then on, in no encoding", async () => {
    const store = await STORES[kind]();
    const redis = sharedCache();
    const service = await serving(store, { redis });
    const before = await everything(service.app);
    const told = [...before].filter(([, { text }]) => ANNA.test(text)).map(([name]) => name);
    const expected = [...SHOW_HER, LETTERS].flatMap((path) =>
      ENCODINGS.map((encoding) => `${path} ${encoding}`),
    );
    expect(told).toEqual(expected);
    expect(redis.names()).toBeGreaterThan(0);
    expect((await shown(service.app, "/api/v1/behavior/series?brand=Annabrand", {})).status).toBe(
      200,
    );

    await WAYS[way](service);
    const after = await everything(service.app, before);
    const left = [...after].filter(([, { text }]) => ANNA.test(text)).map(([name]) => name);
    // A line that was refused is no use of her data: it stays until it is mended, or she is erased.
    const letters = ENCODINGS.map((encoding) => `${LETTERS} ${encoding}`);
    expect(left).toEqual(way === "erased" ? [] : letters);
    for (const path of SHOW_HER)
      for (const encoding of ENCODINGS)
        expect(after.get(`${path} ${encoding}`)?.status, path).toBe(200);
    expect((await shown(service.app, "/api/v1/behavior/series?brand=Annabrand", {})).status).toBe(
      422,
    );
    await service.close();
    await store.close();
  });
});

it("keeps nothing of answers that were being made while a customer was erased", async () => {
  const inner = memoryStore();
  let gate: Promise<void> | null = null;
  let waiting = 0;
  const late = async <T>(reading: Promise<T>): Promise<T> => {
    const found = await reading;
    waiting += 1;
    await gate;
    return found;
  };
  const store: RecordStore = {
    ...inner,
    summary: (query) => late(inner.summary(query)),
    buckets: (query) => late(inner.buckets(query)),
    behaviour: (query) => late(inner.behaviour(query)),
  };
  const service = await serving(store, { redis: sharedCache() });
  // What was kept so far goes, so that all of it is read again.
  await send(service.app, JSON.stringify(order("bob", 29)));
  await service.customers.refresh();
  let open = () => {};
  gate = new Promise((resolve) => {
    open = resolve;
  });
  waiting = 0;
  const headers = { "accept-encoding": "gzip" };
  const begun = SHOW_HER.map((path) => shown(service.app, path, headers));
  await vi.waitFor(() => expect(waiting).toBeGreaterThanOrEqual(SHOW_HER.length - 1));
  await WAYS.erased(service);
  open();
  const read = await Promise.all(begun);
  // They had read her data before: that they show her proves that they were in the way.
  expect(read.filter(({ text }) => ANNA.test(text)).length).toBeGreaterThan(SHOW_HER.length / 2);
  const left = [...(await everything(service.app))].filter(([, { text }]) => ANNA.test(text));
  expect(left.map(([name]) => name)).toEqual([]);
  await service.close();
});

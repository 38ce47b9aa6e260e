import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { builtInCatalogue, memoryStore } from "@cdp-whatif/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createService, type Service } from "../src/index.js";
import { ask, BEHAVIOUR, EVERYTHING, marketTwin, post, send } from "./market.js";

let service: Service;
beforeAll(async () => {
  service = createService({
    store: memoryStore(),
    catalogue: builtInCatalogue,
    twin: await marketTwin(),
  });
  await send(service.app, EVERYTHING);
  await service.prepare();
});
afterAll(() => service.close());

const get = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  ask(service.app, path, { headers, method });

const MADE_FROM_DATA = [
  "/api/v1/behavior",
  "/api/v1/behavior?persona=Fresh_Grad&region=Taipei",
  "/api/v1/behavior?order=desc&include=events",
  "/api/v1/behavior/summary",
  "/api/v1/behavior/series",
  "/api/v1/behavior/enriched?persona=Fresh_Grad&region=Taipei",
  "/api/v1/behavior/daily-intel",
  "/api/v1/behavior/web-intel",
  "/api/v1/intel/topics",
  "/api/v1/intel/triggers",
  "/api/v1/events",
  "/api/v1/personas",
];
const OTHERS = [
  "/api/v1/twin",
  "/api/v1/simulation",
  "/openapi.json",
  "/",
  "/docs",
  "/docs/problem",
];
let day = 0;
/** A record, an event, a report and intelligence of a day that the data do not have yet. */
const news = () => {
  day += 1;
  const date = new Date(Date.UTC(2026, 5, day)).toISOString().slice(0, 10);
  return EVERYTHING.split("\n")
    .filter((line) => /"(?:timestamp|date)":"2026-01-05/.test(line))
    .join("\n")
    .replaceAll("2026-01-05", date);
};

it.each([...MADE_FROM_DATA, ...OTHERS])(
  "answers 304 for %s to who has it, and nobody else",
  async (path) => {
    const first = await get(path);
    expect(first.status).toBe(200);
    const etag = first.headers.get("etag") ?? "";
    expect(etag).toMatch(/^W\/"[^"]+"$/);
    expect(first.headers.get("cache-control")).toMatch(/no-cache/);
    expect(first.headers.get("vary")).toBe("accept, accept-encoding");
    for (const known of [etag, etag.slice(2), `"x", ${etag} ,"y"`, "*"]) {
      for (const method of ["GET", "HEAD"]) {
        const again = await get(path, { "if-none-match": known, "accept-encoding": "br" }, method);
        expect([again.status, await again.text()], known).toEqual([304, ""]);
        expect(again.headers.get("etag")).toBe(etag);
        for (const name of ["cache-control", "vary"]) {
          expect(again.headers.get(name)).toBe(first.headers.get(name));
        }
        expect(again.headers.get("content-encoding")).toBeNull();
      }
    }
    for (const other of ['"x"', `W/"x"`, etag.slice(0, -2), "", "x".repeat(4000)]) {
      const whole = await get(path, { "if-none-match": other });
      expect([whole.status, await whole.text()]).toEqual([200, await (await get(path)).text()]);
    }
    // A time is no proof: two changes may lie within one second.
    const later = new Date(Date.now() + 1e6).toUTCString();
    expect((await get(path, { "if-modified-since": later })).status).toBe(200);
  },
);

it.each(MADE_FROM_DATA)(
  "shows what was stored a moment ago at %s, compressed or not",
  async (path) => {
    for (const encoding of ["identity", "br"]) {
      const before = await get(path, { "accept-encoding": encoding });
      const etag = before.headers.get("etag") ?? "";
      expect((await send(service.app, news())).status).toBe(200);
      const after = await get(path, { "if-none-match": etag, "accept-encoding": encoding });
      expect(after.status).toBe(200);
      expect(after.headers.get("etag")).not.toBe(etag);
      const bytes = Buffer.from(await after.arrayBuffer());
      const text = after.headers.has("content-encoding") ? brotliDecompressSync(bytes) : bytes;
      expect(text.toString()).toBe(await (await get(path)).text());
    }
  },
);

it("does not let a condition hide what is wrong with a question", async () => {
  for (const path of ["/api/v1/behavior?persona=nobody", "/api/v1/behavior/summary?x=1"]) {
    expect((await get(path, { "if-none-match": "*" })).status).toBe(422);
  }
});

it.each([
  ["br", "br"],
  ["gzip", "gzip"],
  ["x-gzip", "gzip"],
  ["deflate, gzip;q=1.0, *;q=0.5", "gzip"],
  ["gzip;q=0.5, br;q=0.4", "gzip"],
  ["gzip, br", "br"],
  ["br;q=0, *", "gzip"],
  ["BR;Q=0.9", "br"],
  ["*", "br"],
  ["zstd;q=0.1, br;q=0.05", process.versions.node < "22.15" ? "br" : "zstd"],
  ["identity", null],
  ["identity;q=1, gzip;q=0.5", null],
  ["gzip;q=0", null],
  ["br;q=2", null],
  ["deflate", null],
  ["", null],
])("compresses for %j with %s", async (accepted, expected) => {
  const path = "/api/v1/behavior?persona=Fresh_Grad&region=Taipei";
  const plain = await (await get(path)).text();
  for (const method of ["GET", "HEAD"]) {
    const answer = await get(path, { "accept-encoding": accepted }, method);
    expect(answer.headers.get("content-encoding")).toBe(expected);
    expect(answer.headers.get("content-type")).toContain("application/json");
    expect(answer.headers.get("etag")).toBe((await get(path)).headers.get("etag"));
    const bytes = Buffer.from(await answer.arrayBuffer());
    if (method === "HEAD") expect(bytes.length).toBe(0);
    else if (expected === "br") expect(brotliDecompressSync(bytes).toString()).toBe(plain);
    else if (expected === "gzip") expect(gunzipSync(bytes).toString()).toBe(plain);
    else if (expected === null) expect(bytes.toString()).toBe(plain);
  }
});

it("compresses long answers in a thread, and neither short ones nor streams", async () => {
  const all = { "accept-encoding": "gzip, br, zstd" };
  const long = await get("/api/v1/twin", { "accept-encoding": "br" });
  expect(brotliDecompressSync(await long.arrayBuffer()).toString()).toBe(
    await (await get("/api/v1/twin")).text(),
  );
  expect((await get("/health/live", all)).headers.get("content-encoding")).toBeNull();
  const stream = await get("/api/v1/stream", all);
  expect(stream.headers.get("content-encoding")).toBeNull();
  await stream.body?.cancel();
});

it("compresses what a twin is asked, each question by itself though their URL is the same", async () => {
  const path = "/api/v1/simulate?include=series";
  for (const price of [1.2, 0.9, 1.2, 0.9]) {
    const body = { event: "price_change", electricity_price: price };
    const simulated = await ask(service.app, path, {
      method: "POST",
      headers: { "content-type": "application/json", "accept-encoding": "gzip, br, zstd" },
      body: JSON.stringify(body),
    });
    expect(simulated.headers.get("content-encoding")).toBe("br");
    expect(simulated.headers.get("cache-control")).toBe("no-store");
    const plain = await (await post(service.app, path, body)).text();
    expect(brotliDecompressSync(await simulated.arrayBuffer()).toString()).toBe(plain);
  }
});

it("answers each of many clients at once with its own page", async () => {
  const pages = BEHAVIOUR.trim()
    .split("\n")
    .slice(0, 40)
    .map((_, i) => {
      const date = new Date(Date.UTC(2026, 0, 1 + i)).toISOString().slice(0, 10);
      return `/api/v1/behavior?persona=Fresh_Grad&region=Taipei&start_date=${date}&limit=1000`;
    });
  const plain = await Promise.all(pages.map(async (path) => (await get(path)).text()));
  const packed = await Promise.all(
    pages.map(async (path) => (await get(path, { "accept-encoding": "br" })).arrayBuffer()),
  );
  expect(packed.map((bytes) => brotliDecompressSync(bytes).toString())).toEqual(plain);
});

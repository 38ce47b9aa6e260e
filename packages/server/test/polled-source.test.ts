import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { builtInCatalogue, memoryStore } from "@cdp-whatif/core";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { createService } from "../src/index.js";
import { EventsAnswer } from "../src/route/event.js";
import { SourcesAnswer } from "../src/route/source.js";
import { defineSources } from "../src/source/definition.js";
import { ask } from "./market.js";

const fixtures = new URL("../../core/test/web/fixture/", import.meta.url);
const FILES: Record<string, string> = {
  "/cwa/O-A0003-001": "cwa-O-A0003-001",
  "/cwa/F-C0032-001": "cwa-F-C0032-001",
  "/api/v1/timelines/public": "mastodon-tag",
  "/off/prices": "open-prices",
  "/feed.json": "json-feed",
};
const LINE = '{"date":"2026-03-05","region":"台北","brand":"全家","price":35}';

let server: Server;
let origin: string;
const keys: (string | undefined)[] = [];
beforeAll(async () => {
  const texts = new Map<string, string>();
  for (const [path, file] of Object.entries(FILES)) {
    texts.set(path, await readFile(new URL(`${file}.json`, fixtures), "utf8"));
  }
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "", "http://none");
    if (pathname === "/lines") keys.push(request.headers.authorization);
    response.writeHead(200, { "content-type": "application/json" });
    response.end(texts.get(pathname) ?? `[${LINE}]`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  vi.stubEnv("TEST_WEATHER_KEY", "CWA-1");
  vi.stubEnv("TEST_PRICE_KEY", "hidden-key");
});
afterAll(() => {
  vi.unstubAllEnvs();
  server.close();
  server.closeAllConnections();
});

const definitions = () => [
  {
    ...{ kind: "rest", name: "till prices", url: `${origin}/lines`, everyMs: 60_000 },
    authorization: {
      ...{ by: "key", in: "header", name: "authorization", prefix: "Bearer " },
      value: { env: "TEST_PRICE_KEY" },
    },
  },
  ...["observations", "forecasts"].map((data) => ({
    ...{ kind: "weather", name: data, data, url: `${origin}/cwa/` },
    key: { env: "TEST_WEATHER_KEY" },
  })),
  { kind: "social", name: "posts", url: origin },
  { kind: "market", name: "shelf prices", product: "4710088410139", url: `${origin}/off/` },
  {
    ...{ kind: "competitor", name: "7-11 news", url: `${origin}/feed.json` },
    ...{ brand: "7-11", promotionTags: ["優惠"] },
  },
];

it("runs the configured interfaces beside the server, and shows how they are", async () => {
  const sources = defineSources({ sources: definitions() });
  const service = createService({ store: memoryStore(), catalogue: builtInCatalogue, sources });
  try {
    const read = () => service.store.content().then(({ records }) => records);
    void service.prepare();
    await vi.waitFor(
      async () =>
        expect(await read()).toMatchObject({ "web-intel": 12, market: 3, intervention: 2 }),
      { timeout: 20_000 },
    );
    await vi.waitFor(async () => {
      const answer = await ask(service.app, "/api/v1/sources");
      const text = await answer.text();
      const { sources: shown } = SourcesAnswer.parse(JSON.parse(text));
      expect(shown.map(({ kind, state }) => [kind, state])).toEqual(
        definitions().map(() => ["rest", "open"]),
      );
      expect(text).not.toMatch(/hidden-key|CWA-1/);
    });
    expect(keys).toEqual(["Bearer hidden-key"]);
    const events = EventsAnswer.parse(await (await ask(service.app, "/api/v1/events")).json());
    expect(events.data.map(({ type, brand }) => [type, brand])).toEqual([
      ["competition", "7-11"],
      ["promotion", "7-11"],
    ]);
  } finally {
    await service.close();
  }
});

it.each([
  ["an unknown option", { kind: "rest", name: "a", url: "https://a.example", evry: 1 }, "evry"],
  ["an address that is none", { kind: "rest", name: "a", url: "a.example" }, "/sources/0/url"],
  [
    "a pointer that is none",
    { kind: "rest", name: "a", url: "https://a.example", items: "records" },
    "/sources/0/items",
  ],
  [
    "another way of paging",
    { kind: "rest", name: "a", url: "https://a.example", paging: { by: "scroll" } },
    "/sources/0/paging/by",
  ],
  ["no key", { kind: "weather", name: "a", data: "observations" }, "/sources/0/key"],
  [
    "a key that the environment has not",
    { kind: "weather", name: "a", data: "forecasts", key: { env: "TEST_NO_KEY" } },
    "no variable TEST_NO_KEY",
  ],
  ["no barcode", { kind: "market", name: "a", product: "tea" }, "/sources/0/product"],
  [
    "too short a pause",
    { kind: "social", name: "a", url: "https://a.example", everyMs: 5 },
    "everyMs",
  ],
])("refuses %s, and says where", (_, definition, said) => {
  expect(() => defineSources({ sources: [definition] })).toThrow(said);
});

import { gunzipSync } from "node:zlib";
import { builtInCatalogue, memoryStore } from "@cdp-whatif/core";
import { Hono } from "hono";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createService, type Service, type ServiceOptions } from "../src/index.js";
import { ask, EVERYTHING, marketTwin, send } from "./market.js";

const BASE = "/portal/cdp";
type Ask = (path: string, init?: RequestInit) => Promise<Response>;
const services: Service[] = [];
const store = memoryStore();

async function serving(options: Partial<ServiceOptions> = {}): Promise<Service> {
  const service = createService({
    store,
    catalogue: builtInCatalogue,
    twin: await marketTwin(),
    allowedOrigins: ["https://portal.example"],
    ...options,
  });
  services.push(service);
  await service.prepare();
  return service;
}

let root: Ask;
const mounts: Record<string, Ask> = {};
beforeAll(async () => {
  const plain = await serving();
  await send(plain.app, EVERYTHING);
  root = (path, init) => ask(plain.app, path, init);

  // As a route of another app, with something of its own on either side.
  const portal = new Hono();
  portal.get("/", (context) => context.text("portal"));
  portal.route(BASE, (await serving()).app);
  portal.get("/other", (context) => context.text("other"));
  portal.notFound((context) => context.text("not of ours", 404));
  mounts.route = async (path, init) => portal.request(BASE + (path === "/" ? "" : path), init);

  // As a function of web standards that is told only the rest of the path.
  const { app } = await serving({ basePath: BASE });
  const host = new Hono().mount(BASE, app.fetch);
  mounts.mount = async (path, init) => host.request(BASE + path, init);

  // Behind a proxy that takes the prefix away and says so.
  const behind = await serving({ trustForwardedPrefix: true });
  mounts.proxy = (path, init) => {
    const headers = new Headers(init?.headers);
    headers.set("x-forwarded-prefix", BASE);
    return ask(behind.app, path, { ...init, headers });
  };
  expect(await (await portal.request("/")).text()).toBe("portal");
  expect(await (await portal.request("/other")).text()).toBe("other");
  expect(await (await portal.request("/nothing")).text()).toBe("not of ours");
});
afterAll(async () => {
  for (const service of services) await service.close();
});

const json = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body),
});
const REQUESTS: readonly (readonly [string, RequestInit?])[] = [
  ...[
    ...["/", "/docs", "/docs/", "/docs/problem", "/redoc", "/openapi.json", "/api/v1", "/api/v1/"],
    ...["/health/live", "/api/v1/health/live"],
    ...["/api/v1/behavior?limit=3", "/api/v1/behavior?persona=新鮮人&region=taipei&limit=2"],
    ...["/api/v1/behavior?limit=2&order=desc&include=events", "/api/v1/behavior/?limit=2"],
    ...[
      "/api/v1/behavior/summary",
      "/api/v1/behavior/series?bucket=week",
      "/api/v1/behavior/web-intel",
    ],
    ...[
      "/api/v1/behavior/daily-intel?limit=2",
      "/api/v1/behavior/enriched?persona=Fresh_Grad&region=Taipei",
    ],
    ...["/api/v1/events?limit=2", "/api/v1/personas", "/api/v1/rules", "/api/v1/dead-letters"],
    ...["/api/v1/simulation", "/api/v1/twin", "/api/v1/intel/topics", "/api/v1/notifications"],
    ...["/api/v1/behavior?persona=nobody", "/api/v1/behavior?cursor=x", "/api/v1/customers/x"],
    ...["/api/v1/nothing", "/nothing/at/all", "/api/v1/webhooks/x", "//evil.example/"],
  ].map((path) => [path] as const),
  ["/", { headers: { accept: "application/json" } }],
  ["/api/v1/behavior", { method: "HEAD" }],
  ["/api/v1/behavior", { method: "OPTIONS" }],
  ["/api/v1/behavior", { method: "DELETE" }],
  ["/api/v1/simulate", { method: "PATCH" }],
  ["/api/v1/behavior", { headers: { accept: "application/xml" } }],
  ["/api/v1/behavior", { headers: { origin: "https://portal.example" } }],
  ["/v1/track", { method: "OPTIONS" }],
  ["/v1/track", { method: "POST", body: "{" }],
  ["/api/v1/simulate", json({ event: "price_change", electricity_price: 1.2 })],
  ["/api/v1/simulation/simulate", json({ event_type: "price_chang" })],
  ["/api/v1/simulate", { method: "POST", body: "{" }],
  ["/api/v1/recommendations", json({ levers: [] })],
  ["/api/v1/experiments/plan", json({})],
  ["/api/v1/ingest", { method: "POST", headers: { "content-type": "image/png" }, body: "x" }],
];

/** What changes from one asking to the next, or from one process to another. */
const CHANGING = /"timestamp":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z"|"event_loop_delay_ms":[\d.]+/g;
const seen = async (asked: Response) => {
  const text = (await asked.text()).replaceAll(CHANGING, "").replaceAll(BASE, "");
  const headers = Object.fromEntries(
    [...asked.headers]
      .filter(([name]) => !["etag", "x-request-id", "x-boot-id"].includes(name))
      .map(([name, value]) => [name, value.replaceAll(BASE, "")]),
  );
  return {
    status: asked.status,
    headers,
    text: text.replaceAll('src="/"', 'src=""').replaceAll('"url":"/"', '"url":""'),
  };
};

it.each(["route", "mount", "proxy"])(
  "answers under a base path as at the root: by %s",
  async (how) => {
    const there = mounts[how];
    if (there === undefined) throw new RangeError(how);
    for (const [path, init] of REQUESTS) {
      const expected = await seen(await root(path, init));
      const found = await there(path, init);
      const named = found.clone();
      expect(await seen(found), `${init?.method ?? "GET"} ${path}`).toEqual({
        ...expected,
        headers: {
          ...expected.headers,
          ...(expected.headers.location === "/" && { location: "" }),
        },
      });
      const text = await named.text();
      if (named.status < 400 || !text.startsWith("{")) continue;
      const { type, instance } = JSON.parse(text);
      expect(type.startsWith(`${BASE}/docs/problem#`)).toBe(true);
      expect(instance.startsWith(BASE)).toBe(true);
    }
  },
);

it.each(["route", "mount", "proxy"])("names only paths that are there: by %s", async (how) => {
  const there = mounts[how];
  if (there === undefined) throw new RangeError(how);
  const within = async (path: string) => {
    expect(path.startsWith(BASE), path).toBe(true);
    const response = await there(path.slice(BASE.length) || "/");
    expect([200, 308], path).toContain(response.status);
    return response;
  };
  for (const page of ["/", "/docs", "/docs/problem"]) {
    const html = await (await there(page)).text();
    for (const [, path = ""] of html.matchAll(/(?:src|href)="(\/[^"]*)"/g)) await within(path);
  }
  const document = await (await there("/openapi.json")).json();
  expect(document.servers).toEqual([{ url: BASE }]);
  const { links } = await (await there("/api/v1")).json();
  for (const path of Object.values<string>(links))
    if (!/simulate|recomm|stream/.test(path)) await within(path);
  let next: string | null = `${BASE}/api/v1/events?limit=3`;
  let pages = 0;
  for (; next !== null; pages += 1) next = (await (await within(next)).json()).metadata.next;
  expect(pages).toBeGreaterThan(1);
});

it("believes no prefix of a client, and none that is no path", async () => {
  const forwarded = async (prefix: string, trusted: Ask) =>
    (await (await trusted("/api/v1", { headers: { "x-forwarded-prefix": prefix } })).json()).links
      .health;
  expect(await forwarded("/evil", root)).toBe("/health");
  const { app } = await serving({ trustForwardedPrefix: true });
  const trusting: Ask = (path, init) => ask(app, path, init);
  expect(await forwarded("/a/b/", trusting)).toBe("/a/b/health");
  for (const prefix of [
    "//evil.example",
    "https://evil.example",
    "/a/../b",
    '/"><script>',
    "/a, /b",
    "a",
    "/%0d%0ax",
    `/${"a".repeat(300)}`,
  ]) {
    const found = await forwarded(prefix, trusting);
    expect(["/health", "/%0d%0ax/health"]).toContain(found);
  }
});

it("keeps a compressed answer for the prefix that its links have", async () => {
  const { app } = await serving({ trustForwardedPrefix: true });
  const nextOf = async (prefix: string) => {
    const headers = { "x-forwarded-prefix": prefix, "accept-encoding": "gzip" };
    const answer = await ask(app, "/api/v1/behavior?limit=20", { headers });
    expect(answer.headers.get("content-encoding")).toBe("gzip");
    const text = gunzipSync(await answer.arrayBuffer()).toString();
    return String(JSON.parse(text).metadata.next);
  };
  for (const prefix of ["/one", "/two"]) expect(await nextOf(prefix)).toMatch(`${prefix}/api/v1`);
});

import { afterAll, expect, it } from "vitest";
import * as z from "zod";
import { ask } from "../market.js";
import { accessBench, bearer } from "./served.js";

const bench = accessBench();
afterAll(() => bench.close());

const Document = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });
const PORTAL = "https://portal.example";

it("sends strict headers with every answer of every route, and no stack or path with any", async () => {
  const path = bench.keysPath();
  const { key } = await bench.addKey(path, "admin");
  const access = { keys: { path }, rate: { perMinute: null } };
  const app = bench.serve(access, { allowedOrigins: [PORTAL] });
  const { paths } = Document.parse(await (await ask(app, "/openapi.json")).json());
  const described = Object.entries(paths).flatMap(([route, operations]) =>
    Object.keys(operations).map((method) => ({ method: method.toUpperCase(), route })),
  );
  const files = app.routes
    .filter(({ path: at }) => /^\/(docs.*|openapi\.json|assets\/.*|cdp-.*)?$/.test(at))
    .map(({ method, path: at }) => ({ method, route: at }));
  const wrong = [
    { method: "GET", route: "/no/such/path/../../etc/passwd" },
    { method: "PUT", route: "/api/v1/behavior" },
    { method: "OPTIONS", route: "/api/v1/behavior" },
    { method: "GET", route: "/api/v1/customers/%E0%A4%A" },
  ];
  for (const { method, route } of [...described, ...files, ...wrong]) {
    // Threads behind the tracking API start slowly: what it refuses before them is enough.
    const tracking = { headers: { authorization: "Basic eDo=", "content-length": "999999999" } };
    const variants = route.startsWith("/v1/") ? [tracking] : [{}, bearer(key)];
    for (const init of variants) {
      const at = route.replace(/\{\w+\}/g, "nobody");
      const query = method === "GET" && at.startsWith("/api/") ? "?no_such_key=1" : "";
      const answer = await ask(app, at + query, { method, ...init });
      const what = `${method} ${route} ${answer.status}`;
      const { headers } = answer;
      expect(headers.get("x-content-type-options"), what).toBe("nosniff");
      expect(headers.get("referrer-policy"), what).toMatch(/^(no-referrer|same-origin)$/);
      expect(headers.get("cross-origin-resource-policy"), what).toMatch(/^(same|cross)-origin$/);
      expect(headers.get("server") ?? headers.get("x-powered-by"), what).toBeNull();
      const page = headers.get("content-type")?.startsWith("text/html") === true;
      if (page) {
        const policy = headers.get("content-security-policy");
        expect(policy, what).toContain("script-src 'self';");
        expect(policy, what).toContain("frame-ancestors 'self'");
        expect(policy, what).not.toContain("unsafe");
        expect(headers.get("cross-origin-opener-policy"), what).toBe("same-origin");
        expect(headers.get("permissions-policy"), what).toContain("camera=()");
      } else if (!/assets|cdp-/.test(route)) {
        const policy = "default-src 'none'; frame-ancestors 'none'";
        expect(headers.get("content-security-policy"), what).toBe(policy);
      }
      // What is not well says so in its own form.
      if (answer.status < 400 || /\/health(\/|$)/.test(at)) {
        await answer.body?.cancel();
        continue;
      }
      expect(headers.get("content-type"), what).toBe("application/problem+json");
      expect(await answer.text(), what).not.toMatch(/\bat .+:\d+:\d+|node_modules|\.ts\b|\/work\//);
    }
  }
});

it("lets pages of listed origins send credentials with every method that there is", async () => {
  const app = bench.serve({ required: true }, { allowedOrigins: [PORTAL] });
  const preflight = (origin: string) =>
    ask(app, "/api/v1/customers/u-1", {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "DELETE" },
    });
  const { headers } = await preflight(PORTAL);
  expect(headers.get("access-control-allow-methods")).toBe("GET, POST, DELETE");
  expect(headers.get("access-control-allow-headers")).toMatch(/authorization.*x-api-key/);
  expect(headers.get("access-control-allow-credentials")).toBeNull();
  const other = await preflight("https://portal.example.evil.example");
  expect(other.headers.get("access-control-allow-origin")).toBeNull();
  const refused = await ask(app, "/api/v1/personas", { headers: { origin: PORTAL } });
  expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([
    401,
    PORTAL,
  ]);
});

it("serves one client only so many streams at a time", async () => {
  const path = bench.keysPath();
  const [one, other] = [await bench.addKey(path, "viewer"), await bench.addKey(path, "viewer")];
  const app = bench.serve({ keys: { path } });
  const open = (key: string) => ask(app, "/api/v1/stream", bearer(key));
  const streams = await Promise.all(Array.from({ length: 20 }, () => open(one.key)));
  const refused = await open(one.key);
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "5"]);
  expect((await open(other.key)).status).toBe(200);
  await streams[0]?.body?.cancel();
  expect((await open(one.key)).status).toBe(200);
});

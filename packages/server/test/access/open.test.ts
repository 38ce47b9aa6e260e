import { afterAll, expect, it } from "vitest";
import { ask } from "../market.js";
import { accessBench } from "./served.js";

const bench = accessBench();
afterAll(() => bench.close());

const PORTAL = "https://portal.example";
const open = bench.serve(
  { ownPages: { hosts: ["cdp.internal"], origins: [PORTAL] } },
  { allowedOrigins: [PORTAL] },
);

it.each([
  [200, "localhost:8000"],
  [200, "LOCALHOST"],
  [200, "127.0.0.1:8000"],
  [200, "[::1]:8000"],
  [200, "app.localhost"],
  [200, "cdp.internal:8000"],
  [421, "evil.example"],
  [421, "evil.example:8000"],
  [421, "localhost.evil.example"],
  [421, "127.0.0.1.evil.example"],
  [421, "0.0.0.0:8000"],
  [421, "10.0.0.7"],
  [421, ""],
])("answers %d to whoever asks for the host %s", async (status, host) => {
  for (const path of ["/api/v1/personas", "/health/live", "/", "/openapi.json"]) {
    expect((await ask(open, path, { headers: { host } })).status, path).toBe(status);
  }
});

const host = "localhost:8000";
it.each([
  [true, {}],
  [true, { "sec-fetch-site": "same-origin", origin: `http://${host}` }],
  [true, { "sec-fetch-site": "none" }],
  [true, { "sec-fetch-site": "cross-site", origin: PORTAL }],
  [true, { origin: `http://${host}` }],
  [false, { "sec-fetch-site": "cross-site", origin: "https://evil.example" }],
  [false, { "sec-fetch-site": "cross-site" }],
  [false, { "sec-fetch-site": "same-site", origin: "http://localhost:3000" }],
  [false, { origin: "https://evil.example" }],
  [false, { origin: "null" }],
  [false, { origin: "http://localhost:8001" }],
])("lets a page change things: %s with %j", async (allowed, headers) => {
  const asked = { method: "DELETE", headers: { host, ...headers } };
  const { status } = await ask(open, "/api/v1/customers/nobody", asked);
  expect(status === 403).toBe(!allowed);
  const read = await ask(open, "/api/v1/personas", { headers: { host, ...headers } });
  expect(read.status).toBe(200);
});

it("is closed without any key where credentials are required", async () => {
  const app = bench.serve({ keys: { path: bench.keysPath() }, required: true });
  expect((await ask(app, "/api/v1/personas")).status).toBe(401);
  expect((await ask(app, "/health/live")).status).toBe(200);
});

it("lets everybody do everything where the app is mounted without access", async () => {
  const app = bench.serve(undefined);
  const headers = { host: "any.example", origin: "https://evil.example" };
  const asked = await ask(app, "/api/v1/customers/nobody", { method: "DELETE", headers });
  expect([401, 403, 421]).not.toContain(asked.status);
});

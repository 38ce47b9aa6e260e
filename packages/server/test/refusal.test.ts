import { builtInCatalogue, memoryStore } from "@cdp-whatif/core";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createService, type Service } from "../src/index.js";
import { ProblemBody } from "../src/openapi/problem-body.js";
import { ask, BEHAVIOUR, post, send } from "./market.js";

let service: Service;
beforeAll(async () => {
  service = createService({
    store: memoryStore(),
    catalogue: builtInCatalogue,
    bodyLimitBytes: 2000,
    ingestLimitBytes: 200_000,
    allowedOrigins: ["https://portal.example"],
  });
  await send(service.app, BEHAVIOUR.slice(0, 150_000));
});
afterAll(() => service.close());

/** Percent-encodes; a lone half of a character becomes U+FFFD, as browsers send it. */
const escaped = (text: string) => encodeURIComponent(Buffer.from(text).toString("utf8"));

const problem = async (response: Response) => {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const body = ProblemBody.parse(await response.json());
  expect(body.status).toBe(response.status);
  return body;
};

it.each([
  ["/api/v1/behavior?persona=Fresh_Grat", "unknown_persona", "/persona", "Fresh_Grad"],
  ["/api/v1/behavior?region=Taipai", "unknown_region", "/region", "Taipei"],
  ["/api/v1/behavior?persno=Fresh_Grad", "unknown_key", "/persno", "persona"],
  ["/api/v1/behavior?start_date=2026-02-30", "invalid_input", "/start_date", "YYYY-MM-DD"],
  ["/api/v1/behavior?limit=0", "out_of_range", "/limit", "from 1 to 1000"],
  ["/api/v1/behavior?limit=ten", "invalid_input", "/limit", "whole number"],
  ["/api/v1/behavior?persona=a&persona=b", "invalid_input", "/persona", "twice"],
  ["/api/v1/behavior?cursor=x", "invalid_input", "/cursor", "next_cursor"],
  ["/api/v1/behavior/series?bucket=year", "invalid_input", "/bucket", "day, week, month"],
  ["/api/v1/behavior/summary?regio=Taipei", "unknown_key", "/regio", "region"],
  ["/api/v1/events?order=up", "invalid_input", "/order", "asc, desc"],
  ["/api/v1/dead-letters?rul=x", "unknown_key", "/rul", "rule"],
  ["/api/v1/personas?x=1", "unknown_key", "/x", "no query"],
])("refuses %s with 422 and says what was expected", async (path, code, pointer, hint) => {
  const response = await ask(service.app, path);
  expect(response.status).toBe(422);
  const body = await problem(response);
  expect(body.code).toBe(code);
  expect(body.errors?.map((one) => one.pointer)).toEqual([pointer]);
  expect(JSON.stringify(body.errors)).toContain(hint);
});

it("says 404 of what is not there, and 405 with Allow of the wrong method", async () => {
  expect(await problem(await ask(service.app, "/api/v1/behaviour"))).toMatchObject({
    status: 404,
    code: "route_not_found",
  });
  const wrong = await ask(service.app, "/api/v1/simulate");
  expect(wrong.headers.get("allow")).toBe("POST, OPTIONS");
  expect(await problem(wrong)).toMatchObject({ status: 405, code: "method_not_allowed" });
  const deleted = await ask(service.app, "/api/v1/behavior", { method: "DELETE" });
  expect(deleted.headers.get("allow")).toBe("GET, HEAD, OPTIONS");
  const head = await ask(service.app, "/api/v1/behavior", { method: "HEAD" });
  expect([head.status, await head.text()]).toEqual([200, ""]);
  const options = await ask(service.app, "/api/v1/behavior", { method: "OPTIONS" });
  expect([options.status, options.headers.get("allow")]).toEqual([204, "GET, HEAD, OPTIONS"]);
});

it("says 400 of broken JSON, 415 of another type, 413 of too much", async () => {
  const json = { "content-type": "application/json" };
  const simulate = (init: RequestInit) =>
    ask(service.app, "/api/v1/simulate", { method: "POST", ...init });
  expect(await problem(await simulate({ headers: json, body: "{" }))).toMatchObject({
    status: 400,
    code: "malformed_json",
  });
  expect(await problem(await simulate({ body: "{}" }))).toMatchObject({ status: 415 });
  const large = JSON.stringify({ event: "x".repeat(3000) });
  expect(await problem(await simulate({ headers: json, body: large }))).toMatchObject({
    status: 413,
    code: "payload_too_large",
  });
  expect(await problem(await send(service.app, "x".repeat(300_000), { gzip: true }))).toMatchObject(
    { status: 413 },
  );
  expect(
    await problem(await send(service.app, "not gzip", { headers: { "content-encoding": "gzip" } })),
  ).toMatchObject({ status: 422 });
  expect(
    await problem(await send(service.app, "x", { headers: { "content-encoding": "br" } })),
  ).toMatchObject({ status: 415 });
  expect(
    await problem(await post(service.app, "/api/v1/dead-letters/replay", { rul: "x" })),
  ).toMatchObject({ status: 422 });
});

it("answers pages of the allowed origin, and of no other", async () => {
  const from = (origin: string) => ask(service.app, "/health/live", { headers: { origin } });
  const allowed = await from("https://portal.example");
  expect(allowed.headers.get("access-control-allow-origin")).toBe("https://portal.example");
  const other = await from("https://elsewhere.example");
  expect(other.headers.get("access-control-allow-origin")).toBeNull();
  const preflight = await ask(service.app, "/api/v1/simulate", {
    method: "OPTIONS",
    headers: { origin: "https://portal.example", "access-control-request-method": "POST" },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get("access-control-allow-methods")).toContain("POST");
});

it("never fails on a query, whatever it is", async () => {
  const paths = fc.constantFrom(
    "/api/v1/behavior",
    "/api/v1/behavior/summary",
    "/api/v1/behavior/series",
    "/api/v1/behavior/daily-intel",
    "/api/v1/behavior/web-intel",
    "/api/v1/events",
    "/api/v1/dead-letters",
    "/api/v1/personas",
    "/api/v1/simulation",
  );
  const key = fc.oneof(
    fc.constantFrom(
      "persona",
      "region",
      "start_date",
      "end_date",
      "limit",
      "order",
      "cursor",
      "bucket",
      "date",
      "__proto__",
      "constructor",
    ),
    fc.string(),
  );
  const value = fc.oneof(
    fc.constantFrom(
      "Fresh_Grad",
      "Taipei",
      "2026-01-01",
      "-1",
      "1e9",
      "NaN",
      "null",
      "WyJhc2MiLDEsImsiXQ",
    ),
    fc.string({ unit: "binary" }),
  );
  await fc.assert(
    fc.asyncProperty(
      paths,
      fc.array(fc.tuple(key, value), { maxLength: 4 }),
      async (path, query) => {
        const search = query.map(([k, v]) => `${escaped(k)}=${escaped(v)}`);
        const response = await ask(service.app, `${path}?${search.join("&")}`);
        expect([200, 404, 409, 422, 503]).toContain(response.status);
        if (response.status !== 200) await problem(response);
      },
    ),
    { numRuns: 300 },
  );
});

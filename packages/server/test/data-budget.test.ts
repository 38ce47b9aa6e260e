import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtInCatalogue } from "@cdp-whatif/core";
import { duckdbStore } from "@cdp-whatif/core/duckdb";
import { afterAll, expect, it, vi } from "vitest";
import { createService } from "../src/index.js";
import { ask, BEHAVIOUR, linesOf, marketTwin, send } from "./market.js";

const folder = mkdtempSync(join(tmpdir(), "budget-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("takes nothing more above its budget, says what to do, and goes on answering and erasing", async () => {
  const store = await duckdbStore(join(folder, "cdp.duckdb"));
  const service = createService({
    ...{ store, folder, catalogue: builtInCatalogue, twin: await marketTwin() },
    retention: { budgetBytes: 50_000, warnPercent: 80, deadLetterDays: 90, deadLetterCount: 100 },
  });
  const { app } = service;
  const user = {
    type: "identify",
    messageId: "m",
    userId: "ann",
    timestamp: "2026-03-05T00:00:00Z",
  };
  expect((await send(app, `${JSON.stringify(user)}\n${BEHAVIOUR}`)).status).toBe(200);
  await service.prepare();
  await vi.waitFor(
    () => expect(service.retention()).toMatchObject({ isClosed: true, level: "full" }),
    20_000,
  );
  const before = await store.rows();

  const refused = await send(app, linesOf("market.jsonl"));
  expect(refused.status).toBe(507);
  const problem = await refused.json();
  expect(problem).toMatchObject({ code: "store_full", status: 507 });
  expect(problem.detail).toMatch(/Nothing of this was stored.*CDP_DATA_BUDGET/);
  const tracked = await ask(app, "/v1/track", {
    method: "POST",
    headers: { authorization: `Basic ${btoa("key:")}`, "content-type": "application/json" },
    body: JSON.stringify({ userId: "bob", event: "Seen" }),
  });
  expect(tracked.status).toBe(507);
  expect(await store.rows()).toEqual(before);

  expect((await ask(app, "/api/v1/behavior?limit=1")).status).toBe(200);
  expect((await ask(app, "/api/v1/customers/ann", { method: "DELETE" })).status).toBe(200);
  const metrics = await (await ask(app, "/metrics")).text();
  expect(metrics).toMatch(/cdp_data_closed 1\n/);
  expect(Number(/cdp_retention_refused_total (\d+)/.exec(metrics)?.[1])).toBeGreaterThan(100);
  expect(metrics).toContain('cdp_retention_removed_total{kind="customer_event"} 0');
  expect(await (await ask(app, "/health")).json()).toMatchObject({
    checks: { data_budget: "fail" },
  });
  await service.close();
  await store.close();
});

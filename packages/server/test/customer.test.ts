import { builtInCatalogue, memoryStore } from "@cdp-whatif/core";
import { duckdbStore } from "@cdp-whatif/core/duckdb";
import { catalogueOf, generateMarket } from "@cdp-whatif/core/synthetic";
import { afterEach, expect, it, vi } from "vitest";
import { createService, type Service } from "../src/index.js";
import { CustomerAnswerBody, ErasureAnswer } from "../src/route/customer.js";
import { ask, post, send } from "./market.js";

const services: Service[] = [];
afterEach(async () => {
  for (const service of services.splice(0)) await service.close();
});

const at = (day: number, hour = 4) => new Date(Date.UTC(2026, 2, day, hour)).toISOString();
const line = (about: object) => JSON.stringify(about);
const bought = (messageId: string, who: object, brand: string, day = 5) =>
  line({
    type: "track",
    messageId,
    ...who,
    event: "Order Completed",
    timestamp: at(day),
    properties: { region: "Taipei", products: [{ brand, quantity: 2, price: 30 }] },
    context: { channel: "app" },
  });
const LINES = [
  line({ type: "page", messageId: "p1", anonymousId: "phone", name: "Home", timestamp: at(1) }),
  line({
    type: "identify",
    messageId: "i1",
    userId: "ann",
    anonymousId: "phone",
    timestamp: at(2),
    traits: { persona: "Fresh_Grad", satisfaction: 0.7 },
  }),
  bought("o1", { userId: "ann" }, "全家"),
  line({
    type: "identify",
    messageId: "i2",
    userId: "bob",
    timestamp: at(2),
    traits: { persona: "Fresh_Grad" },
  }),
  bought("o2", { userId: "bob" }, "7-11"),
  // A broken line of Ann's: a dead letter with her id in it.
  line({ type: "track", messageId: "x1", userId: "ann", event: "Seen", timestamp: "someday" }),
].join("\n");

it.each([
  ["memory", async () => memoryStore()],
  ["duckdb", () => duckdbStore(":memory:")],
])("tells of a customer by any id, and erases all of it (%s)", async (_, open) => {
  const store = await open();
  const service = createService({ store, catalogue: builtInCatalogue });
  services.push(service);
  const { app } = service;
  await send(app, LINES, { headers: { "x-source-name": "shop" } });
  await service.customers.refresh();
  for (const id of ["ann", "phone"]) {
    const answer = CustomerAnswerBody.parse(
      await (await ask(app, `/api/v1/customers/${id}`)).json(),
    );
    expect(answer).toMatchObject({
      id: "ann",
      consented: null,
      profile: {
        userIds: ["ann"],
        anonymousIds: ["phone"],
        events: 3,
        frequency: 1,
        satisfaction: 0.7,
        brands: { FamilyMart: { units: 2, unitShare: 1 } },
      },
    });
  }
  const cell = { persona: "Fresh_Grad", region: "Taipei" };
  const [both] = await store.behaviour(cell);
  expect(both).toMatchObject({
    date: "2026-03-05",
    people: 2,
    shares: { "7-11": 0.5, FamilyMart: 0.5 },
    digitalAdoption: 1,
  });

  const erased = await ask(app, "/api/v1/customers/phone", { method: "DELETE" });
  expect(ErasureAnswer.parse(await erased.json())).toMatchObject({
    success: true,
    removed: { events: 3, dead_letters: 1, derived_days: 1 },
    suppressed: { ids: 2, until: null },
    certificate: { removed: { events: 3, dead_letters: 1 }, file: "in_memory", subject: null },
  });
  for (const id of ["ann", "phone"]) {
    const gone = await ask(app, `/api/v1/customers/${id}`);
    expect(gone.status).toBe(404);
    expect(await gone.json()).toMatchObject({ code: "not_found" });
  }
  expect(await store.behaviour(cell)).toMatchObject([{ people: 1, shares: { "7-11": 1 } }]);
  const rest = JSON.stringify([
    await store.records({ kind: "customer-event" }),
    await store.deadLetters({}),
    await store.behaviour({}),
  ]);
  expect(rest).not.toMatch(/"ann"|phone/);

  const late = await (await send(app, LINES.split("\n").slice(0, 3).join("\n"))).json();
  expect(late).toMatchObject({ stored: 0, deadLettered: 3, byRule: { erased: 3 } });
  await service.customers.refresh();
  expect((await ask(app, "/api/v1/customers/ann")).status).toBe(404);
  await store.close();
});

it("takes events again that are newer than an erasure, if told to refuse only the past", async () => {
  const service = createService({ store: memoryStore(), catalogue: builtInCatalogue });
  services.push(service);
  await send(service.app, LINES);
  const path = "/api/v1/customers/ann";
  expect((await ask(service.app, `${path}?suppress=never`, { method: "DELETE" })).status).toBe(422);
  expect((await ask(service.app, `${path}?suppress=past`, { method: "DELETE" })).status).toBe(200);
  await send(service.app, LINES);
  expect((await ask(service.app, path)).status).toBe(404);
  const back = {
    type: "page",
    messageId: "p9",
    userId: "ann",
    timestamp: new Date().toISOString(),
  };
  await send(service.app, line(back));
  expect((await ask(service.app, path)).status).toBe(200);
});

it("says what may be done at the path of a customer", async () => {
  const service = createService({ store: memoryStore(), catalogue: builtInCatalogue });
  services.push(service);
  const refused = await ask(service.app, "/api/v1/customers/ann", { method: "PUT" });
  expect(refused.status).toBe(405);
  expect(refused.headers.get("allow")).toBe("GET, HEAD, DELETE, OPTIONS");
});

it("lets one new event change the behaviour of its cell, and the forecast of its cell", async () => {
  const market = generateMarket({ seed: 5, start: "2026-01-01", days: 40, customers: 60 });
  const lines = (name: string) =>
    [...(market.files.find((file) => file.name === name)?.lines() ?? [])].join("\n");
  const catalogue = catalogueOf(market.truth);
  const service = createService({
    store: memoryStore(),
    catalogue,
    debounceMs: 100,
    deriveDebounceMs: 5,
  });
  services.push(service);
  await send(service.app, `${lines("customer_events.jsonl")}\n${lines("market.jsonl")}`);
  await service.prepare();
  const [cell] = market.truth.cells;
  if (cell === undefined) throw new RangeError("a market of at least one cell");
  const forecast = async () => {
    const response = await post(service.app, "/api/v1/simulate", {
      event: "promotion",
      interventions: [],
      draws: 0,
      duration_days: 7,
    });
    const text = await response.text();
    expect(response.status, text).toBe(200);
    return JSON.parse(text).results;
  };
  const before = await forecast();
  const { persona, region } = cell;
  const [brand] = market.truth.brands;
  const [last] = await service.store.behaviour({ persona, region, order: "desc", limit: 1 });
  await send(
    service.app,
    [
      line({
        type: "identify",
        messageId: "new-1",
        userId: "newcomer",
        timestamp: `${last?.date}T01:00:00Z`,
        traits: { persona, region },
      }),
      line({
        type: "track",
        messageId: "new-2",
        userId: "newcomer",
        event: "Order Completed",
        timestamp: `${last?.date}T02:00:00Z`,
        properties: { region, products: [{ brand: brand?.name, quantity: 40, price: 30 }] },
      }),
    ].join("\n"),
  );
  await vi.waitFor(
    async () => {
      const [now] = await service.store.behaviour({ persona, region, order: "desc", limit: 1 });
      expect(now?.people).toBe((last?.people ?? 0) + 1);
      expect(now?.shares).not.toEqual(last?.shares);
    },
    { timeout: 30_000, interval: 50 },
  );
  await vi.waitFor(
    async () => {
      const after = await forecast();
      const key = `${persona}_${region}`;
      expect(after[key]).toBeDefined();
      expect(after[key]).not.toEqual(before[key]);
    },
    { timeout: 30_000, interval: 200 },
  );
});

import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtInCatalogue, type RecordStore } from "@cdp-whatif/core";
import { duckdbStore } from "@cdp-whatif/core/duckdb";
import { afterAll, expect, it } from "vitest";
import { createCustomerKeeper } from "../src/customer-keeper.js";
import { ingestInto } from "../src/ingest.js";
import { folderSize } from "../src/retention/folder-size.js";
import { createRetention } from "../src/retention/retention.js";

const folder = await mkdtemp(join(tmpdir(), "retention-"));
afterAll(() => rm(folder, { recursive: true }));

const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 0, 1);
const BRANDS = ["7-11", "FamilyMart", "Other"];
/** Pads each event with what no compression makes small. */
const noise = (seed: number) =>
  Array.from({ length: 60 }, (_, i) => ((seed * 2654435761 + i * 40503) >>> 0).toString(36)).join(
    "",
  );

function eventsOf(day: number, count: number): string {
  const identify = Array.from({ length: 20 }, (_, i) =>
    JSON.stringify({
      type: "identify",
      messageId: `i-${day}-${i}`,
      userId: `u-${day}-${i}`,
      timestamp: new Date(START + day * DAY_MS).toISOString(),
      traits: { persona: "Fresh_Grad" },
    }),
  );
  const orders = Array.from({ length: count }, (_, i) => {
    const brand = BRANDS[(day + i) % 3];
    const product = { product_id: "p", brand, price: 35, quantity: 1 };
    return JSON.stringify({
      type: "track",
      messageId: `m-${day}-${i}`,
      userId: `u-${day}-${i % 20}`,
      event: "Order Completed",
      timestamp: new Date(START + day * DAY_MS + 4 * 3_600_000 + i).toISOString(),
      properties: { order_id: noise(day * 10_000 + i), region: "Taipei", products: [product] },
    });
  });
  return [...identify, ...orders].join("\n");
}

async function take(store: RecordStore, text: string): Promise<void> {
  const ingest = ingestInto({ store, catalogue: builtInCatalogue });
  await ingest(
    text.slice(0, 80),
    new TextEncoder().encode(`${text}\n`),
    AbortSignal.timeout(60_000),
  );
}

it("stays within its budget while more comes in; what is new and what was derived stays", async () => {
  const file = join(folder, "cdp.duckdb");
  const store = await duckdbStore(file, { walMiB: 1 });
  const customers = createCustomerKeeper({ store, catalogue: builtInCatalogue, now: () => 0 });
  let today = 0;
  const retention = createRetention({
    policy: { budgetBytes: 28e6, warnPercent: 80, deadLetterDays: 90, deadLetterCount: 100 },
    store,
    folder,
    expire: customers.expire,
    now: () => START + today * DAY_MS,
  });
  const behaviour = async () => {
    const rows = await store.behaviour({});
    return new Map(rows.map(({ key, shares }) => [key, JSON.stringify(shares)]));
  };
  const kept = new Map<string, string>();
  let most = 0;
  for (today = 1; today <= 18; today++) {
    await take(store, eventsOf(today, 1000));
    await customers.refresh();
    for (const [key, shares] of await behaviour()) kept.set(key, shares);
    const state = await retention.round();
    most = Math.max(most, await folderSize(folder));
    expect(state.level).not.toBe("full");
  }
  expect(most).toBeLessThan(28e6);
  const { removed, eventsFromDay } = retention.state();
  expect(removed.customerEvents).toBeGreaterThan(1000);
  const days = new Set((await store.records({ kind: "customer-event" })).map(({ date }) => date));
  for (let day = 12; day <= 18; day++)
    expect(days).toContain(new Date(START + day * DAY_MS).toISOString().slice(0, 10));
  expect(await store.content()).toMatchObject({ eventsFromDay });
  expect(await behaviour()).toEqual(kept);
  expect(kept.size).toBe(18);
  await customers.close();
  await store.close();
  expect((await stat(file)).size).toBeLessThan(28e6);
});

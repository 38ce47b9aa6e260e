import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, expect, it } from "vitest";
import { duckdbStore } from "../../src/duckdb/index.js";
import { createPipeline, deriveBehaviour, textSource } from "../../src/index.js";
import { masterKey } from "../../src/seal/index.js";
import { everything } from "../../src/testing/contract-support.js";

const folder = mkdtempSync(join(tmpdir(), "cdp-renew-"));
afterAll(() => rmSync(folder, { recursive: true }));
const current = masterKey(randomBytes(32).toString("base64"), "CDP_DATA_KEY");
const options = { masterKeys: { current, old: [] } };

const order = (n: number) =>
  JSON.stringify({
    type: "track",
    messageId: `m-${n}`,
    userId: `u-${n % 50}`,
    anonymousId: `d-${n % 70}`,
    event: "Order Completed",
    timestamp: `2026-03-${String(1 + (n % 20)).padStart(2, "0")}T09:00:00Z`,
    properties: { region: "Taipei", products: [{ brand: "FamilyMart", quantity: 1, price: n }] },
  });
const OTHERS = [
  '{"date":"2026-03-05","region":"Taipei","brand":"FamilyMart","price":35,"units":412,"generated_at":"2026-03-06T00:00:00Z","revision":3}',
  '{"type":"page","messageId":"m-gone","userId":"u-1","timestamp":"2026-03-05T09:00:00Z","deleted":true,"generated_at":"2026-03-06T09:00:00Z"}',
  "no JSON at all",
];

async function ingest(
  store: Awaited<ReturnType<typeof duckdbStore>>,
  lines: string[],
  name: string,
) {
  const source = textSource(lines.join("\n"), { name });
  await createPipeline({ source, store, zone: "Asia/Taipei" }).run();
}

/** How often the beginning of a box under a key lies in the files of a store, as it is or in base64. */
function traces(id: string, name: string): number {
  const mark = Buffer.from(`01${id}`, "hex");
  const texts = [mark.toString("latin1"), mark.toString("base64").slice(0, 6)];
  return readdirSync(folder)
    .filter((file) => file.startsWith(name) && !file.endsWith(".keys"))
    .map((file) => readFileSync(join(folder, file), "latin1"))
    .reduce(
      (sum, bytes) => sum + texts.reduce((n, text) => n + bytes.split(text).length - 1, 0),
      0,
    );
}

/** Boxes of a closed file by the id of their key, as the engine reads them: it compresses what begins alike. */
async function boxesByKey(path: string): Promise<Record<string, number>> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`ATTACH '${path}' AS sealed (READ_ONLY)`);
  const boxes = ["name", "customer_event", "other", "standing", "dead_letter"]
    .map((table) => `SELECT box FROM sealed.${table}`)
    .concat(
      "SELECT from_base64(fingerprint) FROM sealed.source_checkpoint",
      "SELECT from_base64(salt) FROM sealed.customer_salt",
    );
  const rows = await connection.runAndReadAll(
    `SELECT lower(substr(hex(box), 3, 8)), count(*)::INTEGER FROM (${boxes.join(" UNION ALL ")}) GROUP BY ALL`,
  );
  instance.closeSync();
  return Object.fromEntries(rows.getRowsJS() as [string, number][]);
}

const lines = Array.from({ length: 700 }, (_, n) => order(n));

it("seals everything under a new key while others read and write, and leaves nothing under the old one", async () => {
  const path = join(folder, "renewed.duckdb");
  const store = await duckdbStore(path, options);
  await ingest(store, [...OTHERS, ...lines], "first");
  await deriveBehaviour({ store });
  const before = await everything(store);
  const old = store.keys?.set.data.at(-1)?.id ?? "";
  await store.compact();
  expect(traces(old, "renewed")).toBeGreaterThan(0);

  let writing: Promise<void> | undefined;
  let reads = 0;
  const report = await store.renewDataKey({
    onProgress: () => {
      writing ??= ingest(store, [order(5000), "broken, too"], "second");
      store.customers?.known(["u-1"]).then(() => {
        reads += 1;
      });
    },
  });
  await writing;
  expect(reads).toBeGreaterThan(0);
  expect(report).toMatchObject({ from: [old], resumed: false });
  expect(report.rows).toBeGreaterThan(700);
  expect(store.keys?.set.data.map(({ id }) => id)).toEqual([report.to]);
  await store.close();
  expect(traces(old, "renewed")).toBe(0);
  const held = await boxesByKey(path);
  expect(Object.keys(held)).toEqual([report.to]);
  expect(held[report.to]).toBeGreaterThan(700);

  const again = await duckdbStore(path, options);
  const plain = await duckdbStore(":memory:", {});
  await ingest(plain, [...OTHERS, ...lines], "first");
  await deriveBehaviour({ store: plain });
  expect(await everything(plain)).toBe(before);
  await ingest(plain, [order(5000), "broken, too"], "second");
  for (const one of [plain, again]) await deriveBehaviour({ store: one });
  expect(await everything(again)).toBe(await everything(plain));
  for (const one of [plain, again]) await one.close();
});

it("goes on where it was cut off, reads what either key seals until then, and needs only the master key", async () => {
  const path = join(folder, "cut.duckdb");
  const store = await duckdbStore(path, options);
  await ingest(store, [...OTHERS, ...lines], "first");
  await deriveBehaviour({ store });
  const before = await everything(store);
  const old = store.keys?.set.data.at(-1)?.id ?? "";
  await expect(
    store.renewDataKey({
      onProgress: ({ done }) => {
        if (done > 700) throw new Error("the process is gone");
      },
    }),
  ).rejects.toThrow("the process is gone");
  await store.close();

  const half = await duckdbStore(path, options);
  expect(half.keys?.set.data).toHaveLength(2);
  expect(await everything(half)).toBe(before);
  const report = await half.renewDataKey();
  expect(report).toMatchObject({ from: [old], resumed: true });
  expect(report.rows).toBeLessThan(700);
  expect(await everything(half)).toBe(before);
  await half.close();
  expect(traces(old, "cut")).toBe(0);
  expect(Object.keys(await boxesByKey(path))).toEqual([report.to]);
});

it("refuses a store that is not sealed", async () => {
  const store = await duckdbStore(":memory:", {});
  await expect(store.renewDataKey()).rejects.toMatchObject({ code: "invalid_input" });
  await store.close();
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, expect, it } from "vitest";
import { duckdbStore } from "../../src/duckdb/index.js";
import {
  type CanonicalRecord,
  createLineParser,
  deriveBehaviour,
  eraseCustomer,
  memoryStore,
  readCustomer,
} from "../../src/index.js";
import { catalogueOf, customerEventLines, planTruth } from "../../src/synthetic/index.js";

const folder = mkdtempSync(join(tmpdir(), "cdp-customers-"));
afterAll(() => rmSync(folder, { recursive: true }));

const truth = planTruth({ seed: 4, start: "2026-01-01", days: 20, customers: 40 });
const catalogue = catalogueOf(truth);
const parse = createLineParser({ catalogue, zone: truth.zone });
const records = [...customerEventLines(truth)].map((line, i): CanonicalRecord => {
  const parsed = parse(line, { position: { source: "events.jsonl", line: i + 1, offset: i } });
  if (!parsed.ok) throw new Error(parsed.rejection.rule);
  return parsed.record;
});
const derive = { catalogue, zone: truth.zone };

/** Runs statements on a closed store's file. */
async function onFile(path: string, statements: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  for (const sql of statements) await connection.run(sql);
  connection.closeSync();
  instance.closeSync();
}

const sql = (text: string) => `'${text.replaceAll("'", "''")}'`;

it("takes over customer events of a store of version 1, and derives from them", async () => {
  const path = join(folder, "first.duckdb");
  await (await duckdbStore(path)).close();
  const tables = ["event", "touched", "day", "suppressed", "salt"].map(
    (name) => `customer_${name}`,
  );
  await onFile(path, [
    ...[...tables, "cell_day_changed"].map((table) => `DROP TABLE ${table}`),
    `UPDATE cdp_store SET schema_version = 1`,
    `INSERT INTO name VALUES (0, '"customer-event"')`,
    ...records.map(({ key, hash, raw, ...body }) => {
      const day = Math.round(Date.parse(`${body.date}T00:00:00Z`) / 86_400_000);
      return `INSERT INTO other (kind, key_hash, sort_key, hash, instant, day, demo, body, raw)
        VALUES (0, 0, ${sql(key)}, ${sql(hash)}, ${body.at}, ${day}, true, ${sql(JSON.stringify(body))}, ${sql(raw)})`;
    }),
  ]);
  const [store, memory] = [await duckdbStore(path), memoryStore()];
  await memory.commit({ records, deadLetters: [] });
  expect(await store.records({ kind: "customer-event" })).toEqual(
    await memory.records({ kind: "customer-event" }),
  );
  expect((await store.content()).records["customer-event"]).toBe(records.length);
  for (const one of [store, memory]) await deriveBehaviour({ ...derive, store: one });
  expect((await store.history()).digest).toBe((await memory.history()).digest);
  await store.close();
  const again = await duckdbStore(path);
  expect(await again.customers?.touched(1)).toMatchObject({ ids: [] });
  await again.close();
});

it("goes on where it was closed, and remembers whom it refuses without knowing them", async () => {
  const path = join(folder, "closed.duckdb");
  const half = records.length >> 1;
  let store = await duckdbStore(path);
  await store.commit({ records: records.slice(half), deadLetters: [] });
  await store.close();
  store = await duckdbStore(path);
  await deriveBehaviour({ ...derive, store });
  await store.commit({ records: records.slice(0, half), deadLetters: [] });
  await store.close();
  store = await duckdbStore(path);
  await deriveBehaviour({ ...derive, store });
  const memory = memoryStore();
  await memory.commit({ records, deadLetters: [] });
  await deriveBehaviour({ ...derive, store: memory });
  expect(await store.behaviour({})).toEqual(await memory.behaviour({}));
  const asOf = Date.parse("2026-02-01T00:00:00Z");
  const profile = { catalogue, zone: truth.zone, id: "u-7", asOf };
  expect(await readCustomer({ ...profile, store })).toEqual(
    await readCustomer({ ...profile, store: memory }),
  );
  for (const one of [store, memory]) await eraseCustomer({ ...derive, store: one, id: "u-7" });
  expect(await store.behaviour({})).toEqual(await memory.behaviour({}));
  await store.close();
  store = await duckdbStore(path);
  const theirs = records.filter((one) => one.kind === "customer-event" && one.userId === "u-7");
  const refused = await store.commit({ records: theirs, deadLetters: [] });
  expect(refused).toMatchObject({ stored: 0, byRule: { erased: theirs.length } });
  await store.compact();
  await store.close();
});

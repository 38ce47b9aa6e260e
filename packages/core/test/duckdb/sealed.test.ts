import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, expect, it } from "vitest";
import { duckdbStore, encryptStore } from "../../src/duckdb/index.js";
import { createPipeline, deriveBehaviour, eraseCustomer, textSource } from "../../src/index.js";
import { type MasterKey, masterKey } from "../../src/seal/index.js";
import { everything } from "../../src/testing/contract-support.js";

const folder = mkdtempSync(join(tmpdir(), "cdp-sealed-"));
afterAll(() => rmSync(folder, { recursive: true }));

const fresh = () => masterKey(randomBytes(32).toString("base64"), "CDP_DATA_KEY");
const withKeys = (current: MasterKey, ...old: MasterKey[]) => ({ masterKeys: { current, old } });
const master = fresh();

const LINES = [
  '{"type":"identify","messageId":"m-ann","userId":"ann@example.com","anonymousId":"phone-of-ann","timestamp":"2026-03-04T09:00:00Z","traits":{"persona":"Fresh_Grad","name":"Ann Secret"}}',
  '{"type":"track","messageId":"m-2","userId":"ann@example.com","event":"Order Completed","timestamp":"2026-03-05T09:00:00Z","properties":{"region":"Taipei","note":"ring at Secret Lane 7","products":[{"brand":"FamilyMart","quantity":2,"price":30}]}}',
  '{"type":"alias","messageId":"m-3","userId":"ann@example.com","previousId":"old-secret-id","timestamp":"2026-03-05T09:00:00Z"}',
  '{"type":"track","userId":"bob@example.com","event":"Seen","timestamp":"someday"}',
  "Carol Secret, Secret Lane 9, no JSON at all",
  '{"timestamp":"2026-03-05T08:00:00+08:00","date":"2026-03-05","location":{"city":"Taipei"},"social":{"posts":[{"text":"dora@example.com was here","url":"https://example.com/dora-secret"}]}}',
  '{"date":"2026-03-05","region":"Taipei","brand":"FamilyMart","price":35,"units":412}',
  '{"type":"page","messageId":"m-gone","userId":"ann@example.com","timestamp":"2026-03-05T09:00:00Z","deleted":true,"generated_at":"2026-03-06T09:00:00Z"}',
];
/** What may be in no file. */
const PERSONAL =
  /ann@example|phone-of-ann|m-ann|Ann Secret|Secret Lane|old-secret-id|bob@example|Carol Secret|dora/g;

async function fill(path: string, options: Parameters<typeof duckdbStore>[1]) {
  const store = await duckdbStore(path, options);
  const source = textSource(LINES.join("\n"), { name: "import of ann@example.com" });
  await createPipeline({ source, store, zone: "Asia/Taipei" }).run();
  await deriveBehaviour({ store });
  return store;
}

/** What personal texts the files hold whose names begin so, with what stands around them. */
function found(name: string, but = "\0"): string[] {
  return readdirSync(folder)
    .filter((file) => file.startsWith(name))
    .flatMap((file) => {
      const text = readFileSync(join(folder, file), "latin1").replaceAll(but, "");
      return [...text.matchAll(PERSONAL)].map(
        ({ index }) =>
          `${file}: ${JSON.stringify(text.slice(Math.max(0, index - 30), index + 40))}`,
      );
    });
}

const digests = (name: string) =>
  readdirSync(folder)
    .filter((file) => file.startsWith(name))
    .map((file) => [
      file,
      createHash("sha256")
        .update(readFileSync(join(folder, file)))
        .digest("hex"),
    ]);

it("keeps nothing personal in any file, in the log or folded, and answers as a plain store does", async () => {
  const plain = await fill(join(folder, "plain.duckdb"), {});
  const sealed = await fill(join(folder, "sealed.duckdb"), withKeys(master));
  expect(await everything(sealed)).toBe(await everything(plain));
  expect(await sealed.checkpoint("import of ann@example.com")).toEqual(
    await plain.checkpoint("import of ann@example.com"),
  );
  expect(found("plain")).not.toEqual([]);
  expect(found("sealed")).toEqual([]);
  await sealed.compact();
  expect(found("sealed")).toEqual([]);
  await plain.close();
  await sealed.close();
  expect(found("sealed")).toEqual([]);
});

it("refuses another key, none, and a key for a plain store, and writes nothing then", async () => {
  const path = join(folder, "refused.duckdb");
  await (await fill(path, withKeys(master))).close();
  const before = digests("refused");
  const refused = { code: "wrong_key", message: expect.stringContaining(master.id) };
  await expect(duckdbStore(path, withKeys(fresh()))).rejects.toMatchObject(refused);
  await expect(duckdbStore(path)).rejects.toMatchObject(refused);
  expect(digests("refused")).toEqual(before);
  // The file beside the store is a copy: without it the store itself says so, and makes it anew.
  rmSync(`${path}.keys`);
  await expect(duckdbStore(path, withKeys(fresh()))).rejects.toMatchObject(refused);
  await expect(duckdbStore(path)).rejects.toMatchObject(refused);
  await (await duckdbStore(path, withKeys(master))).close();
  expect(digests("refused.duckdb.keys").length).toBe(1);
  const plain = join(folder, "without.duckdb");
  await (await duckdbStore(plain)).close();
  const untouched = digests("without");
  await expect(duckdbStore(plain, withKeys(master))).rejects.toThrow(/encryption enable/);
  expect(digests("without")).toEqual(untouched);
});

it("opens with a new master key beside the old one, and then with the new one alone", async () => {
  const path = join(folder, "rotated.duckdb");
  const before = await fill(path, withKeys(master));
  const all = await everything(before);
  await before.close();
  const next = fresh();
  const between = await duckdbStore(path, withKeys(next, master));
  expect(await everything(between)).toBe(all);
  await between.close();
  const after = await duckdbStore(path, withKeys(next));
  expect(await everything(after)).toBe(all);
  await after.close();
  await expect(duckdbStore(path, withKeys(master))).rejects.toMatchObject({ code: "wrong_key" });
});

it("names where a sealed value was changed or moved, and gives none of it out", async () => {
  const path = join(folder, "tampered.duckdb");
  const all = await fill(path, withKeys(master));
  const letters = await all.deadLetters({});
  await all.close();
  const on = async (sql: string) => {
    const instance = await DuckDBInstance.create(path);
    const connection = await instance.connect();
    await connection.run(sql);
    connection.closeSync();
    instance.closeSync();
  };
  const events = async () => {
    const store = await duckdbStore(path, withKeys(master));
    try {
      return await store.records({ kind: "customer-event" });
    } finally {
      await store.close();
    }
  };
  expect((await events()).length).toBe(3);
  const changed = {
    code: "sealed_data_changed",
    message: expect.stringMatching(/an event of 2026-03-0\d in the table customer_event/),
  };
  // Another time, and the box of another event.
  await on("UPDATE customer_event SET instant = instant + 1000 WHERE rowid = 0");
  await expect(events()).rejects.toMatchObject(changed);
  await on("UPDATE customer_event SET instant = instant - 1000 WHERE rowid = 0");
  expect((await events()).length).toBe(3);
  await on(
    "UPDATE customer_event SET box = (SELECT box FROM customer_event WHERE rowid = 1) WHERE rowid = 0",
  );
  await expect(events()).rejects.toMatchObject(changed);
  await on("UPDATE dead_letter SET rule = 'missing'");
  const store = await duckdbStore(path, withKeys(master));
  await expect(store.deadLetters({})).rejects.toThrow(new RegExp(`dead letter ${letters[0]?.id}`));
  await store.close();
  writeFileSync(
    `${path}.keys`,
    readFileSync(`${path}.keys`, "utf8").replace(/"identity": "./, '"identity": "_'),
  );
  await expect(duckdbStore(path, withKeys(master))).rejects.toMatchObject({
    code: "sealed_data_changed",
  });
});

it("encrypts a store that is plain, whole, and remembers who was erased", async () => {
  const path = join(folder, "enabled.duckdb");
  const plain = await fill(path, {});
  await plain.customers?.erase({ keys: [], ids: ["erased@example.com"], until: null });
  const all = await everything(plain);
  await plain.close();
  const rows = await encryptStore(path, { current: master, old: [] });
  expect(rows).toMatchObject({ customer_event: 3, standing: 1 });
  expect(found("enabled")).toEqual([]);
  const store = await duckdbStore(path, withKeys(master));
  expect(await everything(store)).toBe(all);
  expect(await deriveBehaviour({ store })).toMatchObject({ customers: 1, stored: 0, removed: 0 });
  expect(await everything(store)).toBe(all);
  const again = await createPipeline({
    source: textSource(
      '{"type":"page","messageId":"x","userId":"erased@example.com","timestamp":"2026-03-05T09:00:00Z"}',
      { name: "late" },
    ),
    store,
  }).run();
  expect(again.byRule).toEqual({ erased: 1 });
  await store.close();
  await expect(encryptStore(path, { current: master, old: [] })).rejects.toMatchObject({
    code: "invalid_input",
  });
});

it("leaves nothing of what was erased in a plain file once that is written anew, while others read and write", async () => {
  const path = join(folder, "erased.duckdb");
  const store = await fill(path, {});
  expect(found("erased", "import of ann@example.com")).not.toEqual([]);
  await eraseCustomer({ store, id: "ann@example.com" });
  await store.removeDeadLetters((await store.deadLetters({})).map(({ id }) => id));
  const left = store.content();
  const late = store.commit({
    records: [],
    deadLetters: [],
    checkpoint: { source: "s", offset: 1, line: 1, fingerprint: "f" },
  });
  const rewritten = store.rewrite();
  const during = store.commit({
    records: [],
    deadLetters: [],
    checkpoint: { source: "s", offset: 2, line: 2, fingerprint: "f" },
  });
  const read = store.content();
  await Promise.all([left, late, rewritten, during, read]);
  expect(await read).toEqual(await left);
  expect(await store.checkpoint("s")).toMatchObject({ line: 2 });
  expect(readdirSync(folder).filter((name) => name.includes("rewriting"))).toEqual([]);
  // The name of the source stays: it is that of a file of many.
  expect(found("erased", "import of ann@example.com")).toEqual([]);
  await store.close();
  const again = await duckdbStore(path);
  expect((await again.content()).records["customer-event"]).toBe(0);
  await again.close();
});

it("says what encryption by the engine needs where that is missing, and makes no file", async () => {
  const path = join(folder, "engine.duckdb");
  const options = { ...withKeys(master), engineEncryption: true };
  const opened = await duckdbStore(path, options).catch((error: unknown) => error);
  if (opened instanceof Error) {
    expect(opened.message).toMatch(/extension httpfs.*CDP_ENGINE_ENCRYPTION/);
    expect(readdirSync(folder).filter((name) => name.startsWith("engine"))).toEqual([]);
  } else await (opened as { close(): Promise<void> }).close();
});

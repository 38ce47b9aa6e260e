import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { duckdbStore, erasedFileOf, holdStore, readErasedFiles } from "../../src/duckdb/index.js";
import { createPipeline, deriveBehaviour, eraseCustomer, textSource } from "../../src/index.js";
import { masterKey } from "../../src/seal/index.js";
import { everything } from "../../src/testing/contract-support.js";

const folder = mkdtempSync(join(tmpdir(), "cdp-copy-"));
afterAll(() => rmSync(folder, { recursive: true }));
const current = masterKey(randomBytes(32).toString("base64"), "CDP_DATA_KEY");

type Store = Awaited<ReturnType<typeof duckdbStore>>;
const ingest = (store: Store, lines: readonly string[], name: string) =>
  createPipeline({
    source: textSource(lines.join("\n"), { name }),
    store,
    zone: "Asia/Taipei",
  }).run();

const order = (user: string, n: number, more: object = {}) =>
  JSON.stringify({
    type: "track",
    messageId: `m-${user}-${n}`,
    userId: user,
    anonymousId: `phone-of-${user}`,
    event: "Order Completed",
    timestamp: `2026-03-${String(10 + n)}T09:00:00Z`,
    properties: { region: "Taipei", products: [{ brand: "FamilyMart", quantity: 1, price: 30 }] },
    ...more,
  });
const identify = (user: string) =>
  JSON.stringify({
    type: "identify",
    messageId: `i-${user}`,
    userId: user,
    anonymousId: `phone-of-${user}`,
    timestamp: "2026-03-09T09:00:00Z",
    traits: { persona: "Fresh_Grad", satisfaction: 0.5 },
  });
const LINES = [
  ...["ann", "bob", "cid"].flatMap((user) => [identify(user), order(user, 1), order(user, 2)]),
  // Before there was an account: by the device alone.
  order("ann", 3, { userId: undefined, messageId: "m-early" }),
  order("ann", 4, { timestamp: "someday" }),
  order("cid", 4, { timestamp: "someday" }),
  '{"type":"alias","messageId":"m-alias","userId":"ann","previousId":"old-ann","timestamp":"2026-03-15T09:00:00Z"}',
  '{"type":"track","userId":"old-ann","event":"Seen","timestamp":"someday"}',
  '{"type":"page","messageId":"m-gone","userId":"ann","timestamp":"2026-03-05T09:00:00Z","deleted":true,"generated_at":"2026-03-06T09:00:00Z"}',
];

describe.each([
  ["a plain store", {}],
  ["a sealed store", { masterKeys: { current, old: [] } }],
])("%s", (name, options) => {
  const path = join(folder, name.replaceAll(" ", "-"));

  it("is copied at one moment, while others write", async () => {
    const store = await duckdbStore(path, options);
    await ingest(store, LINES, "first");
    await deriveBehaviour({ store });
    let isWriting = true;
    const writing = (async () => {
      for (let n = 0; isWriting; n += 1) {
        // A batch has one event and one letter.
        await ingest(store, [order(`later-${n}`, 5), `broken ${n}`], `batch-${n}`);
      }
    })();
    const copies = [];
    for (let n = 0; n < 3; n += 1) copies.push(await store.copyTo(`${path}.copy-${n}`));
    isWriting = false;
    await writing;
    for (const [n, rows] of copies.entries()) {
      const copy = await duckdbStore(`${path}.copy-${n}`, options);
      expect(await copy.rows()).toMatchObject(rows);
      const { records, deadLetters } = await copy.content();
      expect(deadLetters - 3).toBe(records["customer-event"] - 11);
      await copy.close();
    }
    await store.close();
  });

  it("forgets in a copy from before who was erased since, as if they had been erased there", async () => {
    const place = `${path}.forget`;
    const store = await duckdbStore(place, options);
    await ingest(store, LINES, "first");
    await deriveBehaviour({ store });
    await store.copyTo(`${place}.before`);
    await eraseCustomer({ store, id: "ann" });
    const at = Date.parse("2026-03-20T00:00:00Z");
    await eraseCustomer({ store, id: "cid", until: at });
    const after = await everything(store);
    await store.close();
    const text = readFileSync(erasedFileOf(place), "utf8");
    expect(text).not.toMatch(/ann|cid/);

    const [list] = await readErasedFiles(place);
    if (list === undefined) throw new Error("there is no list");
    const copy = await duckdbStore(`${place}.before`, options);
    expect(await everything(copy)).not.toBe(after);
    const report = await copy.forget(list);
    expect(report).toMatchObject({ listed: list.entries.length, deadLetters: 3 });
    expect(report.events).toBe(8);
    expect(await copy.forget(list)).toEqual({ listed: 0, events: 0, deadLetters: 0 });
    await deriveBehaviour({ store: copy });
    expect(await everything(copy)).toBe(after);
    const late = await ingest(
      copy,
      [order("ann", 7), order("cid", 8), order("cid", 9, { timestamp: "2026-03-29T09:00:00Z" })],
      "late",
    );
    expect(late).toMatchObject({ stored: 1, deadLettered: 2 });
    await copy.close();
    const reopened = await duckdbStore(`${place}.before`, options);
    expect(await reopened.forget(list)).toMatchObject({ listed: 0 });
    await reopened.close();
  });

  it("keeps the list of a store whose file is gone, and refuses one of another store", async () => {
    const place = `${path}.forget`;
    const [list] = await readErasedFiles(place);
    for (const suffix of ["", ".keys"]) rmSync(`${place}${suffix}`, { force: true });
    const other = await duckdbStore(place, options);
    await ingest(other, LINES, "first");
    await eraseCustomer({ store: other, id: "bob" });
    await other.close();
    const lists = await readErasedFiles(place);
    expect(lists).toHaveLength(2);
    expect(lists).toContainEqual(list);
    const again = await duckdbStore(place, options);
    if (list === undefined) throw new Error("there is no list");
    await expect(again.forget(list)).rejects.toMatchObject({ code: "invalid_input" });
    await again.close();
  });
});

it("holds a file against others, and is refused one that another has", async () => {
  const path = join(folder, "held.duckdb");
  await (await duckdbStore(path)).close();
  const free = await holdStore(path);
  renameSync(path, `${path}.moved`);
  free();
  await (await duckdbStore(path)).close();
});

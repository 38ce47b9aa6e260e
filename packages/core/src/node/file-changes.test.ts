import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { unwrapChange } from "../envelope/index.js";
import { runLive } from "../pipeline/index.js";
import type { Change } from "../schema/change.js";
import type { LiveSource } from "../source/index.js";
import { memoryStore } from "../store/index.js";
import { fileChanges, systemTiming } from "./index.js";

const folder = mkdtempSync(join(tmpdir(), "cdp-changes-"));
afterAll(() => rmSync(folder, { recursive: true }));

const line = (brand: string, price: number) =>
  JSON.stringify({ date: "2026-03-05", region: "Taipei", brand, price });
const write = (path: string, ...lines: string[]) => writeFileSync(path, `${lines.join("\n")}\n`);

/** Delivers up to the first batch whose cursor moved on, and stops as a kill would: nothing is acknowledged. */
async function nextChanges(source: LiveSource, cursor: string | null) {
  const changes: Change[] = [];
  const { signal } = new AbortController();
  for await (const batch of source.open({ cursor, signal, onOpen: () => {} })) {
    changes.push(...batch.messages.map((message): Change => JSON.parse(String(message))));
    if (batch.cursor !== null) return { changes, cursor: batch.cursor };
  }
  return { changes, cursor };
}

it("tells lines that are added, changed and gone, in order, with before and after", async () => {
  const path = join(folder, "market.jsonl");
  const source = fileChanges({ name: "market", path, everyMs: 10 });
  write(path, line("a", 1), line("b", 2), line("c", 3));
  const first = await nextChanges(source, null);
  expect(first.changes.map(({ op, after }) => [op, after?.brand])).toEqual([
    ["read", "a"],
    ["read", "b"],
    ["read", "c"],
  ]);
  write(path, line("c", 3), line("a", 9), line("d", 4));
  const then = await nextChanges(source, first.cursor);
  expect(then.changes.map(({ op, before, after }) => [op, before?.price, after?.price])).toEqual([
    ["delete", 2, undefined],
    ["update", 1, 9],
    ["create", undefined, 4],
  ]);
  const stamps = [...first.changes, ...then.changes].map(({ at, revision }) => [at, revision]);
  const sorted = [...stamps].sort(([a, b], [c, d]) => (a ?? 0) - (c ?? 0) || (b ?? 0) - (d ?? 0));
  expect(stamps).toEqual(sorted);
  // A restart from the cursor that was durable tells the same once more, with the same stamps.
  expect(await nextChanges(source, first.cursor)).toEqual(then);
});

it("holds in the store what is in the file, through restarts, with every change once", async () => {
  const path = join(folder, "edited.jsonl");
  const store = memoryStore();
  const source = fileChanges({ name: "edited", path, everyMs: 10 });
  const prices = async () =>
    (await store.records({ kind: "market" })).map(({ brand, price }) => `${brand} ${price}`).sort();
  let read = 0;
  for (const lines of [
    [line("a", 1), line("b", 2), "not json"],
    [line("b", 2), line("a", 3)],
    [line("a", 3), line("x", 5)],
    [line("x", 6), line("b", 2)],
  ]) {
    write(path, ...lines);
    const stopping = new AbortController();
    const state = await runLive({
      source,
      store,
      timing: systemTiming,
      signal: stopping.signal,
      unwrap: unwrapChange(),
      onState: ({ messages }) => messages > 0 && stopping.abort(),
    });
    read += state.read;
  }
  expect(await prices()).toEqual(["b 2", "x 6"]);
  expect((await store.deadLetters({ rule: "invalid_json" })).map(({ raw }) => raw)).toEqual([
    "not json",
  ]);
  // 3 read; a changed; b gone, x new; a gone, x changed, b new again.
  expect(read).toBe(3 + 1 + 2 + 3);
});

it("says that it cannot tell what is gone when the version that was read last is missing", async () => {
  const path = join(folder, "lost.jsonl");
  write(path, line("a", 1));
  const source = fileChanges({ name: "lost", path, everyMs: 10 });
  await expect(nextChanges(source, `${"0".repeat(64)} 1 1`)).rejects.toMatchObject({
    code: "source_failed",
    final: true,
  });
  const missing = fileChanges({ name: "m", path: join(folder, "none.jsonl"), everyMs: 10 });
  await expect(nextChanges(missing, null)).rejects.toMatchObject({ final: false });
});

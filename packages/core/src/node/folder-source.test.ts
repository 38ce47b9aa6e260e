import { appendFile, mkdir, mkdtemp, rename, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runLive, type SourceState } from "../pipeline/index.js";
import { memoryStore, type RecordStore } from "../store/index.js";
import type { FoundFile } from "./discover-sources.js";
import { folderSource } from "./folder-source.js";
import { systemTiming } from "./timing.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cdp-folder-"));
});
afterAll(() => rm(folder, { recursive: true }));

const market = (day: number) =>
  JSON.stringify({
    date: `2026-03-${String(day).padStart(2, "0")}`,
    region: "台北",
    brand: "全家",
    price: 35,
    units: 400 + day,
  });

async function watched(store: RecordStore, work: (state: () => SourceState) => Promise<void>) {
  const stopping = new AbortController();
  const found: FoundFile[] = [];
  let last: SourceState | undefined;
  const source = folderSource({
    name: "folder",
    path: folder,
    everyMs: 20,
    settleMs: 60,
    onFile: (file) => found.push(file),
  });
  const running = runLive({
    source,
    store,
    timing: systemTiming,
    signal: stopping.signal,
    onState: (state) => {
      last = state;
    },
  });
  try {
    await work(() => {
      if (last === undefined) throw new Error("no state yet");
      return last;
    });
  } finally {
    stopping.abort();
    await running;
  }
  return found;
}

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  for (let turn = 0; turn < 1000 && !(await condition()); turn++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

it("takes what is there, what comes, and what is appended; goes on where it stopped; lists what it does not know", async () => {
  const store = memoryStore();
  const markets = async () => (await store.content()).records.market;
  await writeFile(join(folder, "a.data"), `${market(1)}\n${market(2)}\n`);
  await writeFile(join(folder, "note.txt"), "nothing that is known\n");
  const first = await watched(store, async (state) => {
    await until(async () => (await markets()) === 2 && /note\.txt/.test(state().cursor ?? ""));
    expect(await markets()).toBe(2);
    await mkdir(join(folder, "in"));
    const table = "date;region;brand;price\n2026-03-03;台北;全家;36\n";
    await writeFile(join(folder, "in", "table.gz"), gzipSync(table));
    await appendFile(join(folder, "a.data"), `${market(4)}\n${market(5).slice(0, 20)}`);
    await until(async () => (await markets()) === 4);
    await appendFile(join(folder, "a.data"), `${market(5).slice(20)}\n`);
    await until(async () => (await markets()) === 5);
    expect(state()).toMatchObject({ state: "open", stored: 5, duplicates: 0 });
    expect(state().deadLettered).toBeLessThanOrEqual(1);
    const { files } = JSON.parse(state().cursor ?? "");
    expect(files["note.txt"].reason).toMatch(/neither JSON lines nor a table/);
  });
  expect(
    first.map(({ path, kind, format }) => [path.slice(folder.length + 1), kind, format]),
  ).toEqual(
    expect.arrayContaining([
      ["a.data", "market", "json-lines"],
      ["in/table.gz", "market", "csv"],
      ["note.txt", null, null],
    ]),
  );
  await writeFile(join(folder, ".b.part"), `${market(6)}\n`);
  await rename(join(folder, ".b.part"), join(folder, "b.jsonl"));
  const past = new Date(Date.now() - 60_000);
  await utimes(join(folder, "b.jsonl"), past, past);
  const again = await watched(store, async (state) => {
    await until(async () => (await markets()) === 6);
    expect(state()).toMatchObject({ stored: 1, duplicates: 0 });
  });
  const names = again.map(({ path }) => path.slice(folder.length + 1));
  expect(names).toContain("b.jsonl");
  expect(names).not.toContain("note.txt");
}, 20_000);

import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { finishRestore, restoringFolder } from "../src/backup/place-restored.js";

const root = mkdtempSync(join(tmpdir(), "cdp-place-"));
afterAll(() => rmSync(root, { recursive: true }));

const put = (folder: string, files: Readonly<Record<string, string>>) => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
};
const texts = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, "utf8")]),
  );

function begun(name: string): string {
  const folder = join(root, name);
  put(folder, {
    "cdp.duckdb": "old",
    "cdp.duckdb.wal": "old log",
    "cdp.duckdb.keys": "old keys",
    "audit/head.json": "old audit",
  });
  put(restoringFolder(folder), {
    "store.duckdb": "new",
    "store.duckdb.keys": "new keys",
    "keys.json": "new api keys",
    "audit/head.json": "new audit",
    "ready.json": JSON.stringify({
      store: join(folder, "cdp.duckdb"),
      apiKeys: join(folder, "keys.json"),
      auditAside: join(folder, "audit.replaced"),
    }),
  });
  return folder;
}

const DONE = {
  "cdp.duckdb": "new",
  "cdp.duckdb.keys": "new keys",
  "keys.json": "new api keys",
  "audit/head.json": "new audit",
  "audit.replaced/head.json": "old audit",
};

/** What is done to a folder, in order, until all is in place. */
const STEPS: readonly ((folder: string, waiting: string) => void)[] = [
  (folder) => rmSync(join(folder, "cdp.duckdb.wal")),
  (folder) => rmSync(join(folder, "cdp.duckdb.keys")),
  (folder, waiting) => renameSync(join(waiting, "store.duckdb"), join(folder, "cdp.duckdb")),
  (folder, waiting) =>
    renameSync(join(waiting, "store.duckdb.keys"), join(folder, "cdp.duckdb.keys")),
  (folder, waiting) => renameSync(join(waiting, "keys.json"), join(folder, "keys.json")),
  (folder) => renameSync(join(folder, "audit"), join(folder, "audit.replaced")),
  (folder, waiting) => renameSync(join(waiting, "audit"), join(folder, "audit")),
  (_, waiting) => rmSync(waiting, { recursive: true }),
];

it("ends with everything in its place, after whichever step it was cut off", async () => {
  for (let done = 0; done <= STEPS.length; done += 1) {
    const folder = begun(`after-${done}`);
    for (const step of STEPS.slice(0, done)) step(folder, restoringFolder(folder));
    await finishRestore(folder);
    expect(texts(folder), `after ${done}`).toEqual(DONE);
    // What a store that is open by now has written stays.
    put(folder, { "cdp.duckdb.wal": "of the new one" });
    await finishRestore(folder);
    expect(texts(folder)).toEqual({ ...DONE, "cdp.duckdb.wal": "of the new one" });
  }
});

it("leaves everything as it was until all is verified", async () => {
  const folder = begun("early");
  rmSync(join(restoringFolder(folder), "ready.json"));
  cpSync(folder, join(root, "copy"), { recursive: true });
  await finishRestore(folder);
  expect(texts(folder)).toEqual(texts(join(root, "copy")));
});

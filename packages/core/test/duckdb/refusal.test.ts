import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, expect, it } from "vitest";
import { duckdbStore, openStore } from "../../src/duckdb/index.js";
import { CoreError } from "../../src/error.js";

const folder = mkdtempSync(join(tmpdir(), "cdp-refusal-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A refusal whose message holds all these parts. */
const refusal = (code: string, ...parts: string[]) => ({
  asymmetricMatch: (error: unknown) =>
    error instanceof CoreError &&
    error.code === code &&
    parts.every((part) => error.message.includes(part)),
  toString: () => `${code}: ${parts.join(" … ")}`,
});

async function withDatabase(path: string, statements: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  for (const sql of statements) await connection.run(sql);
  connection.closeSync();
  instance.closeSync();
}

it("says that another process has the file, and which", async () => {
  const path = join(folder, "locked.duckdb");
  await (await duckdbStore(path)).close();
  const hold = `const { DuckDBInstance } = require("@duckdb/node-api");
    DuckDBInstance.create(${JSON.stringify(path)}).then((db) => { globalThis.db = db; console.log("open"); setInterval(() => {}, 1000); });`;
  const holder = spawn(process.execPath, ["-e", hold], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    await once(holder.stdout, "data");
    await expect(duckdbStore(path)).rejects.toEqual(
      refusal("store_locked", path, String(holder.pid)),
    );
  } finally {
    holder.kill("SIGKILL");
    await once(holder, "close");
  }
  await (await duckdbStore(path)).close();
});

it("refuses to open a file twice in one process, and opens it again once it is closed", async () => {
  const path = join(folder, "twice.duckdb");
  const store = await duckdbStore(path);
  await expect(duckdbStore(path)).rejects.toEqual(refusal("store_locked", path));
  await store.close();
  await store.close();
  await expect(store.content()).rejects.toEqual(refusal("store_unavailable", "closed"));
  await (await duckdbStore(path)).close();
});

it("refuses files that are not its own, by name, and leaves them as they are", async () => {
  const text = join(folder, "notes.txt");
  writeFileSync(text, "not a database, but long enough to look at ".repeat(500));
  await expect(duckdbStore(text)).rejects.toEqual(refusal("store_unavailable", text));
  const other = join(folder, "other.duckdb");
  await withDatabase(other, ["CREATE TABLE song (title VARCHAR)"]);
  await expect(duckdbStore(other)).rejects.toEqual(refusal("store_unavailable", other, "song"));
  const nowhere = join(folder, "no-such-folder", "store.duckdb");
  await expect(duckdbStore(nowhere)).rejects.toEqual(refusal("store_unavailable", nowhere));
  const place = join(folder, "place");
  mkdirSync(place);
  await expect(duckdbStore(place)).rejects.toEqual(refusal("store_unavailable", place));
});

it("refuses a store of a later version, and says which", async () => {
  const path = join(folder, "later.duckdb");
  await (await duckdbStore(path)).close();
  await withDatabase(path, ["UPDATE cdp_store SET schema_version = 99"]);
  await expect(duckdbStore(path)).rejects.toEqual(refusal("store_version", path, "99"));
});

it("opens what a store URL names, and says what it understands", async () => {
  const memory = await openStore("memory:");
  expect(await memory.behaviour({})).toEqual([]);
  const file = await openStore(`duckdb:${join(folder, "url.duckdb")}`);
  expect(await file.behaviour({})).toEqual([]);
  await file.close();
  for (const url of ["postgres://x", "duckdb:", "./x.duckdb"]) {
    await expect(openStore(url)).rejects.toEqual(
      refusal("invalid_input", url, "duckdb:./cdp.duckdb"),
    );
  }
});

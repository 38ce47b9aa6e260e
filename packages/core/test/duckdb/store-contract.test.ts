import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { duckdbStore } from "../../src/duckdb/index.js";
import { masterKey } from "../../src/seal/index.js";
import { memoryStore } from "../../src/store/index.js";
import type { RecordStore } from "../../src/store/record-store.js";
import { storeContract } from "../../src/testing/index.js";

const folder = mkdtempSync(join(tmpdir(), "cdp-contract-"));
afterAll(() => rmSync(folder, { recursive: true }));

storeContract("memory", { create: async () => memoryStore(), runs: 60 });

storeContract("duckdb :memory:", { create: () => duckdbStore(":memory:"), runs: 10 });

const paths = new WeakMap<RecordStore, string>();
let files = 0;

async function open(path: string): Promise<RecordStore> {
  const store = await duckdbStore(path);
  paths.set(store, path);
  return store;
}

const masterKeys = {
  current: masterKey("6f".repeat(8) + "0123456789abcdef".repeat(3), "key"),
  old: [],
};

storeContract("duckdb file, sealed", {
  create: () => {
    files += 1;
    return openSealed(join(folder, `sealed-${files}.duckdb`));
  },
  reopen: async (store) => {
    const path = paths.get(store);
    if (path === undefined) throw new RangeError("a store of this suite");
    await store.close();
    return openSealed(path);
  },
  runs: 3,
});

async function openSealed(path: string): Promise<RecordStore> {
  const store = await duckdbStore(path, { masterKeys });
  paths.set(store, path);
  return store;
}

storeContract("duckdb file", {
  create: () => {
    files += 1;
    return open(join(folder, `${files}.duckdb`));
  },
  reopen: async (store) => {
    const path = paths.get(store);
    if (path === undefined) throw new RangeError("a store of this suite");
    await store.close();
    return open(path);
  },
  runs: 3,
});

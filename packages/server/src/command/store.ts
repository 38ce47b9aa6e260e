import { mkdir, open } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Catalogue, RecordStore, RuleSet } from "@cdp-whatif/core";
import { type DuckdbStore, duckdbStore, openStore } from "@cdp-whatif/core/duckdb";
import { CoreError } from "@cdp-whatif/core/error";
import type { StoreKeys } from "@cdp-whatif/core/seal";
import { finishRestore } from "../backup/place-restored.js";
import { masterKeysOf, protectionSettings } from "../setting/protection.js";
import { type Environment, readSettings } from "../setting/read-settings.js";
import type { SettingValues } from "../setting/setting.js";
import { DEFAULT_STORE } from "./default-store.js";
import { readCatalogue, readRules } from "./input-file.js";
import type { Terminal } from "./terminal.js";

/** Options that every command on a store takes. */
export interface StoreOptions {
  readonly store: string;
  readonly catalogue?: string | undefined;
  readonly zone?: string | undefined;
  readonly rules?: string | undefined;
}

/** A store that is open, and what names and times are read with. */
export interface OpenedStore {
  readonly store: RecordStore;
  readonly catalogue: Catalogue;
  readonly ruleSet: RuleSet;
  /** File of the store; null when it is not in one. */
  readonly file: string | null;
  /** Keys of a sealed store. */
  readonly keys: StoreKeys | null;
  /** The store as one in a file; null when it is not. */
  readonly database: DuckdbStore | null;
}

const DUCKDB = "duckdb:";

/**
 * Runs `work` on a store and closes it, whatever comes of it.
 *
 * @throws CoreError `store_locked` | `store_unavailable` | `invalid_input` and what reading the catalogue throws
 */
export async function withStore<Result>(
  terminal: Terminal,
  options: StoreOptions,
  work: (opened: OpenedStore) => Promise<Result>,
): Promise<Result> {
  const opened = await openNamedStore(terminal, options);
  try {
    return await work(opened);
  } finally {
    await opened.store.close();
  }
}

/** As `withStore`, but the caller closes it. */
export async function openNamedStore(
  terminal: Terminal,
  options: StoreOptions,
  protection: Protection = protectionOf(process.env),
): Promise<OpenedStore> {
  const catalogue = await readCatalogue(terminal, options.catalogue);
  const ruleSet = await readRules(terminal, options.rules);
  if (!options.store.startsWith(DUCKDB)) {
    const store = await openStore(options.store);
    return { store, catalogue, ruleSet, file: null, keys: null, database: null };
  }
  const file = resolve(terminal.folder, options.store.slice(DUCKDB.length));
  await expectStore(terminal, options.store);
  await finishRestore(dirname(file));
  const database = await duckdbStore(file, {
    masterKeys: masterKeysOf(protection),
    engineEncryption: protection.engineEncryption,
  });
  return { store: database, catalogue, ruleSet, file, keys: database.keys, database };
}

type Protection = SettingValues<typeof protectionSettings>;

/** What the environment says of encryption. @throws CoreError `invalid_input` */
const protectionOf = (environment: Environment): Protection =>
  readSettings({ protection: protectionSettings }, environment).protection;

/**
 * Refuses what cannot be a store, without opening one that another program may have; its folder is made.
 *
 * @throws CoreError `store_unavailable`
 */
export async function expectStore(terminal: Terminal, url: string): Promise<void> {
  if (!url.startsWith(DUCKDB)) return;
  const file = resolve(terminal.folder, url.slice(DUCKDB.length));
  await makeFolder(dirname(file));
  await expectDatabase(file);
}

/** File of API keys unless another is named: beside the store, or where a store would be. */
export function keysFile(terminal: Terminal, { store }: Pick<StoreOptions, "store">): string {
  const named = store.startsWith(DUCKDB) ? store : DEFAULT_STORE;
  return join(dirname(resolve(terminal.folder, named.slice(DUCKDB.length))), "keys.json");
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    throw new CoreError(
      "store_unavailable",
      `The folder ${folder} for the store cannot be made (${code}). Choose another with --store duckdb:PATH.`,
      [],
      { cause: error },
    );
  }
}

/** A database says so after eight bytes of checksum. */
const MARK = { text: "DUCK", offset: 8 };

/** Keeps a short file that is something else from being taken for an empty database and written over. */
async function expectDatabase(path: string): Promise<void> {
  const file = await open(path, "r").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw new CoreError("store_unavailable", `${path} cannot be opened (${error.code}).`, [], {
      cause: error,
    });
  });
  if (file === null) return;
  try {
    const mark = Buffer.alloc(MARK.text.length);
    const { bytesRead } = await file.read(mark, 0, mark.length, MARK.offset);
    const { size } = await file.stat();
    if (size === 0 || (bytesRead === mark.length && mark.toString("latin1") === MARK.text)) return;
  } catch (error) {
    throw new CoreError("store_unavailable", `${path} cannot be read as a store.`, [], {
      cause: error,
    });
  } finally {
    await file.close();
  }
  throw new CoreError(
    "store_unavailable",
    `${path} is not a DuckDB file, and was left as it is. Name another with --store duckdb:PATH.`,
  );
}

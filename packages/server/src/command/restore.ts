import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { CoreError, deriveBehaviour, reasonOf } from "@cdp-whatif/core";
import {
  type DuckdbStore,
  duckdbStore,
  type ErasedList,
  holdStore,
  readErasedFile,
  readErasedFiles,
} from "@cdp-whatif/core/duckdb";
import { auditFolder, auditKeyOf } from "../audit/audit.js";
import { verifyAudit } from "../audit/verify.js";
import { API_KEYS_PIECE, STORE_PIECE } from "../backup/header.js";
import { finishRestore, placeRestored, restoringFolder } from "../backup/place-restored.js";
import { extractBackup, type OpenedBackup, openBackup } from "../backup/read-backup.js";
import { readSettings } from "../setting/read-settings.js";
import { serverSettings } from "../setting/server.js";
import { audited } from "./audited.js";
import { rowsOf } from "./backup.js";
import { fileOf, givenKeys } from "./encryption.js";
import { EXIT, type ExitCode } from "./exit-code.js";
import { readCatalogue } from "./input-file.js";
import { apiKeysFile } from "./keys.js";
import { openNamedStore } from "./store.js";
import { grouped, type Terminal } from "./terminal.js";

/** What `restore` takes. */
export interface RestoreOptions {
  readonly store: string;
  readonly keys?: string;
  readonly catalogue?: string;
  readonly zone?: string;
  /** Puts it in the place of data that are there. */
  readonly replace?: boolean;
  /** Further lists of who was erased. */
  readonly erased?: readonly string[];
  /** Only says whether the backup is whole. */
  readonly check?: boolean;
  readonly json?: boolean;
}

/** What was forgotten again. */
interface Forgotten {
  readonly listed: number;
  readonly events: number;
  readonly deadLetters: number;
}

/** Puts a backup in the place of a store, once all of it is verified and who was erased since is forgotten. */
export async function restore(
  terminal: Terminal,
  path: string,
  options: RestoreOptions,
): Promise<ExitCode> {
  const backup = await openBackup(resolve(terminal.folder, path), givenKeys());
  const { header } = backup;
  const about = { backup: backup.path, made_at: header.made_at, rows: header.store.rows };
  if (options.check) {
    await extractBackup(backup, null);
    if (options.json) terminal.out(JSON.stringify({ ...about, whole: true }));
    else
      terminal.out(
        `The backup is whole: ${grouped(rowsOf(header))} rows of ${header.made_at}, ${header.pieces.length} files.`,
      );
    return EXIT.fine;
  }
  const file = fileOf(terminal, options);
  const folder = dirname(file);
  await finishRestore(folder);
  const isThere = existsSync(file);
  if (isThere && !options.replace) {
    throw new CoreError(
      "invalid_input",
      `There are data already: ${file}. Restore with --replace, or elsewhere with --store duckdb:PATH; nothing was changed.`,
    );
  }
  if (isThere) await noteErased(terminal, options);
  const free = isThere ? await holdStore(file) : () => undefined;
  let forgotten: Forgotten;
  try {
    await rm(restoringFolder(folder), { recursive: true, force: true });
    await extractBackup(backup, restoringFolder(folder));
    forgotten = await prepare(terminal, backup, { file, options });
    const apiKeys = apiKeysFile(terminal, options);
    // Keys that were taken back since must not come back.
    const takesKeys = !existsSync(apiKeys);
    if (!takesKeys) await rm(join(restoringFolder(folder), API_KEYS_PIECE), { force: true });
    const auditAside = await settleAudit(terminal, backup, folder);
    await placeRestored(folder, { store: file, apiKeys: takesKeys ? apiKeys : null, auditAside });
  } finally {
    free();
  }
  await audited(
    { file, keys: backup.keys },
    "restore",
    async () => undefined,
    () => ({
      made_at: header.made_at,
      mac: header.mac,
      erased: forgotten.listed,
      removed: forgotten.events,
    }),
  );
  if (options.json) terminal.out(JSON.stringify({ store: file, ...about, forgotten }));
  else {
    terminal.out(`Restored ${grouped(rowsOf(header))} rows of ${header.made_at} to ${file}.`);
    if (forgotten.listed > 0)
      terminal.out(
        `Forgotten again, since they were erased after it was made: ${grouped(forgotten.events)} events, ${grouped(forgotten.deadLetters)} dead letters.`,
      );
    if (header.key === null && givenKeys() !== undefined)
      terminal.out("It is not encrypted. Encrypt it: cdp-whatif encryption enable");
  }
  return EXIT.fine;
}

/** Has the store in place write down who was erased, where that opens still. @throws CoreError `store_locked` */
async function noteErased(terminal: Terminal, options: RestoreOptions): Promise<void> {
  try {
    const { store } = await openNamedStore(terminal, { store: options.store });
    await store.close();
  } catch (error) {
    if (error instanceof CoreError && error.code === "store_locked") throw error;
    terminal.err(
      `The store in place does not open, so who was erased is known by the lists beside it only: ${reasonOf(error)}`,
    );
  }
}

/** Opens what was extracted, checks it against its first line, and makes it forget who was erased since. */
async function prepare(
  terminal: Terminal,
  { path, header }: OpenedBackup,
  { file, options }: { file: string; options: RestoreOptions },
): Promise<Forgotten> {
  const masterKeys = header.key === null ? undefined : givenKeys();
  const store = await duckdbStore(join(restoringFolder(dirname(file)), STORE_PIECE), {
    masterKeys,
  });
  try {
    const rows = await store.rows();
    const other = Object.entries(header.store.rows).find(([table, count]) => rows[table] !== count);
    if (store.identity !== header.store.identity || other !== undefined) {
      throw new CoreError(
        "file_unreadable",
        `the backup ${path} does not hold what its first line says${other === undefined ? "" : ` of the table ${other[0]}`}; take another one`,
      );
    }
    const forgotten = await forgetAll(store, await listsOf(terminal, store, { file, options }));
    if (forgotten.listed > 0) {
      const catalogue = await readCatalogue(terminal, options.catalogue);
      const { server } = readSettings({ server: serverSettings }, process.env);
      const zone = options.zone ?? catalogue.zone;
      await deriveBehaviour({ store, catalogue, zone, leastPeople: server.leastPeople });
      await store.rewrite();
    }
    await store.compact();
    return forgotten;
  } finally {
    await store.close();
  }
}

/** The lists beside the store that are of this one, and those that were named. */
async function listsOf(
  terminal: Terminal,
  store: DuckdbStore,
  { file, options }: { file: string; options: RestoreOptions },
): Promise<ErasedList[]> {
  const mark = await store.erasedMark();
  const lists = (await readErasedFiles(file)).filter((list) => list.mark === mark);
  for (const path of options.erased ?? []) {
    const list = await readErasedFile(resolve(terminal.folder, path));
    if (list === null) throw new CoreError("file_not_found", `${path} is not there.`);
    lists.push(list);
  }
  return lists;
}

async function forgetAll(store: DuckdbStore, lists: readonly ErasedList[]): Promise<Forgotten> {
  let all: Forgotten = { listed: 0, events: 0, deadLetters: 0 };
  for (const list of lists) {
    const { listed, events, deadLetters } = await store.forget(list);
    all = {
      listed: all.listed + listed,
      events: all.events + events,
      deadLetters: all.deadLetters + deadLetters,
    };
  }
  return all;
}

/**
 * Keeps the log that is there, which tells more, if it is of the same store, and else that of the backup.
 *
 * @returns where the log that is there goes; null: nowhere
 */
async function settleAudit(
  terminal: Terminal,
  { keys }: OpenedBackup,
  folder: string,
): Promise<string | null> {
  const key = auditKeyOf(keys);
  const staged = join(restoringFolder(folder), "audit");
  const there = await verifyAudit({ folder: auditFolder(folder), key });
  if (there.entries > 0 && there.ok) {
    await rm(staged, { recursive: true, force: true });
    return null;
  }
  if (!existsSync(staged)) return null;
  const brought = await verifyAudit({ folder: staged, key });
  if (!brought.ok)
    terminal.err(`The audit log of the backup is not whole: ${brought.fault?.reason}.`);
  if (!existsSync(auditFolder(folder))) return null;
  const aside = `${auditFolder(folder)}.replaced-${Date.now()}`;
  if (there.fault !== null)
    terminal.err(
      `The audit log in place is of another store or not whole; it is kept as ${aside}.`,
    );
  return aside;
}

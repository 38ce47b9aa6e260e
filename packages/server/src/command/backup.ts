import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { readStoreKeys } from "@cdp-whatif/core/duckdb";
import { CoreError, reasonOf } from "@cdp-whatif/core/error";
import * as z from "zod";
import { auditFolder } from "../audit/audit.js";
import { auditSources } from "../backup/audit-sources.js";
import { API_KEYS_PIECE, type BackupHeader, STORE_PIECE } from "../backup/header.js";
import { noteBackup } from "../backup/last-backup.js";
import { type PieceSource, writeBackup } from "../backup/write-backup.js";
import { askServer } from "../order/ask-server.js";
import { sizeText } from "../size-text.js";
import { audited } from "./audited.js";
import { fileOf, givenKeys } from "./encryption.js";
import { EXIT, type ExitCode } from "./exit-code.js";
import { apiKeysFile } from "./keys.js";
import { openNamedStore } from "./store.js";
import { grouped, type Terminal } from "./terminal.js";

/** What `backup` takes. */
export interface BackupOptions {
  readonly store: string;
  readonly keys?: string;
  /** Of the backups in the folder only so many stay. */
  readonly keep?: number;
  readonly json?: boolean;
}

const Copied = z.object({ identity: z.string(), rows: z.record(z.string(), z.int()) });

/** A copy of the store at one moment, in a file of its own. */
interface Copy extends z.infer<typeof Copied> {
  readonly path: string;
  done(): Promise<void>;
}

/** Backs a store up, with its API keys and its audit log, into a file, or a new one in a folder. */
export async function backUp(
  terminal: Terminal,
  where: string,
  options: BackupOptions,
): Promise<ExitCode> {
  const file = fileOf(terminal, options);
  if (!existsSync(file)) throw new CoreError("file_not_found", `There is no store ${file}.`);
  const now = Date.now();
  const target = await targetOf(resolve(terminal.folder, where), {
    isFolder: where.endsWith("/") || options.keep !== undefined,
    now,
  });
  const masters = givenKeys();
  const keys = await readStoreKeys(file, masters);
  const header = await audited(
    { file, keys },
    "backup",
    async () => {
      const copy = await copyOf(terminal, options, { file, beside: target.path });
      try {
        const { identity, rows } = copy;
        return await writeBackup(target.path, {
          store: { identity, rows },
          sources: await sourcesOf(copy, { file, apiKeys: apiKeysFile(terminal, options) }),
          madeAt: now,
          sealing: keys === null || masters === undefined ? null : { keys, masters },
        });
      } finally {
        await copy.done();
      }
    },
    (made) => ({ mac: made.mac, rows: rowsOf(made) }),
  );
  await noteBackup(file, now).catch((error: unknown) => {
    terminal.err(`The backup is whole; the server is not told of it: ${reasonOf(error)}`);
  });
  const removed =
    options.keep === undefined ? [] : await keepNewest(dirname(target.path), options.keep);
  const { size } = await stat(target.path);
  if (options.json) {
    const { keys: _, ...told } = header;
    terminal.out(JSON.stringify({ file: target.path, bytes: size, ...told, removed }));
    return EXIT.fine;
  }
  terminal.out(
    `Backed up ${grouped(rowsOf(header))} rows of ${file} into ${target.path} (${sizeText(size)}).`,
  );
  terminal.out(
    header.key === null
      ? "It is not encrypted, as the store is not."
      : `It is encrypted; the key ${header.key} opens it, and nothing else does.`,
  );
  for (const path of removed) terminal.out(`Removed the older ${path}.`);
  return EXIT.fine;
}

/** Rows of all tables of records. */
export function rowsOf({ store: { rows } }: BackupHeader): number {
  const tables = ["behaviour", "customer_event", "other", "dead_letter"];
  return tables.reduce((sum, table) => sum + (rows[table] ?? 0), 0);
}

async function targetOf(
  path: string,
  { isFolder, now }: { isFolder: boolean; now: number },
): Promise<{ readonly path: string }> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw new CoreError("store_unavailable", `${path} cannot be written (${error.code}).`);
  });
  if (found?.isFile() && isFolder)
    throw new CoreError("invalid_input", `${path}: expected a folder, found a file.`);
  if (!isFolder && !found?.isDirectory()) {
    await mkdir(dirname(path), { recursive: true });
    return { path };
  }
  await mkdir(path, { recursive: true });
  const stamp = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, "");
  return { path: join(path, `cdp-${stamp}.cdpbackup`) };
}

/** Copies the store, or has the server that has it do so. */
async function copyOf(
  terminal: Terminal,
  options: BackupOptions,
  { file, beside }: { file: string; beside: string },
): Promise<Copy> {
  const opened = await openNamedStore(terminal, options).catch((error: unknown) => {
    if (error instanceof CoreError && error.code === "store_locked") return null;
    throw error;
  });
  if (opened === null) {
    const served = await askServer({ kind: "copy" }, { folder: dirname(file) });
    return { ...Copied.parse(served.result), path: served.copy, done: served.done };
  }
  const path = join(dirname(beside), `.${randomUUID()}.duckdb`);
  const done = async () => {
    for (const suffix of ["", ".wal"]) await rm(`${path}${suffix}`, { force: true });
  };
  try {
    if (opened.database === null) throw new RangeError("the store is not in a file");
    const rows = await opened.database.copyTo(path);
    return { identity: opened.database.identity ?? "", rows, path, done };
  } catch (error) {
    await done();
    throw error;
  } finally {
    await opened.store.close();
  }
}

async function sourcesOf(
  copy: Copy,
  { file, apiKeys }: { file: string; apiKeys: string },
): Promise<PieceSource[]> {
  const { size } = await stat(copy.path);
  const sources: PieceSource[] = [{ name: STORE_PIECE, path: copy.path, bytes: size }];
  if (existsSync(apiKeys)) {
    sources.push({ name: API_KEYS_PIECE, content: await readFile(apiKeys) });
  }
  return [...sources, ...(await auditSources(auditFolder(dirname(file))))];
}

const NAME = /^cdp-\d{8}T\d{6}Z\.cdpbackup$/;

/** Removes the oldest backups of a folder beyond so many. @returns their files */
async function keepNewest(folder: string, keep: number): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => NAME.test(name)).sort();
  const old = names.slice(0, Math.max(0, names.length - keep)).map((name) => join(folder, name));
  for (const path of old) await rm(path, { force: true });
  return old.map((path) => basename(path));
}

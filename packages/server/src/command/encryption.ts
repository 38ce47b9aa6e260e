import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  encryptStore,
  type RenewOptions,
  RenewReport,
  readStoreKeys,
} from "@cdp-whatif/core/duckdb";
import { CoreError } from "@cdp-whatif/core/error";
import { type MasterKeys, openStream, type StoreKeys } from "@cdp-whatif/core/seal";
import { writeDurably } from "../notify/write-durably.js";
import { askServer } from "../order/ask-server.js";
import { resealFolder, sealedFiles } from "../protection/file-seal.js";
import { masterKeysOf, protectionSettings } from "../setting/protection.js";
import { readSettings } from "../setting/read-settings.js";
import { audited } from "./audited.js";
import { EXIT, type ExitCode } from "./exit-code.js";
import { openNamedStore } from "./store.js";
import { grouped, progressOf, type Terminal } from "./terminal.js";

/** What exports are sealed for. */
export const EXPORT = "export";

/** What commands on encryption take. */
export interface EncryptionOptions {
  readonly store: string;
  readonly json?: boolean;
}

/** Says whether a store is encrypted, by which key, and which keys are still needed. */
export async function encryptionStatus(
  terminal: Terminal,
  options: EncryptionOptions,
): Promise<ExitCode> {
  const masters = givenKeys();
  const file = fileOf(terminal, options);
  const keys = masters === undefined ? null : await readStoreKeys(file, masters);
  const encrypted = existsSync(`${file}.keys`);
  const status = {
    store: file,
    encrypted,
    key: keys?.set.master ?? null,
    given: masters === undefined ? [] : [masters.current, ...masters.old].map(({ id }) => id),
    needed: keys === null ? [] : [keys.set.master],
  };
  if (options.json) terminal.out(JSON.stringify(status));
  else if (!encrypted)
    terminal.out(`${file} is not encrypted. Encrypt it: cdp-whatif encryption enable`);
  else if (keys === null)
    terminal.out(`${file} is encrypted, and no key is given: CDP_DATA_KEY is not set.`);
  else {
    terminal.out(
      `${file} is encrypted; its keys are wrapped by the master key ${keys.set.master}.`,
    );
    const spare = (masters?.old ?? []).filter(({ id }) => id !== keys.set.master);
    if (spare.length > 0)
      terminal.out(
        `No longer needed for it: ${spare.map(({ id }) => id).join(", ")}. Backups made before may need them.`,
      );
  }
  return EXIT.fine;
}

/** Encrypts a store that is plain, and what waits beside it. */
export async function enableEncryption(
  terminal: Terminal,
  options: EncryptionOptions,
): Promise<ExitCode> {
  const masters = expectKeys();
  const file = fileOf(terminal, options);
  const rows = await encryptStore(file, masters);
  const keys = await readStoreKeys(file, masters);
  if (keys !== null) await sealOutbox(join(dirname(file), "outbox"), keys);
  await audited(
    { file, keys },
    "encryption.enable",
    async () => undefined,
    () => ({ key: masters.current.id }),
  );
  const total = Object.values(rows).reduce((sum, count) => sum + count, 0);
  if (options.json) terminal.out(JSON.stringify({ store: file, key: masters.current.id, rows }));
  else {
    terminal.out(`Encrypted ${file} (${grouped(total)} rows) with the key ${masters.current.id}.`);
    terminal.out("Keep the key elsewhere: without it nothing can be read any more.");
    terminal.out(
      "Backups, exports and ingested files from before are as they were; so are blocks that the disk has not written over.",
    );
  }
  return EXIT.fine;
}

/** Wraps the keys of a store by the current master key. */
export async function rotateKey(terminal: Terminal, options: EncryptionOptions): Promise<ExitCode> {
  const masters = expectKeys();
  const file = fileOf(terminal, options);
  const before = await readStoreKeys(file, masters);
  if (before === null) throw new CoreError("invalid_input", `${file} is not encrypted.`);
  // Opening it does so.
  const opened = await openNamedStore(terminal, options);
  await opened.store.close();
  const [from, to] = [before.set.master, masters.current.id];
  if (from !== to)
    await audited(
      opened,
      "encryption.rotate",
      async () => undefined,
      () => ({ from, to }),
    );
  if (options.json) terminal.out(JSON.stringify({ store: file, from, to }));
  else if (from === to) terminal.out(`The keys of ${file} are wrapped by ${to} already.`);
  else {
    terminal.out(`The keys of ${file} are wrapped by ${to} now, and no more by ${from}.`);
    terminal.out(
      `Drop ${from} from CDP_DATA_KEYS_OLD once no backup or encrypted export of before is needed.`,
    );
  }
  return EXIT.fine;
}

/** Seals everything under a new key of the store's own; a server that has the store does it while it serves. */
export async function renewStoreKey(
  terminal: Terminal,
  options: EncryptionOptions,
): Promise<ExitCode> {
  const masters = expectKeys();
  const file = fileOf(terminal, options);
  const keys = await readStoreKeys(file, masters);
  if (keys === null) throw new CoreError("invalid_input", `${file} is not encrypted.`);
  const show = progressOf(terminal, "rows sealed anew");
  const report = await audited(
    { file, keys },
    "encryption.rotate-data-key",
    () => renewed(terminal, options, show),
    ({ to, rows }) => ({ to, rows }),
  );
  const { from, to, rows } = report;
  if (options.json) terminal.out(JSON.stringify({ store: file, ...report }));
  else {
    terminal.out(`${grouped(rows)} rows of ${file} are sealed under the new key ${to}.`);
    terminal.out(
      `The key ${from.join(", ")} opens nothing of it any more; backups of before have it.`,
    );
  }
  return EXIT.fine;
}

async function renewed(
  terminal: Terminal,
  options: EncryptionOptions,
  onProgress: RenewOptions["onProgress"],
): Promise<RenewReport> {
  const opened = await openNamedStore(terminal, options).catch((error: unknown) => {
    if (error instanceof CoreError && error.code === "store_locked") return null;
    throw error;
  });
  if (opened === null) {
    const folder = dirname(fileOf(terminal, options));
    const served = await askServer({ kind: "renew-data-key" }, { folder, onProgress });
    await served.done();
    return RenewReport.parse(served.result);
  }
  const { database, file } = opened;
  try {
    if (database === null || file === null) throw new RangeError("the store is not in a file");
    const sealBeside = (keys: StoreKeys) =>
      resealFolder(join(dirname(file), "outbox"), sealedFiles(keys, "outbox"));
    return await database.renewDataKey({ onProgress, sealBeside });
  } finally {
    await opened.store.close();
  }
}

/** Decrypts what `export --encrypt` wrote. */
export async function openExport(
  terminal: Terminal,
  path: string,
  { out }: { readonly out?: string },
): Promise<ExitCode> {
  const { current, old } = expectKeys();
  const file = resolve(terminal.folder, path);
  if (!existsSync(file)) throw new CoreError("file_not_found", `${path} is not there.`);
  const pieces = createReadStream(file);
  const plain = openStream(pieces, {
    keys: [current, ...old],
    purpose: EXPORT,
    where: basename(path),
  });
  if (out !== undefined) {
    await pipeline(
      Readable.from(plain),
      createWriteStream(resolve(terminal.folder, out), { mode: 0o600 }),
    );
    return EXIT.fine;
  }
  let rest = "";
  const decoder = new TextDecoder();
  const lines = new Writable({
    write(piece: Buffer, _, done) {
      const parts = (rest + decoder.decode(piece, { stream: true })).split("\n");
      rest = parts.pop() ?? "";
      for (const line of parts) terminal.out(line);
      done();
    },
  });
  await pipeline(Readable.from(plain), lines);
  if (rest !== "") terminal.out(rest);
  return EXIT.fine;
}

/** The keys that are given. @throws CoreError `invalid_input` without any */
export function expectKeys(): MasterKeys {
  const masters = givenKeys();
  if (masters !== undefined) return masters;
  throw new CoreError(
    "invalid_input",
    "CDP_DATA_KEY or CDP_DATA_KEY_FILE is not set: a key of 32 bytes in base64 or hex, e.g. of: openssl rand -base64 32",
  );
}

/** The keys that are given, if any. @throws CoreError `invalid_input` */
export function givenKeys(): MasterKeys | undefined {
  return masterKeysOf(readSettings({ protection: protectionSettings }, process.env).protection);
}

/** File of a store. @throws CoreError `invalid_input` when it is not in one */
export function fileOf(terminal: Terminal, { store }: Pick<EncryptionOptions, "store">): string {
  if (!store.startsWith("duckdb:"))
    throw new CoreError("invalid_input", "expected a store in a file: --store duckdb:PATH");
  return resolve(terminal.folder, store.slice("duckdb:".length));
}

/** Seals the files of an outbox that were written before there was a key. */
async function sealOutbox(folder: string, keys: StoreKeys): Promise<void> {
  if (!existsSync(folder)) return;
  const seal = sealedFiles(keys, "outbox");
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".json")) continue;
    const path = join(entry.parentPath, entry.name);
    await writeDurably(path, seal.seal(await readFile(path, "utf8"), entry.name));
  }
}

import { existsSync } from "node:fs";
import { readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { keyFileOf } from "@cdp-whatif/core/duckdb";
import * as z from "zod";
import { auditFolder } from "../audit/audit.js";
import { jsonOrNull } from "../json-or-null.js";
import { syncFolder, writeDurably } from "../notify/write-durably.js";
import { API_KEYS_PIECE, STORE_PIECE } from "./header.js";

/** Says that what waits was verified and is to take its place, and where that is. */
const Ready = z.strictObject({
  /** File of the store. */
  store: z.string(),
  /** File of API keys, where there was none. */
  apiKeys: z.string().nullable(),
  /** Where a log that was there goes, if it is not the store's; null: it stays. */
  auditAside: z.string().nullable(),
});
export type Ready = z.infer<typeof Ready>;

const READY = "ready.json";

/** Where what is restored waits until it is verified. */
export function restoringFolder(folder: string): string {
  return join(folder, ".restoring");
}

/** Puts what waits in its place; from here on nothing can stop it but being done again. */
export async function placeRestored(folder: string, ready: Ready): Promise<void> {
  await writeDurably(join(restoringFolder(folder), READY), JSON.stringify(ready));
  await finishRestore(folder);
}

/**
 * Finishes a restoring that was cut off after everything was verified; does nothing where there is none.
 *
 * Each step is done when what it moves is not there any more, so that it may be cut off anywhere and begun again.
 */
export async function finishRestore(folder: string): Promise<void> {
  const waiting = restoringFolder(folder);
  const ready = await readReady(join(waiting, READY));
  if (ready === null) return;
  const { store, apiKeys, auditAside } = ready;
  const staged = join(waiting, STORE_PIECE);
  if (existsSync(staged)) {
    // The log of the store before would be taken for one of the new file.
    await rm(`${store}.wal`, { force: true });
    await rm(keyFileOf(store), { force: true });
    await syncFolder(dirname(store));
    await rename(staged, store);
  }
  await move(keyFileOf(staged), keyFileOf(store));
  if (apiKeys !== null) await move(join(waiting, API_KEYS_PIECE), apiKeys);
  const audit = join(waiting, "audit");
  if (existsSync(audit)) {
    if (auditAside !== null) await move(auditFolder(folder), auditAside);
    await move(audit, auditFolder(folder));
  }
  await syncFolder(folder);
  await rm(waiting, { recursive: true, force: true });
}

async function move(from: string, to: string): Promise<void> {
  if (existsSync(from)) await rename(from, to);
}

async function readReady(file: string): Promise<Ready | null> {
  if (!existsSync(file)) return null;
  const found = Ready.safeParse(jsonOrNull(await readFile(file, "utf8")));
  return found.success ? found.data : null;
}

import { readFileSync, statSync } from "node:fs";
import { mkdir, open, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { CoreError } from "@cdp-whatif/core/error";
import * as z from "zod";
import { jsonOrNull } from "../json-or-null.js";
import { writeDurably } from "../notify/write-durably.js";
import { KeyDocument, type KeyRecord, keyState } from "./key-record.js";

/**
 * The keys of a file.
 *
 * @returns null when there is no file
 * @throws CoreError `file_unreadable`
 */
export function readKeys(path: string): KeyRecord[] | null {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw new CoreError("file_unreadable", `${path} cannot be read (${codeOf(error)}).`, [], {
      cause: error,
    });
  }
  const found = KeyDocument.safeParse(jsonOrNull(text));
  if (found.success) return found.data.keys;
  const said = z.prettifyError(found.error);
  throw new CoreError("file_unreadable", `${path} is not a file of keys: ${said}`);
}

/** Whether a file holds a key that would be taken now. @throws CoreError `file_unreadable` */
export function hasActiveKey(path: string | undefined): boolean {
  const keys = path === undefined ? null : readKeys(path);
  return keys?.some((key) => keyState(key, Date.now()) === "active") ?? false;
}

/** What differs whenever the file was replaced; null when there is none. */
export function fileMark(path: string): string | null {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? null : `${found.ino}-${found.mtimeNs}-${found.size}`;
}

/**
 * Reads, changes and writes the keys of a file, one program at a time.
 *
 * @throws CoreError `file_unreadable` when it is no file of keys or cannot be written; then it stays as it was
 */
export async function changeKeys<Result>(
  path: string,
  change: (keys: readonly KeyRecord[]) => { keys: readonly KeyRecord[]; result: Result },
): Promise<Result> {
  const lock = `${path}.lock`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await takeLock(lock);
  } catch (error) {
    throw notWritten(path, error);
  }
  try {
    const { keys, result } = change(readKeys(path) ?? []);
    const text = `${JSON.stringify({ version: 1, keys }, null, 2)}\n`;
    await writeDurably(path, text).catch((error) => {
      throw notWritten(path, error);
    });
    return result;
  } finally {
    await rm(lock, { force: true });
  }
}

/** A lock that is older was left behind by a program that ended before its time. */
const STALE_MS = 10_000;
const WAIT_MS = 20;

async function takeLock(lock: string): Promise<void> {
  for (;;) {
    try {
      await (await open(lock, "wx", 0o600)).close();
      return;
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw error;
    }
    const age = await stat(lock).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > STALE_MS) await rm(lock, { force: true });
    else await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  }
}

function notWritten(path: string, cause: unknown): CoreError {
  return new CoreError("file_unreadable", `${path} cannot be written (${codeOf(cause)}).`, [], {
    cause,
  });
}

const codeOf = (error: unknown) =>
  error instanceof Error && "code" in error ? String(error.code) : "unknown";

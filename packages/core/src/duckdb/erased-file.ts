import { open, readdir, readFile, rename } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import * as z from "zod";
import { CoreError } from "../error.js";
import type { Suppressed } from "../store/suppression.js";

const Head = z.strictObject({ format: z.literal("cdp-erased-1"), mark: z.string() });
const Entry = z.strictObject({ hash: z.string(), until: z.int().nullable() });

/** Who was erased, by hashes that nobody can read: what a store that is brought back from before has to forget again. */
export interface ErasedList {
  /** Lists with the same mark are of one store, and of its copies. */
  readonly mark: string;
  readonly entries: readonly Suppressed[];
}

/** Where the list lies beside a store: it outlives the store's file, and may be copied elsewhere. */
export function erasedFileOf(path: string): string {
  return `${path}.erased`;
}

/**
 * Reads a list; null where there is none. A last line that was cut off is left out: its erasure was not yet acknowledged.
 *
 * @throws CoreError `invalid_input` when it is no list
 */
export async function readErasedFile(file: string): Promise<ErasedList | null> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  const lines = text.split("\n").slice(0, -1);
  try {
    const { mark } = Head.parse(JSON.parse(lines[0] ?? ""));
    return { mark, entries: lines.slice(1).map((line) => Entry.parse(JSON.parse(line))) };
  } catch (cause) {
    throw new CoreError("invalid_input", `${file} is no list of who was erased`, [], { cause });
  }
}

/** Every list that lies beside a store: its own, and those of stores that were there before. @throws CoreError `invalid_input` */
export async function readErasedFiles(path: string): Promise<ErasedList[]> {
  const name = basename(erasedFileOf(path));
  const names = await readdir(dirname(path)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const lists: ErasedList[] = [];
  for (const one of names.filter((file) => file.startsWith(name) && !file.endsWith(".part"))) {
    const list = await readErasedFile(join(dirname(path), one));
    if (list !== null) lists.push(list);
  }
  return lists;
}

/** Makes the file hold all of a list, where it does not yet; one of another store that was there before is kept beside it. */
export async function settleErasedFile(path: string, { mark, entries }: ErasedList): Promise<void> {
  const file = erasedFileOf(path);
  const held = await readErasedFile(file);
  const isOwn = held === null || held.mark === mark;
  if (!isOwn) await rename(file, `${file}-${held.mark.slice(0, 8)}`);
  const known = isOwn ? (held?.entries ?? []) : [];
  const hashes = new Set(known.map(({ hash, until }) => `${hash} ${until}`));
  const missing = entries.filter(({ hash, until }) => !hashes.has(`${hash} ${until}`));
  if (missing.length > 0) await writeErasedFile(file, { mark, entries: [...known, ...missing] });
}

/** Writes a list whole or not at all. */
async function writeErasedFile(file: string, { mark, entries }: ErasedList): Promise<void> {
  const half = `${file}.part`;
  const written = await open(half, "w", 0o600);
  try {
    const lines = [{ format: "cdp-erased-1", mark }, ...entries];
    await written.writeFile(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    await written.sync();
  } finally {
    await written.close();
  }
  await rename(half, file);
}

/** Adds to a list; durable when it resolves. */
export async function addToErasedFile(path: string, { mark, entries }: ErasedList): Promise<void> {
  const file = await open(erasedFileOf(path), "a", 0o600);
  try {
    const { size } = await file.stat();
    const lines = size === 0 ? [{ format: "cdp-erased-1", mark }, ...entries] : entries;
    await file.writeFile(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    await file.sync();
  } finally {
    await file.close();
  }
}

import { createHash } from "node:crypto";
import { type FileHandle, open, readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as z from "zod";

/** Bytes at a file's start that tell it from another one that has got its inode. */
const MOST_MARK_BYTES = 1024;

/** Where following a file goes on. */
export const TailCursor = z.strictObject({
  /** Of the file; names change, this does not. */
  inode: z.number(),
  /** When it had last changed, milliseconds since 1970: files renamed later are younger. */
  modifiedMs: z.number(),
  /** Bytes, and lines, that are durable. */
  offset: z.int().nonnegative(),
  line: z.int().nonnegative(),
  /** SHA-256 of the file's first `markBytes` bytes, all of which were read. */
  mark: z.string(),
  markBytes: z.int().nonnegative(),
});
export type TailCursor = z.infer<typeof TailCursor>;

/** Reads a cursor back; null where there is none, or none that can be read. */
export function readCursor(text: string | null): TailCursor | null {
  if (text === null || text === "") return null;
  try {
    return TailCursor.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** The SHA-256 of a file's first bytes, up to `bytes` of them and 1 KiB. */
export async function markOf(
  file: FileHandle,
  bytes: number,
): Promise<Pick<TailCursor, "mark" | "markBytes">> {
  const buffer = new Uint8Array(Math.min(bytes, MOST_MARK_BYTES));
  const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
  const mark = createHash("sha256").update(buffer.subarray(0, bytesRead)).digest("hex");
  return { mark, markBytes: bytesRead };
}

/** Whether an open file is the one that a cursor is of, with all that was read of it. */
export async function isOf(cursor: TailCursor, file: FileHandle): Promise<boolean> {
  const { ino, size } = await file.stat();
  if (ino !== cursor.inode || size < cursor.offset) return false;
  const { mark, markBytes } = await markOf(file, cursor.markBytes);
  return mark === cursor.mark && markBytes === cursor.markBytes;
}

/** Opens the file that a cursor is of, under its own name or another one in the same folder; null when it is gone. */
export async function findByCursor(path: string, cursor: TailCursor): Promise<FileHandle | null> {
  const folder = dirname(path);
  const others = (await readdir(folder).catch(missing([])))
    .sort()
    .map((name) => join(folder, name));
  for (const place of [path, ...others]) {
    const found = await stat(place).catch(missing(null));
    if (found === null || !found.isFile() || found.ino !== cursor.inode) continue;
    const file = await open(place).catch(missing(null));
    if (file === null) continue;
    if (await isOf(cursor, file)) return file;
    await file.close();
  }
  return null;
}

/** What to take instead of a failure that says that something is not there (any more). */
export function missing<T>(instead: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return instead;
    throw error;
  };
}

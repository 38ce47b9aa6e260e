import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

/** Bytes that a folder and its folders take on the disk; what goes away meanwhile counts as nothing. */
export async function folderSize(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(gone([]));
  let bytes = 0;
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += await folderSize(path);
    else if (entry.isFile()) bytes += (await lstat(path).catch(gone({ blocks: 0 }))).blocks * BLOCK;
  }
  return bytes;
}

/** What `stat` counts in, POSIX. */
const BLOCK = 512;

function gone<T>(instead: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === "ENOENT") return instead;
    throw error;
  };
}

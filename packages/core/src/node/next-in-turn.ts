import { type FileHandle, open, readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { missing } from "./tail-cursor.js";
import { packingOf } from "./unpack.js";

/** A file that was read to its end. */
export interface Finished {
  /** When it last changed. */
  readonly modifiedMs: number;
  /** Files that were read, this one too, by inode, with their last change: two may have changed at the same moment. */
  readonly before: ReadonlyMap<number, number>;
}

/**
 * The file that follows one that was read to its end: where it was renamed more than once meanwhile, the next older one of
 * its names, such as `app.log.1`; else the file of this name itself. Null while there is none.
 *
 * @param after - the file that was read, and those before it; null: there was none
 */
export async function nextInTurn(path: string, after: Finished | null): Promise<FileHandle | null> {
  if (after === null) return open(path).catch(missing(null));
  const renamed = await firstRenamed(path, after);
  if (renamed !== null) return renamed;
  const file = await open(path).catch(missing(null));
  if (file === null) return null;
  // Renamed between the look and the opening: what was of this name a moment ago comes before what is now.
  const earlier = await firstRenamed(path, after);
  if (earlier !== null) await file.close();
  return earlier ?? file;
}

async function firstRenamed(path: string, after: Finished): Promise<FileHandle | null> {
  for (const name of await renamedAfter(path, after)) {
    const file = await open(name).catch(missing(null));
    if (file === null) continue;
    if (!(await isPacked(file))) return file;
    await file.close();
  }
  return null;
}

/** Files whose names begin with this one's, changed since, in the order of their last change. */
async function renamedAfter(path: string, { modifiedMs, before }: Finished): Promise<string[]> {
  const folder = dirname(path);
  const current = await stat(path).catch(missing(null));
  const found: { place: string; changed: number }[] = [];
  for (const name of await readdir(folder).catch(missing([]))) {
    if (!name.startsWith(basename(path)) || name === basename(path)) continue;
    const place = join(folder, name);
    const one = await stat(place).catch(missing(null));
    if (one === null || !one.isFile() || one.ino === current?.ino) continue;
    if (before.get(one.ino) === one.mtimeMs) continue;
    if (one.mtimeMs >= modifiedMs) found.push({ place, changed: one.mtimeMs });
  }
  return found.sort((a, b) => a.changed - b.changed).map(({ place }) => place);
}

async function isPacked(file: FileHandle): Promise<boolean> {
  const start = new Uint8Array(4);
  await file.read(start, 0, start.length, 0);
  return packingOf(start) !== null;
}

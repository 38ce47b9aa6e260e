import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { CoreError } from "../error.js";
import type { ByteSource } from "../source/index.js";
import { fileError, fileSource } from "./file-source.js";

/** Files of a folder that are read; a file that is named itself is read whatever its name. */
const LINES = /\.(jsonl|ndjson)(\.gz)?$/i;

/** What paths led to. */
export interface Discovery {
  /** In the order of the paths, within a folder by path; one that cannot be opened fails when it is read. */
  readonly sources: readonly ByteSource[];
  /** Files of folders whose names do not end in .jsonl or .ndjson, with or without .gz: not guessed at. */
  readonly unknown: readonly string[];
}

/**
 * Files, and the files of folders and of their folders; names that begin with a dot are left out.
 *
 * @throws CoreError `file_not_found` for a path that leads nowhere
 */
export async function discoverSources(paths: readonly string[]): Promise<Discovery> {
  const sources: ByteSource[] = [];
  const unknown: string[] = [];
  const seen = new Set<string>();
  for (const path of paths) {
    if (await isFolder(path)) {
      for (const file of await filesOf(path, seen)) {
        if (LINES.test(file)) sources.push(await sourceOrFailure(file));
        else unknown.push(file);
      }
    } else {
      sources.push(await sourceOrFailure(path));
    }
  }
  return { sources, unknown };
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (cause) {
    throw fileError(path, cause);
  }
}

/** @param seen - folders gone through, since links may lead back */
async function filesOf(folder: string, seen: Set<string>): Promise<string[]> {
  const place = await realpath(folder);
  if (seen.has(place)) return [];
  seen.add(place);
  const names = (await readdir(folder)).filter((name) => !name.startsWith("."));
  const files: string[] = [];
  for (const name of names.sort()) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    if (found?.isDirectory()) files.push(...(await filesOf(path, seen)));
    else files.push(path);
  }
  return files;
}

/** A file as a source; one that cannot be opened is a source that cannot be read. */
export async function sourceOrFailure(path: string): Promise<ByteSource> {
  try {
    return await fileSource(path);
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    const fail = () => Promise.reject(error);
    return {
      name: path,
      fingerprint: fail,
      open: () => ({ [Symbol.asyncIterator]: () => ({ next: fail }) }),
    };
  }
}

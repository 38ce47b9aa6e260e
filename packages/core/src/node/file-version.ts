import { createHash } from "node:crypto";
import { open, readFile, rename, rm, stat } from "node:fs/promises";
import type { ChangeRow } from "../schema/change.js";

/** What a file was at one time: its lines by the key of their records. */
export interface FileVersion {
  readonly digest: string;
  readonly bytes: Buffer;
  readonly lines: ReadonlyMap<string, FileLine>;
}

/** A line; `row` is null when it is no JSON object. */
export interface FileLine {
  readonly text: string;
  readonly row: ChangeRow | null;
}

/** A line that is new, other than before, or gone. */
export interface LineChange {
  readonly before: FileLine | null;
  readonly after: FileLine | null;
}

/** @param keyOf - what tells a line's record from others; null: nothing, then its text does */
export function fileVersion(bytes: Buffer, keyOf: (text: string) => string | null): FileVersion {
  const lines = new Map<string, FileLine>();
  for (const text of bytes.toString("utf8").split("\n")) {
    const line = text.endsWith("\r") ? text.slice(0, -1) : text;
    if (line.trim() === "") continue;
    const key = keyOf(line) ?? `text ${line}`;
    // Of two lines of one key the later stands, in its place.
    lines.delete(key);
    lines.set(key, { text: line, row: rowOf(line) });
  }
  return { digest: createHash("sha256").update(bytes).digest("hex"), bytes, lines };
}

/** What makes one version of another: what is gone first, then what is new or other, each in the order of its file. */
export function compareVersions(old: FileVersion | null, now: FileVersion): LineChange[] {
  const changes: LineChange[] = [];
  for (const [key, before] of old?.lines ?? []) {
    if (!now.lines.has(key)) changes.push({ before, after: null });
  }
  for (const [key, after] of now.lines) {
    const before = old?.lines.get(key) ?? null;
    if (before?.text !== after.text) changes.push({ before, after });
  }
  return changes;
}

/** A file's size and time of change; what has the same is taken to be the same. */
export async function fileMark(path: string): Promise<{ mark: string; size: number; at: number }> {
  const { mtimeMs, size, ino } = await stat(path);
  return { mark: `${ino} ${size} ${mtimeMs}`, size, at: Math.floor(mtimeMs) };
}

/** Keeps a copy of a version durably beside others, whole or not at all. */
export async function keepVersion(folder: string, { digest, bytes }: FileVersion): Promise<void> {
  const path = `${folder}/${digest}`;
  const file = await open(`${path}.new`, "w");
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}

export async function readVersion(folder: string, digest: string): Promise<Buffer> {
  return readFile(`${folder}/${digest}`);
}

export async function forgetVersion(folder: string, digest: string): Promise<void> {
  await rm(`${folder}/${digest}`, { force: true });
}

function rowOf(line: string): ChangeRow | null {
  try {
    const value: unknown = JSON.parse(line);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? { ...value } : null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}

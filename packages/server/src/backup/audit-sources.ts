import { existsSync } from "node:fs";
import { open, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { AUDIT_PREFIX } from "./header.js";
import type { PieceSource } from "./write-backup.js";

const HEAD = "head.json";
/** Longest line of the log. */
const TAIL_BYTES = 2 ** 20;

/**
 * Files of an audit log that somebody may be adding to: the record of its end first, so that all that it tells of is in the files, and
 * whole lines only.
 */
export async function auditSources(folder: string): Promise<PieceSource[]> {
  if (!existsSync(join(folder, HEAD))) return [];
  const head = await readFile(join(folder, HEAD));
  const sources: PieceSource[] = [{ name: `${AUDIT_PREFIX}${HEAD}`, content: head }];
  const names = (await readdir(folder)).filter(
    (name) => name.endsWith(".jsonl") || name === "subject.key",
  );
  for (const one of names.sort()) {
    const [name, path] = [`${AUDIT_PREFIX}${one}`, join(folder, one)];
    if (one.endsWith(".jsonl")) sources.push({ name, path, bytes: await wholeLines(path) });
    else sources.push({ name, content: await readFile(path) });
  }
  return sources;
}

/** Bytes up to the end of the last whole line. */
async function wholeLines(path: string): Promise<number> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - TAIL_BYTES);
    const tail = Buffer.alloc(size - from);
    await file.read(tail, 0, tail.length, from);
    return from + tail.lastIndexOf(10) + 1;
  } finally {
    await file.close();
  }
}

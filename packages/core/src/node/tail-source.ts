import { type FileHandle, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { reasonOf } from "../error.js";
import {
  csvLines,
  jsonLines,
  type LineBatch,
  type LiveBatch,
  type LiveSource,
  SourceError,
} from "../source/index.js";
import { type Finished, nextInTurn } from "./next-in-turn.js";
import { sleepUntil } from "./sleep-until.js";
import { findByCursor, isOf, markOf, missing, readCursor, type TailCursor } from "./tail-cursor.js";
import { packingOf } from "./unpack.js";
import { watchPath } from "./watch-path.js";

/** How a file is followed. */
export interface TailOptions {
  readonly name: string;
  readonly path: string;
  /** A table has a header in each file. Default JSON lines. */
  readonly format?: "json-lines" | "csv" | undefined;
  /** How often it is looked at, at least; the system's own notices make it sooner. Default 1,000 ms. */
  readonly everyMs?: number | undefined;
  /** How long a file that was renamed is still followed after its last byte. Default 2,000 ms. */
  readonly lingerMs?: number | undefined;
}

const READ_BYTES = 262_144;

interface Followed {
  readonly file: FileHandle;
  cursor: TailCursor;
}

/**
 * A file that is appended to, across being renamed, made anew, copied and cut off.
 *
 * A line counts once its newline is there. A file that was renamed is read to its end before the new one of its name is
 * begun, also when that happened while nobody followed, as long as the old one lies in the same folder. A file that became
 * shorter than what was read of it, or begins with other bytes, is read from its start.
 *
 * @remarks What is written and cut off between two looks cannot be read: `copytruncate` may lose it for every follower.
 */
export function tailSource(options: TailOptions): LiveSource {
  const { name, path } = options;
  return {
    name,
    kind: "tail",
    open: ({ cursor, signal, onOpen }) =>
      follow({ ...options, path: resolve(path) }, { cursor: readCursor(cursor), signal, onOpen }),
  };
}

interface Opening {
  readonly cursor: TailCursor | null;
  readonly signal: AbortSignal;
  readonly onOpen: () => void;
}

async function* follow(options: TailOptions, opening: Opening): AsyncGenerator<LiveBatch> {
  const { path, everyMs = 1000, lingerMs = 2000 } = options;
  const { signal, onOpen } = opening;
  const notice = watchPath(dirname(path));
  let followed: Followed | null = null;
  let quietMs = 0;
  try {
    followed = await start(path, opening.cursor);
    const before = new Map<number, number>();
    let last = followed === null ? opening.cursor : null;
    while (!signal.aborted) {
      if (followed === null) {
        followed = await openNext(path, last === null ? null : { ...last, before });
        // From here on it is known which file is next, whatever it will be called.
        if (followed !== null) yield { messages: [], cursor: JSON.stringify(followed.cursor) };
      }
      if (followed !== null) onOpen();
      let read = 0;
      if (followed !== null) {
        followed.cursor = await onwards(followed);
        for await (const batch of newLines(followed, options)) {
          read += 1;
          yield batch;
          if (signal.aborted) return;
        }
      }
      if (read > 0) {
        quietMs = 0;
        continue;
      }
      const replaced: boolean = followed !== null && (await isReplaced(path, followed));
      if (replaced && quietMs >= lingerMs) {
        if (followed !== null) {
          last = await asLeft(followed);
          remember(before, last);
        }
        await followed?.file.close();
        followed = null;
        quietMs = 0;
        continue;
      }
      const waitMs: number = replaced ? Math.min(everyMs, lingerMs) : everyMs;
      await sleepUntil(waitMs, { signal, woken: replaced ? undefined : notice.next() });
      quietMs = replaced ? quietMs + Math.max(waitMs, 1) : 0;
    }
  } catch (cause) {
    if (cause instanceof SourceError) throw cause;
    throw new SourceError(`cannot follow ${path}: ${reasonOf(cause)}`, { cause });
  } finally {
    notice.close();
    await followed?.file.close();
  }
}

async function start(path: string, cursor: TailCursor | null): Promise<Followed | null> {
  if (cursor === null) return null;
  const file = await findByCursor(path, cursor);
  return file === null ? null : { file, cursor };
}

/** The next file, from its start; null while there is none. */
async function openNext(path: string, last: Finished | null): Promise<Followed | null> {
  const file = await nextInTurn(path, last);
  if (file === null) return null;
  const { ino: inode, mtimeMs: modifiedMs } = await file.stat();
  const cursor = { inode, modifiedMs, offset: 0, line: 0, ...(await markOf(file, 0)) };
  return { file, cursor };
}

/** The cursor as it is, or one at the start where what was read is no longer there. */
async function onwards({ file, cursor }: Followed): Promise<TailCursor> {
  if (await isOf(cursor, file)) return cursor;
  return { ...cursor, offset: 0, line: 0, ...(await markOf(file, 0)) };
}

/** The cursor of a file that is read to its end, with the time when it last changed. */
async function asLeft({ file, cursor }: Followed): Promise<TailCursor> {
  return { ...cursor, modifiedMs: (await file.stat()).mtimeMs };
}

/** Files that changed before this one are not looked at again anyway. */
function remember(before: Map<number, number>, { inode, modifiedMs }: TailCursor): void {
  for (const [other, changed] of before) if (changed < modifiedMs) before.delete(other);
  before.set(inode, modifiedMs);
}

async function isReplaced(path: string, { cursor }: Followed): Promise<boolean> {
  const now = await stat(path).catch(missing(null));
  return now === null || now.ino !== cursor.inode;
}

async function* newLines(
  followed: Followed,
  { name, path, format }: TailOptions,
): AsyncGenerator<LiveBatch> {
  const { file, cursor: from } = followed;
  const { size } = await file.stat();
  if (size <= from.offset) return;
  await expectPlain(file, path);
  const pieces = (offset: number) => piecesOf(file, { offset, size });
  // A header whose line is still being written is not one yet.
  if (format === "csv" && !(await hasHeader(pieces))) return;
  const reading = { source: name, offset: from.offset, line: from.line, growing: true };
  const lines =
    format === "csv" ? csvLines(pieces, reading) : jsonLines(pieces(from.offset), reading);
  try {
    for await (const batch of lines) {
      if (batch.endOffset <= followed.cursor.offset) continue;
      followed.cursor = await advanced(followed, batch);
      yield { messages: batch.lines, cursor: JSON.stringify(followed.cursor), source: path };
    }
  } catch (error) {
    // Cut off while it was read: the next look begins at its start.
    if ((await file.stat()).size >= size) throw error;
  }
}

async function advanced({ file, cursor }: Followed, batch: LineBatch): Promise<TailCursor> {
  const { endOffset: offset, endLine: line } = batch;
  const { mtimeMs: modifiedMs } = await file.stat();
  return { ...cursor, offset, line, modifiedMs, ...(await markOf(file, offset)) };
}

async function hasHeader(pieces: (offset: number) => AsyncIterable<Uint8Array>): Promise<boolean> {
  for await (const piece of pieces(0)) if (piece.includes(10)) return true;
  return false;
}

async function* piecesOf(
  file: FileHandle,
  { offset, size }: { offset: number; size: number },
): AsyncGenerator<Uint8Array> {
  for (let at = offset; at < size; ) {
    const buffer = new Uint8Array(Math.min(READ_BYTES, size - at));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

async function expectPlain(file: FileHandle, path: string): Promise<void> {
  const start = new Uint8Array(4);
  await file.read(start, 0, start.length, 0);
  const packing = packingOf(start);
  if (packing === null) return;
  throw new SourceError(
    `${path}: found ${packing}, expected a file that lines are appended to; ingest it or watch its folder`,
    { final: true },
  );
}

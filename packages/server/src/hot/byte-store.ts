import { randomUUID } from "node:crypto";
import { closeSync, openSync, readSync, unlinkSync, writeSync } from "node:fs";
import { join } from "node:path";

/** Bytes kept by position: appended once, read many times, never changed. */
export interface ByteStore {
  /** @returns position of the first byte */
  append(bytes: Uint8Array): number;
  /** Copies `length` bytes from `position` into `into` at `at`. */
  read(position: number, length: number, into: Uint8Array, at: number): void;
  readonly size: number;
  close(): void;
}

/** Bytes in memory, as the pieces in which they came. */
export function memoryBytes(): ByteStore {
  const pieces: { readonly start: number; readonly bytes: Uint8Array }[] = [];
  let size = 0;
  return {
    append(bytes) {
      const start = size;
      pieces.push({ start, bytes });
      size += bytes.byteLength;
      return start;
    },
    read(position, length, into, at) {
      const piece = pieces[lastNotAfter(pieces, position)];
      if (piece === undefined) throw new RangeError(`no byte at ${position} of ${size}`);
      const from = position - piece.start;
      into.set(piece.bytes.subarray(from, from + length), at);
    },
    get size() {
      return size;
    },
    close() {
      pieces.length = 0;
    },
  };
}

/** Index of the last piece that starts at or before `position`; -1 when none does. */
function lastNotAfter(pieces: readonly { readonly start: number }[], position: number): number {
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((pieces[middle]?.start ?? Number.POSITIVE_INFINITY) <= position) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * Bytes in a scratch file, which the operating system keeps in its own cache: a read costs
 * microseconds and the process stays small.
 *
 * @param folder - must exist; the file's name is removed at once, so nothing stays behind a crash
 */
export function scratchFileBytes(folder: string): ByteStore {
  const path = join(folder, `cdp-pages-${randomUUID()}`);
  const file = openSync(path, "wx+", 0o600);
  unlinkSync(path);
  let size = 0;
  return {
    append(bytes) {
      const start = size;
      for (let done = 0; done < bytes.byteLength; ) {
        done += writeSync(file, bytes, done, bytes.byteLength - done, start + done);
      }
      size += bytes.byteLength;
      return start;
    },
    read(position, length, into, at) {
      for (let done = 0; done < length; ) {
        const count = readSync(file, into, at + done, length - done, position + done);
        if (count === 0) throw new RangeError(`no byte at ${position + done} of ${size}`);
        done += count;
      }
    },
    get size() {
      return size;
    },
    close() {
      closeSync(file);
    },
  };
}

/** Bytes in memory up to `budgetBytes`, all beyond in a scratch file. */
export function boundedBytes(options: {
  readonly budgetBytes: number;
  readonly folder: string;
}): ByteStore {
  const memory = memoryBytes();
  let file: ByteStore | undefined;
  return {
    append(bytes) {
      if (file === undefined && memory.size + bytes.byteLength <= options.budgetBytes) {
        return memory.append(bytes);
      }
      file ??= scratchFileBytes(options.folder);
      return FILE_FROM + file.append(bytes);
    },
    read(position, length, into, at) {
      if (position < FILE_FROM) memory.read(position, length, into, at);
      else file?.read(position - FILE_FROM, length, into, at);
    },
    get size() {
      return memory.size + (file?.size ?? 0);
    },
    close() {
      memory.close();
      file?.close();
    },
  };
}

/** Positions from here on are in the file. */
const FILE_FROM = 2 ** 48;

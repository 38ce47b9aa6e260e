import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { CoreError, reasonOf } from "../error.js";
import { type Packing, packingOf, unpackPieces } from "./unpack.js";

/** Bytes whose hash tells one file from another: some hundred records, and quickly read before each run. */
export const FINGERPRINT_BYTES = 65_536;

/** The beginning of a file. */
export interface FileHead {
  /** As stored, at most 64 KiB. */
  readonly start: Uint8Array;
  /** Unpacked, at most about 64 KiB more than `start`; shorter where the packing is broken. */
  readonly text: Uint8Array;
  readonly packing: Packing | null;
  readonly size: number;
  readonly inode: number;
  readonly modifiedMs: number;
}

/** @throws CoreError `file_not_found` | `file_unreadable` */
export async function readHead(path: string): Promise<FileHead> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const { size, ino: inode, mtimeMs: modifiedMs } = await file.stat();
    const buffer = new Uint8Array(Math.min(size, FINGERPRINT_BYTES));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    const start = buffer.subarray(0, bytesRead);
    const packing = packingOf(start);
    const text = packing === null ? start : await unpackedStart(path, packing);
    return { start, text, packing, size, inode, modifiedMs };
  } catch (cause) {
    throw cause instanceof CoreError ? cause : fileError(path, cause);
  } finally {
    await file?.close();
  }
}

/** The error of a file that could not be opened or read. */
export function fileError(path: string, cause: unknown): CoreError {
  if (cause instanceof CoreError) return cause;
  const said = reasonOf(cause);
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code === "ENOENT" || code === "ENOTDIR") {
    return new CoreError(
      "file_not_found",
      `found no file or folder ${path}, expected one that exists`,
      [],
      { cause },
    );
  }
  return new CoreError(
    "file_unreadable",
    `cannot read ${path}: ${said}; expected a file that this user may read, whole if it is packed`,
    [],
    { cause },
  );
}

async function unpackedStart(path: string, packing: Packing): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const piece of unpackPieces(createReadStream(path), packing)) {
      parts.push(piece);
      length += piece.length;
      if (length >= FINGERPRINT_BYTES) break;
    }
  } catch (error) {
    // A broken packing is reported when the file is read; its beginning still tells what it is.
    if (error instanceof CoreError) throw error;
  }
  return Buffer.concat(parts);
}

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { CoreError, reasonOf } from "../error.js";
import type { ByteSource } from "../source/index.js";

/** Bytes whose hash tells one file from another: some hundred records, and quickly read before each run. */
const FINGERPRINT_BYTES = 65_536;
const PIECE_BYTES = 262_144;
const DATE = /(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)/;

/** A source that is a file; its name need not be its path. */
export interface FileSource extends ByteSource {
  readonly path: string;
}

/**
 * A file as a source: read in pieces, unpacked when it is gzip (told by its first bytes, not by its name).
 *
 * Offsets count unpacked bytes. Its name is the path as given; a date in the file's name is the date of lines without a
 * time of their own. The fingerprint is the SHA-256 of the first 64 KiB as stored: a longer file may grow and is read on
 * where it stopped, a shorter one that grew is read again, which changes nothing.
 *
 * @throws CoreError `file_not_found` | `file_unreadable`, here and while reading, naming the path
 */
export async function fileSource(path: string): Promise<FileSource> {
  const { start, size } = await look(path);
  const gzip = start[0] === 0x1f && start[1] === 0x8b;
  const date = DATE.exec(path.split(/[\\/]/).at(-1) ?? "")?.[0];
  return {
    name: path,
    path,
    ...(gzip ? {} : { size }),
    ...(date === undefined ? {} : { date }),
    async fingerprint() {
      return createHash("sha256")
        .update((await look(path)).start)
        .digest("hex");
    },
    open: (offset) => (gzip ? unpacked(path, offset) : stored(path, offset)),
  };
}

export function isFileSource(source: ByteSource): source is FileSource {
  return "path" in source && typeof source.path === "string";
}

/** The error of a file that could not be opened or read. */
export function fileError(path: string, cause: unknown): CoreError {
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

async function look(path: string): Promise<{ start: Uint8Array; size: number }> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const { size } = await file.stat();
    const buffer = new Uint8Array(Math.min(size, FINGERPRINT_BYTES));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    return { start: buffer.subarray(0, bytesRead), size };
  } catch (cause) {
    throw fileError(path, cause);
  } finally {
    await file?.close();
  }
}

async function* stored(path: string, offset: number): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path, { start: offset, highWaterMark: PIECE_BYTES });
  } catch (cause) {
    throw fileError(path, cause);
  }
}

async function* unpacked(path: string, offset: number): AsyncGenerator<Uint8Array> {
  const packed = createReadStream(path, { highWaterMark: PIECE_BYTES });
  const stream = createGunzip({ chunkSize: PIECE_BYTES });
  packed.once("error", (cause) => stream.destroy(cause));
  packed.pipe(stream);
  let skip = offset;
  try {
    for await (const piece of stream) {
      if (!(piece instanceof Uint8Array)) throw new TypeError("gunzip gives bytes");
      if (piece.length > skip) yield piece.subarray(skip);
      skip = Math.max(0, skip - piece.length);
    }
  } catch (cause) {
    throw fileError(path, cause);
  } finally {
    packed.destroy();
    stream.destroy();
  }
}

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CoreError } from "@cdp-whatif/core/error";
import { type MasterKeys, openKeySet, openStream, StoreKeys } from "@cdp-whatif/core/seal";
import { jsonOrNull } from "../json-or-null.js";
import { BACKUP, BackupHeader, macOf, type Piece } from "./header.js";

/** Most bytes of a first line. */
const LONGEST_HEADER = 16 * 2 ** 20;

/** A backup whose first line was read and is what it was. */
export interface OpenedBackup {
  readonly path: string;
  readonly header: BackupHeader;
  /** Where the files begin. */
  readonly from: number;
  /** Keys of the store that it is of; null when it is not encrypted. */
  readonly keys: StoreKeys | null;
}

/**
 * Reads the first line of a backup.
 *
 * @throws CoreError `file_not_found` | `file_unreadable` when it is no backup, or its first line was changed; `wrong_key` when its
 * key is not given
 */
export async function openBackup(
  path: string,
  masters: MasterKeys | undefined,
): Promise<OpenedBackup> {
  const line = await firstLine(path);
  const found = BackupHeader.safeParse(jsonOrNull(line ?? ""));
  if (line === null || !found.success) {
    throw new CoreError("file_unreadable", `${path} is no backup of this program`);
  }
  const header = found.data;
  const keys = header.keys === null ? null : keysOf(path, header.keys, masters);
  if (macOf(header, keys) !== header.mac) throw changed(path, "its first line");
  return { path, header, from: Buffer.byteLength(line) + 1, keys };
}

function keysOf(
  path: string,
  set: NonNullable<BackupHeader["keys"]>,
  masters: MasterKeys | undefined,
): StoreKeys {
  if (masters !== undefined) return new StoreKeys(openKeySet(set, masters, `the backup ${path}`));
  throw new CoreError(
    "wrong_key",
    `the backup ${path} is encrypted with the key ${set.master}, and no key is given; give it as CDP_DATA_KEY or CDP_DATA_KEY_FILE`,
  );
}

/**
 * Reads all of a backup, checks each file against its digest, and writes it into a folder where one is given; durable when it
 * resolves.
 *
 * @throws CoreError `file_unreadable` | `sealed_data_changed` at the first file that is not what it was
 */
export async function extractBackup(
  { path, header, from, keys }: OpenedBackup,
  folder: string | null,
): Promise<void> {
  const bytes: AsyncIterable<Buffer> = createReadStream(path, { start: from });
  const plain =
    keys === null
      ? bytes
      : openStream(bytes, { keys: keys.set.data, purpose: BACKUP, where: `the backup ${path}` });
  const source = new Pieces(plain[Symbol.asyncIterator]());
  for (const piece of header.pieces) {
    const target = folder === null ? null : await makeFile(join(folder, piece.name));
    try {
      await copyPiece(source, piece, { target, path });
      await target?.sync();
    } finally {
      await target?.close();
    }
  }
  if ((await source.next(1)) !== null) throw changed(path, "its end");
}

async function copyPiece(
  source: Pieces,
  { name, bytes, sha256 }: Piece,
  { target, path }: { target: FileHandle | null; path: string },
): Promise<void> {
  const hash = createHash("sha256");
  for (let left = bytes; left > 0; ) {
    const chunk = await source.next(left);
    if (chunk === null) throw changed(path, name);
    hash.update(chunk);
    await target?.writeFile(chunk);
    left -= chunk.length;
  }
  if (hash.digest("hex") !== sha256) throw changed(path, name);
}

/** A stream of bytes, given in parts of any length. */
class Pieces {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();

  constructor(chunks: AsyncIterator<Uint8Array>) {
    this.#chunks = chunks;
  }

  /** The next bytes, at most so many; null at the end. */
  async next(most: number): Promise<Uint8Array | null> {
    while (this.#rest.length === 0) {
      const { value, done } = await this.#chunks.next();
      if (done) return null;
      this.#rest = value;
    }
    const part = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(part.length);
    return part;
  }
}

async function makeFile(path: string): Promise<FileHandle> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  return open(path, "w", 0o600);
}

async function firstLine(path: string): Promise<string | null> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      const end = chunk.indexOf(10);
      parts.push(end < 0 ? chunk : chunk.subarray(0, end));
      if (end >= 0) return Buffer.concat(parts).toString();
      length += chunk.length;
      if (length > LONGEST_HEADER) return null;
    }
  } catch (cause) {
    const isGone = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    if (isGone) throw new CoreError("file_not_found", `${path} is not there`, [], { cause });
    throw new CoreError("file_unreadable", `${path} cannot be read`, [], { cause });
  }
  return null;
}

function changed(path: string, what: string): CoreError {
  return new CoreError(
    "file_unreadable",
    `the backup ${path} is not what was written: ${what} was changed or cut off; take another one`,
  );
}

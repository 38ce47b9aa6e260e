import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { CoreError, reasonOf } from "../error.js";

/** How a file is packed, told by its first bytes. */
export type Packing = "gzip" | "zstd";

const PIECE_BYTES = 262_144;

/** @see RFC 1952, section 2.3.1; RFC 8878, sections 3.1.1 and 3.1.2 (a skippable frame may come first) */
export function packingOf([a = 0, b, c, d]: Uint8Array): Packing | null {
  if (a === 0x1f && b === 0x8b) return "gzip";
  if (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd) return "zstd";
  if (a >= 0x50 && a <= 0x5f && b === 0x2a && c === 0x4d && d === 0x18) return "zstd";
  return null;
}

/**
 * What is packed in a file, in pieces; several gzip members or zstd frames are read as one.
 *
 * What was unpacked before the packing is found broken or cut off is given before that is thrown.
 *
 * @param options.onRead - told how many packed bytes were read
 */
export async function* unpack(
  path: string,
  packing: Packing,
  { onRead }: { onRead?: (bytes: number) => void } = {},
): AsyncGenerator<Uint8Array> {
  yield* unpackPieces(packed(path, onRead), packing);
}

/** As `unpack`, of pieces from elsewhere. */
export function unpackPieces(
  pieces: AsyncIterable<Uint8Array>,
  packing: Packing,
): AsyncIterable<Uint8Array> {
  return packing === "gzip" ? gunzip(pieces) : unzstd(pieces);
}

async function* packed(path: string, onRead?: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  let read = 0;
  for await (const piece of createReadStream(path, { highWaterMark: PIECE_BYTES })) {
    if (!(piece instanceof Uint8Array)) throw new TypeError("a file gives bytes");
    read += piece.length;
    onRead?.(read);
    yield piece;
  }
}

async function* gunzip(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = createGunzip({ chunkSize: PIECE_BYTES });
  // The stream ends with the failure of its source, which is thrown where it is read.
  pipeline(pieces, stream, () => undefined);
  try {
    for await (const piece of stream) {
      if (!(piece instanceof Uint8Array)) throw new TypeError("gunzip gives bytes");
      yield piece;
    }
  } finally {
    stream.destroy();
  }
}

/** Packed bytes given to the decompressor at once: what they unpack to is held, so they are few. */
const PACKED_PIECE = 16_384;

async function* unzstd(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { Decompress } = await fzstd();
  let out: Uint8Array[] = [];
  const stream = new Decompress((piece) => {
    if (piece.length > 0) out.push(piece);
  });
  const push = (bytes: Uint8Array, final: boolean) => {
    try {
      stream.push(bytes, final);
    } catch (cause) {
      return new Error(`its zstd frames are broken or cut off (${reasonOf(cause)})`, { cause });
    }
    return null;
  };
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; at += PACKED_PIECE) {
      const failure = push(piece.subarray(at, at + PACKED_PIECE), false);
      yield* out;
      out = [];
      if (failure !== null) throw failure;
    }
  }
  const failure = push(new Uint8Array(0), true);
  yield* out;
  if (failure !== null) throw failure;
}

/** @throws CoreError `file_unreadable` where the optional package is not installed */
async function fzstd() {
  try {
    return await import("fzstd");
  } catch (cause) {
    throw new CoreError(
      "file_unreadable",
      "a zstd file needs the package fzstd, which is not installed: npm install fzstd",
      [],
      { cause },
    );
  }
}

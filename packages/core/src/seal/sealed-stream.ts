import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { CoreError } from "../error.js";
import { KEY_BYTES } from "./master-key.js";
import type { DataKey } from "./sealer.js";

const MAGIC = Buffer.from("CDPSEAL1");
const [ID_BYTES, SALT_BYTES, TAG_BYTES] = [4, 16, 16];
const SALT_AT = MAGIC.length + ID_BYTES;
const HEAD_BYTES = SALT_AT + SALT_BYTES;
const CHUNK_BYTES = 65_536;

/** Whether bytes are the beginning of a sealed stream. */
export function isSealedStream(start: Uint8Array): boolean {
  return MAGIC.every((byte, at) => start[at] === byte);
}

/**
 * Seals a stream of bytes piece by piece, for files of any length.
 *
 * The stream is `CDPSEAL1`, id of the key (4 bytes), salt (16), then chunks of 64 KiB of AES-256-GCM, each with its tag; the last one
 * says that it is, so that nothing can be cut off, left out or put elsewhere. The key is HKDF-SHA-256 of key, salt and purpose.
 */
export async function* sealStream(
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  { key, purpose }: { readonly key: DataKey; readonly purpose: string },
): AsyncGenerator<Uint8Array> {
  const salt = randomBytes(SALT_BYTES);
  yield Buffer.concat([MAGIC, Buffer.from(key.id, "hex"), salt]);
  const secret = streamKey(key, { salt, purpose });
  let number = 0;
  const sealed = (chunk: Uint8Array, last: boolean) => {
    const cipher = createCipheriv("aes-256-gcm", secret, nonceOf(number, last));
    number += 1;
    return Buffer.concat([cipher.update(chunk), cipher.final(), cipher.getAuthTag()]);
  };
  for await (const { chunk, last } of chunked(pieces, CHUNK_BYTES)) yield sealed(chunk, last);
}

/**
 * What was sealed; the pieces before a fault are given before it is thrown.
 *
 * @param options.where - names the file in messages
 * @throws CoreError `wrong_key` | `sealed_data_changed`
 */
export async function* openStream(
  pieces: AsyncIterable<Uint8Array>,
  options: { readonly keys: readonly DataKey[]; readonly purpose: string; readonly where: string },
): AsyncGenerator<Uint8Array> {
  const { keys, purpose, where } = options;
  let secret: Buffer | null = null;
  let number = 0;
  for await (const { chunk, last } of chunked(afterHead(pieces, begin), CHUNK_BYTES + TAG_BYTES)) {
    if (secret === null || chunk.length < TAG_BYTES) throw changed(where);
    yield openChunk(secret, { chunk, last, number, where });
    number += 1;
  }
  if (number === 0) throw changed(where);

  function begin(head: Buffer): void {
    if (head.length < HEAD_BYTES || !isSealedStream(head)) throw changed(where);
    const id = head.toString("hex", MAGIC.length, SALT_AT);
    const key = keys.find((one) => one.id === id);
    if (key === undefined) {
      throw new CoreError(
        "wrong_key",
        `${where} is encrypted with the key ${id}, which is not among those given: ${keys.map((one) => one.id).join(", ") || "none"}`,
      );
    }
    secret = streamKey(key, { salt: head.subarray(SALT_AT), purpose });
  }
}

function openChunk(
  secret: Buffer,
  about: { chunk: Uint8Array; last: boolean; number: number; where: string },
): Buffer {
  const { chunk, last, number, where } = about;
  const nonce = nonceOf(number, last);
  const decipher = createDecipheriv("aes-256-gcm", secret, nonce, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(chunk.subarray(chunk.length - TAG_BYTES));
  const plain = decipher.update(chunk.subarray(0, chunk.length - TAG_BYTES));
  try {
    decipher.final();
  } catch (cause) {
    throw changed(`${where}, near byte ${number * CHUNK_BYTES},`, cause);
  }
  return plain;
}

async function* afterHead(
  pieces: AsyncIterable<Uint8Array>,
  begin: (head: Buffer) => void,
): AsyncGenerator<Uint8Array> {
  let head: Buffer | null = Buffer.alloc(0);
  for await (const piece of pieces) {
    if (head === null) {
      yield piece;
      continue;
    }
    head = Buffer.concat([head, piece]);
    if (head.length < HEAD_BYTES) continue;
    begin(head.subarray(0, HEAD_BYTES));
    yield head.subarray(HEAD_BYTES);
    head = null;
  }
  if (head !== null) begin(head);
}

/** Pieces of one length, the last as long as is left; one at least. */
async function* chunked(
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  bytes: number,
): AsyncGenerator<{ readonly chunk: Uint8Array; readonly last: boolean }> {
  let waiting: Uint8Array[] = [];
  let size = 0;
  for await (const piece of pieces) {
    if (piece.length === 0) continue;
    waiting.push(piece);
    size += piece.length;
    // The last whole one waits: whether another comes is not known yet.
    if (size <= bytes) continue;
    const all = Buffer.concat(waiting);
    let at = 0;
    for (; all.length - at > bytes; at += bytes) {
      yield { chunk: all.subarray(at, at + bytes), last: false };
    }
    waiting = [all.subarray(at)];
    size = all.length - at;
  }
  yield { chunk: Buffer.concat(waiting), last: true };
}

function nonceOf(number: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(number, 0, 6);
  nonce[11] = Number(last);
  return nonce;
}

function streamKey(
  { bytes }: DataKey,
  { salt, purpose }: { salt: Uint8Array; purpose: string },
): Buffer {
  const info = `cdp-whatif stream ${purpose}`;
  return Buffer.from(hkdfSync("sha256", bytes, salt, info, KEY_BYTES));
}

function changed(where: string, cause?: unknown): CoreError {
  return new CoreError(
    "sealed_data_changed",
    `${where} does not open: it was changed or cut off after it was sealed, or is not sealed at all`,
    [],
    { cause },
  );
}

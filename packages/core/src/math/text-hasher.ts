import { BLOCK, compress, hexOf, pad, START } from "./sha-256.js";

/** Hashes texts: SHA-256 of their UTF-8, in 64 lower-case hex digits. */
export type TextHasher = (text: string) => string;

/** Hashes a text that comes in pieces, one behind the other: texts, and the UTF-8 of some that are written already. */
export type PieceHasher = (pieces: readonly (string | Uint8Array)[]) => string;

/**
 * A hasher of texts that keeps its buffer between calls.
 *
 * The same digests as `digestText`: each record of a file is hashed once, and that is the largest single cost of
 * ingestion after JSON itself.
 */
export function createTextHasher(): TextHasher {
  const hash = createPieceHasher();
  return (text) => hash([text]);
}

/** A hasher of pieces that keeps its buffer between calls; no piece may end within a character. */
export function createPieceHasher(): PieceHasher {
  const encoder = new TextEncoder();
  const schedule = new Int32Array(BLOCK);
  const state = new Int32Array(8);
  let bytes = new Uint8Array(4096);
  return (pieces) => {
    const room = mostBytes(pieces) + 2 * BLOCK;
    if (room > bytes.length) bytes = new Uint8Array(room + 4096);
    let length = 0;
    for (const piece of pieces) {
      if (typeof piece === "string") {
        length += encoder.encodeInto(piece, bytes.subarray(length)).written;
      } else {
        bytes.set(piece, length);
        length += piece.length;
      }
    }
    const end = pad(bytes, length, length);
    state.set(START);
    for (let at = 0; at < end; at += BLOCK) compress(state, schedule, bytes, at);
    return hexOf(state);
  };
}

/** Bytes that suffice: three at most for each code unit. */
function mostBytes(pieces: readonly (string | Uint8Array)[]): number {
  let most = 0;
  for (const piece of pieces) most += typeof piece === "string" ? piece.length * 3 : piece.length;
  return most;
}

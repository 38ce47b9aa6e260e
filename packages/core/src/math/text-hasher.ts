import { BLOCK, compress, hexOf, pad, START } from "./sha-256.js";

/** Hashes texts: SHA-256 of their UTF-8, in 64 lower-case hex digits. */
export type TextHasher = (text: string) => string;

/**
 * A hasher of texts that keeps its buffer between calls.
 *
 * The same digests as `digestText`: each record of a file is hashed once, and that is the largest single cost of
 * ingestion after JSON itself.
 */
export function createTextHasher(): TextHasher {
  const encoder = new TextEncoder();
  const schedule = new Int32Array(BLOCK);
  const state = new Int32Array(8);
  let bytes = new Uint8Array(4096);
  return (text) => {
    // Three bytes at most for each code unit, then the mark and the length.
    if (text.length * 3 + 2 * BLOCK > bytes.length) bytes = new Uint8Array(text.length * 3 + 4096);
    const length = encoder.encodeInto(text, bytes).written;
    const end = pad(bytes, length, length);
    state.set(START);
    for (let at = 0; at < end; at += BLOCK) compress(state, schedule, bytes, at);
    return hexOf(state);
  };
}

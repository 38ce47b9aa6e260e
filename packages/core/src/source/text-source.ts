import { digestText } from "../math/digest.js";
import type { ByteSource } from "./source.js";

/** Bytes asked for at once, so that a long text is not encoded in one go twice. */
const PIECE = 65_536;

/** A text as a source. */
export function textSource(text: string, { name = "text" }: { name?: string } = {}): ByteSource {
  return byteSource(new TextEncoder().encode(text), { name });
}

/** Bytes as a source. */
export function byteSource(
  bytes: Uint8Array,
  { name = "bytes" }: { name?: string } = {},
): ByteSource {
  return {
    name,
    size: bytes.length,
    async fingerprint() {
      return digestText(new TextDecoder("latin1").decode(bytes));
    },
    async *open(offset) {
      for (let at = offset; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
    },
  };
}

/**
 * Pieces that can be read once, such as the body of a request, as a source; it is never resumed.
 *
 * @param options.id - what tells this delivery from others of the same name
 */
export function onceSource(
  pieces: AsyncIterable<Uint8Array>,
  { name, id }: { name: string; id: string },
): ByteSource {
  return {
    name,
    fingerprint: async () => id,
    open: () => pieces,
  };
}

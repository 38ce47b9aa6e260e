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
 * Pieces that can be read once, such as the body of a request, as a source.
 *
 * @param options.id - what tells this delivery from others of the same name; one that comes again with the same id is read
 * from the checkpoint on, what is before it being skipped
 */
export function onceSource(
  pieces: AsyncIterable<Uint8Array>,
  { name, id }: { name: string; id: string },
): ByteSource {
  return {
    name,
    fingerprint: async () => id,
    open: (offset) => (offset === 0 ? pieces : skip(pieces, offset)),
  };
}

async function* skip(
  pieces: AsyncIterable<Uint8Array>,
  offset: number,
): AsyncGenerator<Uint8Array> {
  let left = offset;
  for await (const piece of pieces) {
    if (left < piece.length) yield piece.subarray(left);
    left = Math.max(0, left - piece.length);
  }
}

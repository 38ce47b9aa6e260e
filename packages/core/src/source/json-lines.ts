import { CoreError } from "../error.js";
import type { LineBatch, LineVisitor } from "./line-batch.js";
import { LineCutter } from "./line-cutter.js";

/** Larger pieces are cut, so that a batch of lines stays small. */
const LARGEST_PIECE = 1_048_576;

/** How lines are read. */
export interface LineOptions {
  /** Name of the source, for messages. */
  readonly source: string;
  /** Where reading starts: byte and number of lines before it. */
  readonly offset?: number | undefined;
  readonly line?: number | undefined;
  /** More may come: what is not ended yet is not given. Default false. */
  readonly growing?: boolean | undefined;
  /** Longer lines are rejected. Default 1 MiB. */
  readonly maxLineBytes?: number | undefined;
  /** Of rejected long lines at most this much is kept; beyond it, the beginning and a digest. Default 16 MiB. */
  readonly maxKeptBytes?: number | undefined;
  /** Is given the lines instead of the batches. */
  readonly visitor?: LineVisitor | undefined;
}

/**
 * Bytes as lines, a batch for each piece that completes any.
 *
 * Lines end with `\n`, `\r\n` or `\r`, mixed as they come. A UTF-8 byte-order mark at the start is left out and noted. A line
 * that is not UTF-8, binary or too long is a rejected line, and reading goes on. Memory is bounded by a piece and `maxKeptBytes`.
 *
 * @throws CoreError `source_failed` when the first bytes say that it is UTF-16 or compressed, or when reading fails
 */
export async function* jsonLines(
  pieces: AsyncIterable<Uint8Array>,
  options: LineOptions,
): AsyncGenerator<LineBatch> {
  const cutter = new LineCutter(options);
  let start: Uint8Array | null = (options.offset ?? 0) === 0 ? new Uint8Array(0) : null;
  for await (const piece of pieces) {
    let bytes = piece;
    if (start !== null) {
      bytes = joined(start, piece);
      if (bytes.length < 4) {
        start = bytes;
        continue;
      }
      start = null;
      bytes = cutter.skip(bytes, markLength(bytes, options.source));
    }
    for (let at = 0; at < bytes.length; at += LARGEST_PIECE) {
      yield* cutAll(cutter, bytes.subarray(at, at + LARGEST_PIECE));
    }
  }
  if (start !== null && start.length > 0) {
    yield* cutAll(cutter, cutter.skip(start, markLength(start, options.source)));
  }
  const last = options.growing ? null : cutter.end();
  if (last !== null) yield last;
}

/** Batches of one piece: several when a visitor is full within it. */
function* cutAll(cutter: LineCutter, piece: Uint8Array): Generator<LineBatch> {
  let rest = piece;
  while (rest.length > 0) {
    const batch = cutter.cut(rest);
    if (batch !== null) yield batch;
    rest = cutter.left;
  }
}

/** A text as lines. */
export async function* textLines(text: string, options: LineOptions): AsyncGenerator<LineBatch> {
  const bytes = new TextEncoder().encode(text);
  yield* jsonLines(
    (async function* () {
      yield bytes;
    })(),
    options,
  );
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** Length of a UTF-8 byte-order mark. @throws CoreError `source_failed` for UTF-16 and compressed bytes */
export function markLength(bytes: Uint8Array, source: string): number {
  const [a, b, c, d] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 3;
  const utf16 = (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff);
  const plain16 = (a === 0 && b !== 0 && c === 0) || (a !== 0 && b === 0 && c !== 0 && d === 0);
  if (utf16) throw wrong(source, "a UTF-16 byte-order mark");
  if (plain16 && a !== undefined) throw wrong(source, "UTF-16 without a byte-order mark");
  if (a === 0x1f && b === 0x8b) throw wrong(source, "gzip-compressed bytes");
  return 0;
}

function wrong(source: string, found: string): CoreError {
  return new CoreError(
    "source_failed",
    `${source}: found ${found}, expected JSON lines in UTF-8; convert or unpack it first`,
    [{ pointer: "", detail: `the first bytes are ${found}` }],
  );
}

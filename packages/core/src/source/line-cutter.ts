import { createSha256, type Sha256 } from "../math/sha-256.js";
import type { LineBatch, LineVisitor, SourceLine } from "./line-batch.js";
import { type LineBytes, readLineBytes } from "./line-text.js";

const LF = 10;
const CR = 13;
const MIB = 1_048_576;
const NONE: readonly string[] = [];
const BOM: readonly string[] = ["bom_stripped"];
const BLANK = /^\s*$/;
const NOTHING = new Uint8Array(0);

/** Cuts pieces of bytes into lines; what is after the last line end waits for the next piece. */
export class LineCutter {
  readonly #maxLineBytes: number;
  readonly #maxKeptBytes: number;
  readonly #strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  #offset: number;
  #line: number;
  #marked = false;
  /** Pieces of the line that is not complete yet, of which at most `maxKeptBytes` are kept. */
  #waiting: Uint8Array[] = [];
  #kept = 0;
  #length = 0;
  #digest: Sha256 | null = null;
  #lines: SourceLine[] = [];
  #blank = 0;
  readonly #visitor: LineVisitor | null;
  #visited = 0;
  /** What waits ended with a carriage return, which a line feed may follow. */
  #returned = false;
  /** What the last piece still holds since the visitor was full: the next piece to cut. */
  left: Uint8Array = NOTHING;

  constructor(options: {
    offset?: number | undefined;
    line?: number | undefined;
    maxLineBytes?: number | undefined;
    maxKeptBytes?: number | undefined;
    visitor?: LineVisitor | undefined;
  }) {
    this.#visitor = options.visitor ?? null;
    this.#offset = options.offset ?? 0;
    this.#line = options.line ?? 0;
    this.#maxLineBytes = options.maxLineBytes ?? MIB;
    this.#maxKeptBytes = Math.max(options.maxKeptBytes ?? 16 * MIB, this.#maxLineBytes);
  }

  /** Leaves out a byte-order mark. */
  skip(bytes: Uint8Array, length: number): Uint8Array {
    this.#offset += length;
    this.#marked = length > 0;
    return bytes.subarray(length);
  }

  /** @returns the lines that this piece completes, null when there are none; see `left` */
  cut(piece: Uint8Array): LineBatch | null {
    this.left = NOTHING;
    if (piece.length === 0) return null;
    const from = this.#finishWaiting(piece);
    const end = Math.max(from, lastEnd(piece));
    const done = end > from ? from + this.#cutBlock(piece.subarray(from, end)) : end;
    if (done < end) this.left = piece.subarray(done);
    else this.#waitFor(piece.subarray(end));
    return this.#batch();
  }

  /** @returns the last line, if the source ended without a line end */
  end(): LineBatch | null {
    if (this.#length === 0 && !this.#returned) return null;
    const ended = this.#returned;
    const from = this.#offset;
    const line = this.#takeWaiting();
    this.#add(line, line.length + Number(ended), !ended);
    const batch = this.#batch();
    if (batch === null || ended) return batch;
    return { ...batch, endOffset: from, endLine: batch.endLine - 1 };
  }

  /** Ends the waiting line, if there is one, with the first line end of a piece. @returns where the next line starts */
  #finishWaiting(piece: Uint8Array): number {
    if (this.#returned) {
      const skipped = piece[0] === LF ? 1 : 0;
      const line = this.#takeWaiting();
      this.#add(line, line.length + 1 + skipped);
      return skipped;
    }
    if (this.#length === 0) return 0;
    const at = firstEnd(piece);
    const certain = at >= 0 && (piece[at] === LF || at + 1 < piece.length);
    if (!certain) return 0;
    const next = piece[at] === CR && piece[at + 1] === LF ? at + 2 : at + 1;
    this.#wait(piece.subarray(0, at));
    const line = this.#takeWaiting();
    this.#add(line, line.length + next - at);
    return next;
  }

  /** Keeps the beginning of a line; a carriage return at its end may have a line feed to come. */
  #waitFor(bytes: Uint8Array): void {
    this.#returned = bytes.at(-1) === CR;
    const line = this.#returned ? bytes.subarray(0, -1) : bytes;
    if (line.length > 0) this.#wait(line);
  }

  #wait(bytes: Uint8Array): void {
    this.#length += bytes.length;
    const room = this.#maxKeptBytes - this.#kept;
    if (this.#digest === null && bytes.length > room) {
      this.#digest = createSha256();
      for (const piece of this.#waiting) this.#digest.add(piece);
    }
    this.#digest?.add(bytes);
    if (room <= 0) return;
    const piece = bytes.slice(0, room);
    this.#waiting.push(piece);
    this.#kept += piece.length;
  }

  #takeWaiting(): LineBytes {
    const bytes = new Uint8Array(this.#kept);
    let at = 0;
    for (const piece of this.#waiting) {
      bytes.set(piece, at);
      at += piece.length;
    }
    const line = { bytes, length: this.#length, digest: this.#digest?.hex() ?? null };
    this.#waiting = [];
    this.#kept = 0;
    this.#length = 0;
    this.#digest = null;
    this.#returned = false;
    return line;
  }

  /**
   * Cuts whole lines, decoding all of them at once where they are clean text with `\n` only.
   *
   * @returns how many bytes were cut: all, unless a visitor was full before
   */
  #cutBlock(block: Uint8Array): number {
    const visitor = this.#visitor;
    if (visitor !== null && !this.#marked && isPlain(block) && visitor.isUtf8(block)) {
      return this.#offer(block, visitor);
    }
    const text = isPlain(block) ? this.#decode(block) : null;
    if (text === null) this.#cutOneByOne(block);
    else this.#cutText(block, text);
    return block.length;
  }

  #cutText(block: Uint8Array, text: string): void {
    let from = 0;
    let at = 0;
    for (let end = block.indexOf(LF); end >= 0; end = block.indexOf(LF, from)) {
      const stop = text.indexOf("\n", at);
      const line = text.slice(at, stop);
      if (end - from > this.#maxLineBytes) {
        this.#add(
          { bytes: block.subarray(from, end), length: end - from, digest: null },
          end + 1 - from,
        );
      } else {
        this.#push(line, end + 1 - from);
      }
      from = end + 1;
      at = stop + 1;
    }
  }

  /** Offers each line of a block of clean text to a visitor until it is full. @returns how many bytes were cut */
  #offer(block: Uint8Array, visitor: LineVisitor): number {
    let from = 0;
    for (let to = block.indexOf(LF); to >= 0; to = block.indexOf(LF, from)) {
      const span = { from, to, line: this.#line + 1, offset: this.#offset };
      const consumed = to + 1 - from;
      if (to - from <= this.#maxLineBytes && visitor.take(block, span)) {
        this.#visited += 1;
        this.#next(consumed);
      } else {
        this.#add({ bytes: block.subarray(from, to), length: to - from, digest: null }, consumed);
      }
      from = to + 1;
      if (visitor.full) break;
    }
    return from;
  }

  #cutOneByOne(block: Uint8Array): void {
    let from = 0;
    while (from < block.length) {
      const rest = block.subarray(from);
      const end = firstEnd(rest);
      const next = rest[end] === CR && rest[end + 1] === LF ? end + 2 : end + 1;
      this.#add({ bytes: rest.subarray(0, end), length: end, digest: null }, next);
      from += next;
    }
  }

  #decode(block: Uint8Array): string | null {
    try {
      return this.#strict.decode(block);
    } catch (error) {
      if (error instanceof TypeError) return null;
      throw error;
    }
  }

  #push(text: string, consumed: number): void {
    const line = this.#line + 1;
    if (isBlank(text)) this.#blank += 1;
    else {
      this.#give({
        line,
        offset: this.#offset,
        text,
        encoding: "utf-8",
        rejection: null,
        unterminated: false,
        repairs: this.#marked ? BOM : NONE,
      });
    }
    this.#next(consumed);
  }

  #add(line: LineBytes, consumed: number, unterminated = false): void {
    const read = readLineBytes(line, {
      maxLineBytes: this.#maxLineBytes,
      strict: this.#strict,
      unterminated,
    });
    if (read.rejection === null && isBlank(read.text)) this.#blank += 1;
    else {
      const repairs = this.#marked ? BOM : NONE;
      const place = { line: this.#line + 1, offset: this.#offset };
      this.#give({ ...place, ...read, unterminated, repairs });
    }
    this.#next(consumed);
  }

  #give(line: SourceLine): void {
    if (this.#visitor === null) this.#lines.push(line);
    else {
      this.#visitor.read(line);
      this.#visited += 1;
    }
  }

  #next(consumed: number): void {
    this.#line += 1;
    this.#offset += consumed;
    this.#marked = false;
  }

  #batch(): LineBatch | null {
    if (this.#lines.length + this.#visited + this.#blank === 0) return null;
    const batch = {
      lines: this.#lines,
      blank: this.#blank,
      endOffset: this.#offset,
      endLine: this.#line,
    };
    this.#lines = [];
    this.#visited = 0;
    this.#blank = 0;
    return batch;
  }
}

/** Whether lines end with a line feed only, and no byte is NUL. */
function isPlain(block: Uint8Array): boolean {
  return !block.includes(CR) && !block.includes(0);
}

function isBlank(text: string): boolean {
  return text.charCodeAt(0) !== 123 && BLANK.test(text);
}

/** Place of the first line end, -1 when there is none. */
function firstEnd(bytes: Uint8Array): number {
  const lf = bytes.indexOf(LF);
  const cr = (lf < 0 ? bytes : bytes.subarray(0, lf)).indexOf(CR);
  return cr < 0 ? lf : cr;
}

/** Place after the last line end whose last byte is certain: a final carriage return may have a line feed to come. */
function lastEnd(bytes: Uint8Array): number {
  const lf = bytes.lastIndexOf(LF);
  const cr = bytes.subarray(0, -1).lastIndexOf(CR);
  return Math.max(lf, cr) + 1;
}

import { createSha256, type Sha256 } from "../math/sha-256.js";
import type { RowVisitor } from "./line-batch.js";
import type { LineBytes } from "./line-text.js";

const LF = 10;
const CR = 13;
const QUOTE = 34;
const MIB = 1_048_576;
const NOTHING = new Uint8Array(0);

/** A row as it was read. */
export interface CsvRow extends LineBytes {
  /** Where it starts: byte, and lines before it. */
  readonly offset: number;
  readonly line: number;
  /** Where the next one starts. */
  readonly endOffset: number;
  readonly endLine: number;
  /** A quote was opened and not closed, so the row was cut at its first line end, and reading goes on there. */
  readonly unclosed: boolean;
  readonly unterminated: boolean;
}

/** How rows are cut. */
export interface CutOptions {
  readonly delimiter: string;
  readonly offset: number;
  readonly line: number;
  readonly maxLineBytes?: number | undefined;
  readonly maxKeptBytes?: number | undefined;
  /** Is offered each row that is clean text before it is cut here. */
  readonly visitor?: RowVisitor | null | undefined;
}

/** Is given rows in their order. */
export type GiveRow = (row: CsvRow) => void;

interface Long {
  readonly bytes: Uint8Array;
  readonly digest: Sha256;
  length: number;
}

/**
 * Cuts bytes into rows of comma-separated values: a line end within quotes is part of a cell (RFC 4180).
 *
 * A quote opens only at the start of a cell. One that is not closed within `maxLineBytes`, or at all, ends with its line, so
 * that it never swallows the rest of a file. Rows end with `\n` or `\r\n`.
 */
export class CsvCutter {
  readonly #delimiter: number;
  readonly #maxLineBytes: number;
  readonly #maxKeptBytes: number;
  readonly #visitor: RowVisitor | null;
  #rest: Uint8Array = NOTHING;
  /** The next quote in what is being cut. */
  #quote = -1;
  #offset: number;
  #line: number;
  #long: Long | null = null;
  /** The visitor was full, so that rows may be left, to be cut with the next piece, which may be empty. */
  full = false;

  constructor({
    delimiter,
    offset,
    line,
    maxLineBytes = MIB,
    maxKeptBytes = 16 * MIB,
    visitor = null,
  }: CutOptions) {
    this.#delimiter = delimiter.charCodeAt(0);
    this.#offset = offset;
    this.#line = line;
    this.#maxLineBytes = maxLineBytes;
    this.#maxKeptBytes = Math.max(maxKeptBytes, maxLineBytes);
    this.#visitor = visitor;
  }

  /** After the last row: bytes, and lines, before the next one. */
  get place(): { readonly offset: number; readonly line: number } {
    return { offset: this.#offset, line: this.#line };
  }

  /** @returns how many rows were cut: given, or taken by the visitor */
  cut(piece: Uint8Array, give: GiveRow): number {
    return this.#cut(piece, { give, ended: false });
  }

  /** Cuts what is left when the source has ended. */
  end(give: GiveRow): number {
    const rows = this.#cut(NOTHING, { give, ended: true });
    if (this.#long === null) return rows;
    give(this.#endLong(0, { unterminated: true }));
    return rows + 1;
  }

  #cut(piece: Uint8Array, { give, ended }: { give: GiveRow; ended: boolean }): number {
    const visitor = this.#visitor;
    let bytes = this.#long === null ? joined(this.#rest, piece) : piece;
    let rows = 0;
    this.full = false;
    if (this.#long !== null) {
      const end = bytes.indexOf(LF);
      this.#lengthen(this.#long, end < 0 ? bytes : bytes.subarray(0, end));
      if (end < 0) return rows;
      give(this.#endLong(1, { unterminated: false }));
      rows += 1;
      bytes = bytes.subarray(end + 1);
    }
    const clean = visitor === null ? 0 : cleanEnd(bytes, visitor);
    this.#quote = bytes.indexOf(QUOTE);
    let from = 0;
    while (from < bytes.length && !this.full) {
      let next = from < clean ? this.#offer(bytes, { from, to: clean }) : from;
      if (next === from) next = this.#cutRow(bytes, { from, give, ended });
      if (next === from) break;
      from = next;
      rows += 1;
      this.full = visitor?.full ?? false;
    }
    this.#rest = this.full ? bytes.subarray(from) : bytes.slice(from);
    if (!this.full && this.#rest.length > this.#maxKeptBytes) this.#startLong();
    return rows;
  }

  /** @returns where the row ends, with its line end; `from` when the visitor did not take it */
  #offer(bytes: Uint8Array, { from, to }: { from: number; to: number }): number {
    const span = {
      from,
      to: Math.min(to, from + this.#maxLineBytes + 1),
      line: this.#line + 1,
      offset: this.#offset,
    };
    const next = this.#visitor?.take(bytes, span) ?? from;
    if (next > from) this.#pass(next - from, 1);
    return next;
  }

  /** @returns where the row ends, with its line end; `from` when it does not end here */
  #cutRow(
    bytes: Uint8Array,
    { from, give, ended }: { from: number; give: GiveRow; ended: boolean },
  ): number {
    if (this.#quote >= 0 && this.#quote < from) this.#quote = bytes.indexOf(QUOTE, from);
    const quote = this.#quote;
    const first = bytes.indexOf(LF, from);
    const plain = quote < 0 || (first >= 0 && first < quote);
    const { end, quoted } = plain ? { end: first, quoted: false } : this.#rowEnd(bytes, from);
    const waiting = bytes.length - from;
    if (end >= 0) {
      give(this.#row(bytes.subarray(from, end), { ends: 1 }));
      return end + 1;
    }
    if (quoted && (ended || waiting > this.#maxLineBytes)) {
      const stop = first < 0 ? bytes.length : first;
      const ends = first < 0 ? 0 : 1;
      give(this.#row(bytes.subarray(from, stop), { ends, unclosed: true }));
      return stop + ends;
    }
    if (!ended) return from;
    give(this.#row(bytes.subarray(from), { ends: 0 }));
    return bytes.length;
  }

  /** Place of the line end that ends the row; -1 when it does not end here, `quoted` when that is for an open quote. */
  #rowEnd(bytes: Uint8Array, from: number): { end: number; quoted: boolean } {
    let start = true;
    let quoted = false;
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at];
      if (quoted) {
        if (byte !== QUOTE) continue;
        if (bytes[at + 1] === QUOTE) at += 1;
        else quoted = false;
      } else if (byte === LF) {
        return { end: at, quoted: false };
      } else if (byte === QUOTE && start) {
        quoted = true;
        start = false;
      } else {
        start = byte === this.#delimiter;
      }
    }
    return { end: -1, quoted };
  }

  /** @param ends - bytes of the line end after it that are not among `bytes` */
  #row(bytes: Uint8Array, { ends, unclosed = false }: { ends: 0 | 1; unclosed?: boolean }): CsvRow {
    const { offset, line } = this.#pass(bytes.length + ends, ends + count(bytes, LF));
    const text = bytes.at(-1) === CR && ends === 1 ? bytes.subarray(0, -1) : bytes;
    const place = { offset, line, endOffset: this.#offset, endLine: this.#line };
    return {
      ...place,
      bytes: text,
      length: text.length,
      digest: null,
      unclosed,
      unterminated: ends === 0,
    };
  }

  #pass(bytes: number, lines: number): { offset: number; line: number } {
    const before = { offset: this.#offset, line: this.#line };
    this.#offset += bytes;
    this.#line += lines;
    return before;
  }

  #startLong(): void {
    const digest = createSha256();
    digest.add(this.#rest);
    const bytes = this.#rest.slice(0, this.#maxKeptBytes);
    this.#long = { bytes, digest, length: this.#rest.length };
    this.#rest = NOTHING;
  }

  #lengthen(long: Long, bytes: Uint8Array): void {
    long.digest.add(bytes);
    long.length += bytes.length;
  }

  #endLong(ends: 0 | 1, { unterminated }: { unterminated: boolean }): CsvRow {
    const { bytes, digest, length } = this.#long ?? { ...EMPTY, digest: createSha256() };
    this.#long = null;
    const { offset, line } = this.#pass(length + ends, ends);
    const place = { offset, line, endOffset: this.#offset, endLine: this.#line };
    return { ...place, bytes, length, digest: digest.hex(), unclosed: false, unterminated };
  }
}

const EMPTY = { bytes: NOTHING, length: 0 };

/** Where the last line of clean text ends: what is before is UTF-8. */
function cleanEnd(bytes: Uint8Array, visitor: RowVisitor): number {
  const end = bytes.lastIndexOf(LF) + 1;
  return visitor.isUtf8(bytes.subarray(0, end)) ? end : 0;
}

function count(bytes: Uint8Array, wanted: number): number {
  let found = 0;
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1)) found += 1;
  return found;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

import { createSha256, type Sha256 } from "../math/sha-256.js";
import type { LineBytes } from "./line-text.js";

const LF = 10;
const CR = 13;
const QUOTE = 34;
const MIB = 1_048_576;

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
}

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
  #rest: Uint8Array = new Uint8Array(0);
  #offset: number;
  #line: number;
  #long: Long | null = null;

  constructor({
    delimiter,
    offset,
    line,
    maxLineBytes = MIB,
    maxKeptBytes = 16 * MIB,
  }: CutOptions) {
    this.#delimiter = delimiter.charCodeAt(0);
    this.#offset = offset;
    this.#line = line;
    this.#maxLineBytes = maxLineBytes;
    this.#maxKeptBytes = Math.max(maxKeptBytes, maxLineBytes);
  }

  cut(piece: Uint8Array): CsvRow[] {
    return this.#cut(piece, false);
  }

  /** What is left when the source has ended. */
  end(): CsvRow[] {
    const rows = this.#cut(new Uint8Array(0), true);
    if (this.#long !== null) rows.push(this.#endLong(0, { unterminated: true }));
    return rows;
  }

  #cut(piece: Uint8Array, ended: boolean): CsvRow[] {
    const rows: CsvRow[] = [];
    let bytes = this.#long === null ? joined(this.#rest, piece) : piece;
    if (this.#long !== null) {
      const end = bytes.indexOf(LF);
      this.#lengthen(this.#long, end < 0 ? bytes : bytes.subarray(0, end));
      if (end < 0) return rows;
      rows.push(this.#endLong(1, { unterminated: false }));
      bytes = bytes.subarray(end + 1);
    }
    let from = 0;
    let quote = bytes.indexOf(QUOTE);
    while (from < bytes.length) {
      if (quote >= 0 && quote < from) quote = bytes.indexOf(QUOTE, from);
      const first = bytes.indexOf(LF, from);
      const plain = quote < 0 || (first >= 0 && first < quote);
      const { end, quoted } = plain ? { end: first, quoted: false } : this.#rowEnd(bytes, from);
      const waiting = bytes.length - from;
      if (end >= 0) {
        rows.push(this.#row(bytes.subarray(from, end), { ends: 1 }));
        from = end + 1;
      } else if (quoted && (ended || waiting > this.#maxLineBytes)) {
        const stop = first < 0 ? bytes.length : first;
        const ends = first < 0 ? 0 : 1;
        rows.push(this.#row(bytes.subarray(from, stop), { ends, unclosed: true }));
        from = stop + ends;
      } else if (ended) {
        rows.push(this.#row(bytes.subarray(from), { ends: 0 }));
        from = bytes.length;
      } else {
        break;
      }
    }
    this.#rest = bytes.slice(from);
    if (this.#rest.length > this.#maxKeptBytes) this.#startLong();
    return rows;
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
    this.#rest = new Uint8Array(0);
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

const EMPTY = { bytes: new Uint8Array(0), length: 0 };

function count(bytes: Uint8Array, wanted: number): number {
  let found = 0;
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1)) found += 1;
  return found;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

import type { Rejection } from "../schema/dead-letter.js";

/** A line of a source: its text, or why there is none. */
export interface SourceLine {
  /** Counted from 1. */
  readonly line: number;
  /** Byte where it starts. */
  readonly offset: number;
  /** The line without its end; of a rejected line what is kept of it. */
  readonly text: string;
  /** The record as JSON with texts for values, where `text` is something else: a row without types. */
  readonly json?: string | undefined;
  /** What the text is the JSON of, when it was parsed already. */
  readonly value?: Readonly<Record<string, unknown>> | undefined;
  /** What stands for the text in the id of a dead letter, where the text differs each time that the line is sent. */
  readonly identity?: (() => string) | undefined;
  /** How `text` stands for the bytes. */
  readonly encoding: "utf-8" | "base64";
  readonly rejection: Rejection | null;
  /** True when the source ended within this line: no newline came. */
  readonly unterminated: boolean;
  /** What was done to it, such as `bom_stripped`. */
  readonly repairs: readonly string[];
}

/** Lines that were read together. */
export interface LineBatch {
  readonly lines: readonly SourceLine[];
  /** Empty lines among them, which are not in `lines`. */
  readonly blank: number;
  /** Where the next read may start: after the last terminated line. */
  readonly endOffset: number;
  /** Lines before `endOffset`, blank ones included. */
  readonly endLine: number;
}

/** Where a line stands: its bytes within a block, its number and its offset in the source. */
export interface LineSpan {
  readonly from: number;
  readonly to: number;
  readonly line: number;
  readonly offset: number;
}

/** Takes lines one by one as they are cut, in their order, instead of batches of them. */
export interface LineVisitor {
  /** Looked at after each line that was taken: when true, a batch ends there. */
  readonly full: boolean;
  /** Whether a block of bytes is UTF-8. */
  isUtf8(bytes: Uint8Array): boolean;
  /** Offered each whole line of clean text as bytes. @returns whether it was taken; if not it comes again as text */
  take(bytes: Uint8Array, span: LineSpan): boolean;
  /** Given every other line. */
  read(line: SourceLine): void;
}

/** Takes rows of a table one by one as they are cut, in their order, instead of batches of them. */
export interface RowVisitor extends Pick<LineVisitor, "full" | "isUtf8" | "read"> {
  /**
   * Offered what may be a row: it starts at `from`, and ends before `to` if it is one.
   *
   * @returns the place after its line end; `from` when it was not taken, then it comes again as text
   */
  take(bytes: Uint8Array, span: LineSpan): number;
}

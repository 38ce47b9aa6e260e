import { CoreError } from "../error.js";
import type { Rejection } from "../schema/dead-letter.js";
import { reject } from "../schema/rejection.js";
import { CsvCutter, type CsvRow } from "./csv-cutter.js";
import { type RowToJson, rowToJson } from "./csv-line.js";
import { delimiterOf, splitRow } from "./csv-row.js";
import { type LineOptions, markLength } from "./json-lines.js";
import type { LineBatch, RowVisitor, SourceLine } from "./line-batch.js";
import { readLineBytes } from "./line-text.js";

const NONE: readonly string[] = [];
const NOTHING = new Uint8Array(0);
const MOST_HEADER_BYTES = 1_048_576;

/** The first row of comma-separated values: what its columns are called. */
export interface CsvHeader {
  readonly columns: readonly string[];
  readonly delimiter: string;
  readonly offset: number;
  readonly line: number;
}

/** How rows are read. */
export interface RowOptions extends Omit<LineOptions, "visitor"> {
  /** Makes what is given the rows of a table with this header instead of the batches. */
  readonly rowVisitor?: ((header: CsvHeader) => RowVisitor) | undefined;
}

type Open = (offset: number) => AsyncIterable<Uint8Array>;

/**
 * Comma-separated values as lines, a batch for each piece that completes any row.
 *
 * The delimiter is told from the header. A row whose cells are more or fewer than the columns is a rejected line
 * (`csv_columns`), one whose quotes do not match too (`csv_quotes`). Reading may go on between any two rows.
 *
 * @param open - called twice: for the header, and from where reading starts
 * @throws CoreError `source_failed` when there is no header, or not one that can be read; and whatever `open` throws
 */
export async function* csvLines(open: Open, options: RowOptions): AsyncGenerator<LineBatch> {
  const header = await csvHeader(open, options.source);
  const { offset: asked = 0, line: before = 0 } = options;
  const { offset, line } = asked > header.offset ? { offset: asked, line: before } : header;
  const { delimiter, columns } = header;
  const { maxLineBytes = 1_048_576, maxKeptBytes } = options;
  const toJson = rowToJson(columns, options.source);
  const visitor = options.rowVisitor?.(header) ?? null;
  const cutter = new CsvCutter({ delimiter, offset, line, maxLineBytes, maxKeptBytes, visitor });
  const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const context = { columns, delimiter, toJson, maxLineBytes, strict, visitor };
  for await (const piece of open(offset)) yield* batchesOf(cutter, { ...context, piece });
  if (!options.growing) yield* batchesOf(cutter, { ...context, piece: null });
}

/** Reads the header. @throws CoreError `source_failed` */
export async function csvHeader(open: Open, source: string): Promise<CsvHeader> {
  let start = new Uint8Array(0);
  for await (const piece of open(0)) {
    const both = new Uint8Array(start.length + piece.length);
    both.set(start);
    both.set(piece, start.length);
    start = both;
    const header = headerOf(start, source);
    if (header !== null) return header;
    if (start.length > MOST_HEADER_BYTES) break;
  }
  const ended = new Uint8Array(start.length + 1).fill(10);
  ended.set(start);
  const header = start.length > MOST_HEADER_BYTES ? null : headerOf(ended, source);
  if (header !== null) return { ...header, offset: Math.min(header.offset, start.length) };
  throw new CoreError(
    "source_failed",
    `${source}: found no header within ${start.length} bytes, expected names of columns in the first row`,
  );
}

/** The header at the start of these bytes, null when its row does not end in them. @throws CoreError `source_failed` */
function headerOf(bytes: Uint8Array, source: string): CsvHeader | null {
  const mark = markLength(bytes, source);
  const rows: CsvRow[] = [];
  const cutter = new CsvCutter({ delimiter: ",", offset: mark, line: 0 });
  cutter.cut(bytes.subarray(mark), (one) => rows.push(one));
  const [row] = rows;
  if (row === undefined) return null;
  const text = new TextDecoder().decode(row.bytes);
  const delimiter = delimiterOf(text);
  const columns = splitRow(text, delimiter);
  if (columns === null || text.trim() === "") {
    throw new CoreError(
      "source_failed",
      `${source}: found ${JSON.stringify(text.slice(0, 100))} as its first row, expected names of columns`,
    );
  }
  return { columns, delimiter, offset: row.endOffset, line: row.endLine };
}

/** Batches of one piece, or of what is left at the end: several when a visitor is full within it. */
function* batchesOf(
  cutter: CsvCutter,
  { piece, ...context }: RowContext & { readonly piece: Uint8Array | null },
): Generator<LineBatch> {
  const { visitor } = context;
  for (let rest = piece; ; rest &&= NOTHING) {
    const lines: SourceLine[] = [];
    let blank = 0;
    let open: CsvRow | null = null;
    const give = (row: CsvRow) => {
      const line = lineOf(row, context);
      if (line === null) blank += 1;
      else if (visitor === null) lines.push(line);
      else visitor.read(line);
      if (row.unterminated) open = row;
    };
    const rows = rest === null ? cutter.end(give) : cutter.cut(rest, give);
    // A last row without a line end may still be written to: it is read again.
    const { offset, line } = (open as CsvRow | null) ?? cutter.place;
    if (rows > 0) yield { lines, blank, endOffset: offset, endLine: line };
    if (!cutter.full) return;
  }
}

interface RowContext {
  readonly columns: readonly string[];
  readonly delimiter: string;
  readonly toJson: RowToJson;
  readonly maxLineBytes: number;
  readonly strict: TextDecoder;
  readonly visitor: RowVisitor | null;
}

/** @returns null for a row without content */
function lineOf(row: CsvRow, context: RowContext): SourceLine | null {
  const { offset, unterminated } = row;
  const read = readLineBytes(row, { ...context, unterminated });
  const place = { line: row.line + 1, offset, unterminated, repairs: NONE };
  if (read.rejection !== null) return { ...place, ...read };
  const cells = row.unclosed ? null : splitRow(read.text, context.delimiter);
  const { columns } = context;
  if (cells !== null && isBlank(cells)) return null;
  if (cells === null) return { ...place, ...read, rejection: badQuotes(read.text) };
  if (cells.length !== columns.length) {
    return { ...place, ...read, rejection: badColumns(cells, { columns, unterminated }) };
  }
  return { ...place, ...read, json: context.toJson(cells) };
}

/** Spreadsheets write delimiters where rows are empty. */
function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell === "") || (cells.length === 1 && cells[0]?.trim() === "");
}

function badQuotes(text: string): Rejection {
  const expected =
    'a quote at the start of a cell, closed before its delimiter, with "" for a quote within';
  return reject("csv_quotes", { field: null, found: text, expected });
}

function badColumns(
  cells: readonly string[],
  { columns, unterminated }: { columns: readonly string[]; unterminated: boolean },
): Rejection {
  const cut = unterminated && cells.length < columns.length;
  return {
    rule: cut ? "truncated" : "csv_columns",
    field: null,
    found: `${cells.length} cells`,
    expected: `${columns.length} cells, as the header has: ${columns.join(", ")}`.slice(0, 500),
  };
}

import type { CsvHeader, LineSpan } from "../../source/index.js";
import { byteText } from "../../store/byte-text.js";
import { ByteWriter } from "../../store/byte-writer.js";
import { CoercedCells } from "./coerced-cells.js";
import { LONGEST_LINE } from "./plain-line.js";
import { TableCells } from "./table-cells.js";
import { type TableField, type TableTemplate, tableTemplate } from "./table-template.js";

const [QUOTE, DOT, ZERO, NINE] = [34, 46, 48, 57];
const [OPEN, CLOSE, OPEN_LIST, CLOSE_LIST] = [123, 125, 91, 93];
const [TRUE, FALSE] = [byteText("true"), byteText("false")];

/**
 * Writes plain rows of a table as the JSON lines that they stand for: cells of digits bare where a line has numbers, lists and
 * objects as they are, all others as texts; empty cells are left out.
 *
 * What it writes may still be no plain line; what it does not write is read in the general way.
 */
export class TableRow {
  /** The line. */
  readonly json: ByteWriter;
  /** The row's own bytes, and where it starts and ends in them. */
  readonly cells: TableCells;
  from = 0;
  /** What is noted of cells that were not read as texts. */
  coerced: readonly string[] = [];
  readonly #template: TableTemplate;
  readonly #coerced: CoercedCells;

  constructor(header: CsvHeader) {
    const template = tableTemplate(header);
    this.#template = template;
    this.cells = new TableCells({ ...template, longest: LONGEST_LINE });
    this.json = new ByteWriter(LONGEST_LINE + template.bytes);
    this.#coerced = new CoercedCells(template.repairs);
  }

  /** @returns the place after the row and its line end; `from` when it is not plain */
  read(bytes: Uint8Array, span: LineSpan): number {
    const next = this.cells.cut(bytes, span);
    if (next === span.from || !this.#write()) return span.from;
    this.from = span.from;
    this.coerced = this.#coerced.list();
    return next;
  }

  #write(): boolean {
    const { json, cells } = this;
    const { fields, groups, foreign, ignored } = this.#template;
    for (const column of foreign) if (cells.from[column] !== cells.to[column]) return false;
    for (const column of ignored) if (this.#mayBeJson(column)) return false;
    json.end = 0;
    for (const field of fields) if (!this.#put(field)) return false;
    for (const group of groups) {
      const before = json.end;
      json.put(group.name);
      const start = json.end;
      for (const field of group.fields) if (!this.#put(field)) return false;
      if (json.end === start) json.end = before;
      else this.#wrap(start);
    }
    if (json.end === 0) return false;
    this.#wrap(0);
    return true;
  }

  /** Makes an object of the fields from a place on: the comma before the first becomes its opening brace. */
  #wrap(start: number): void {
    const { json } = this;
    json.bytes[start] = OPEN;
    json.bytes[json.end++] = CLOSE;
  }

  #put({ column, name, kind, repair }: TableField): boolean {
    const { json, cells } = this;
    const from = cells.from[column]!;
    const to = cells.to[column]!;
    if (repair >= 0) this.#coerced.tell(repair, from < to);
    if (from === to) return true;
    json.put(name);
    if (kind === "number") return this.#putNumber(from, to);
    if (kind === "yes-no") return this.#putYesNo(from, to);
    if (this.#mayBeJson(column)) return this.#putJson(column, from, to);
    if (cells.firstQuote[column] !== cells.firstQuote[column + 1]) return false;
    json.bytes[json.end++] = QUOTE;
    json.copy(cells.bytes, cells.view, from, to);
    json.bytes[json.end++] = QUOTE;
    return true;
  }

  /** Whether a cell begins as a list or an object does; an empty one is followed by another byte. */
  #mayBeJson(column: number): boolean {
    const { bytes, from } = this.cells;
    const first = bytes[from[column]!];
    return first === OPEN_LIST || first === OPEN;
  }

  /** Digits and points; whether they are a number is told by whoever reads the line. */
  #putNumber(from: number, to: number): boolean {
    const { json } = this;
    const { bytes } = this.cells;
    const into = json.bytes;
    let { end } = json;
    for (let at = from; at < to; at++) {
      const byte = bytes[at]!;
      if ((byte < ZERO || byte > NINE) && byte !== DOT) return false;
      into[end++] = byte;
    }
    json.end = end;
    return true;
  }

  #putYesNo(from: number, to: number): boolean {
    const { view } = this.cells;
    const said = to - from === TRUE.length ? TRUE : FALSE;
    if (to - from !== said.length || !said.isAt(view, from)) return false;
    this.json.put(said);
    return true;
  }

  /**
   * A list or an object, if nothing in it is one: then it ends with the cell, whoever reads it, and nothing of it can pass for
   * fields of the line.
   */
  #putJson(column: number, from: number, to: number): boolean {
    const { json, cells } = this;
    const { bytes, view, quotes, firstQuote } = cells;
    const last = to - 1;
    if (bytes[last] !== (bytes[from] === OPEN ? CLOSE : CLOSE_LIST)) return false;
    let [at, inner, within] = [from, from + 1, false];
    const stop = firstQuote[column + 1]!;
    for (let i = firstQuote[column]!; i < stop; i++) {
      const quote = quotes[i]!;
      if (!within && !isFlat(bytes, inner, quote)) return false;
      json.copy(bytes, view, at, quote + 1);
      at = quote + 2;
      inner = at;
      within = !within;
    }
    if (within || !isFlat(bytes, inner, last)) return false;
    json.copy(bytes, view, at, to);
    return true;
  }
}

/** Whether no bracket stands in `bytes[from, to)`. */
function isFlat(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const byte = bytes[at];
    if (byte === OPEN || byte === CLOSE || byte === OPEN_LIST || byte === CLOSE_LIST) return false;
  }
  return true;
}

import type { BehaviourRecord } from "../../schema/record.js";
import type { LineSpan } from "../../source/index.js";
import type { BehaviourColumns } from "../../store/behaviour-columns.js";
import { KeyHasher } from "../../store/key-hash.js";
import { ColumnParts } from "./column-parts.js";
import { ContentWriter } from "./content-writer.js";
import {
  ADOPTION,
  EFFICIENCY,
  GAMIFICATION,
  PEOPLE,
  SATISFACTION,
  TEXT,
  unitsOf,
} from "./known.js";
import { NumberText } from "./number-text.js";
import { LONGEST_LINE, PlainLine, type PlainOptions, type PlainRow } from "./plain-line.js";
import type { TableRow } from "./table-row.js";

const NONE: readonly string[] = [];

/** The text that is hashed is longer than its line by the names' ids and digits of shares. */
const CONTENT_BYTES = 8 * LONGEST_LINE;

const [KEY_UNITS, COMMA_UNITS, END_UNITS] = [unitsOf('["behaviour",'), unitsOf(","), unitsOf("]")];

/** Hex digits of a SHA-256. */
const DIGITS = 64;

/** Writes the SHA-256 of bytes into others, as 64 hex digits from a place on. */
export type HashInto = (bytes: Uint8Array, into: Uint8Array, at: number) => void;

/** Where a row is from: its bytes, and what was done to them before they were read as a line. */
interface Origin extends LineSpan {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly coerced: readonly string[];
}

/** What a scanner is made of. */
export interface ScannerOptions extends PlainOptions {
  readonly source: string;
  readonly hashInto: HashInto;
  /** Rows of each part of the columns. */
  readonly partRows: number;
}

/**
 * Makes columns of behaviour lines, or of rows of a table, straight from their bytes, without an object or a text for each.
 *
 * It takes plain lines only. What it leaves is read in the general way, and a property test holds the two to the same rows
 * and hashes.
 */
export class BehaviourScanner {
  readonly #line: PlainLine;
  readonly #source: string;
  readonly #hashInto: HashInto;
  readonly #parts: ColumnParts;
  readonly #content = new ContentWriter(CONTENT_BYTES);
  readonly #quotient = new NumberText();
  readonly #keyHasher = new KeyHasher();

  constructor({ source, hashInto, partRows, ...options }: ScannerOptions) {
    this.#line = new PlainLine(options);
    this.#source = source;
    this.#hashInto = hashInto;
    this.#parts = new ColumnParts(partRows);
  }

  /** Rows since the last columns. */
  get rows(): number {
    return this.#parts.rows;
  }

  /** Adds a record that was read in the general way, behind the rows that came before it. */
  add(record: BehaviourRecord): void {
    this.#parts.add(record);
  }

  /** The rows since the last call. */
  columns(): BehaviourColumns[] {
    return this.#parts.take();
  }

  /** Adds the line in `bytes[from, to)`, which is UTF-8, if it is plain. @returns whether it did */
  take(bytes: Uint8Array, span: LineSpan): boolean {
    const row = this.#line.read(bytes, span);
    if (row === null) return false;
    const { view } = this.#line.reader;
    const { from, to, line, offset } = span;
    this.#addRow(row, { bytes, view, from, to, line, offset, coerced: NONE });
    return true;
  }

  /** Adds a row of a table if the line that was written of it is plain. @returns whether it did */
  takeRow({ json, cells, from, coerced }: TableRow, { line, offset }: LineSpan): boolean {
    const row = this.#line.read(json.bytes, { from: 0, to: json.end });
    if (row === null) return false;
    const { bytes, view, end: to } = cells;
    this.#addRow(row, { bytes, view, from, to, line, offset, coerced });
    return true;
  }

  /** The text that is hashed; `transformBehaviour` has the same in one template. */
  #writeContent({ time, persona, region, generatedAt, demo }: PlainRow): void {
    const content = this.#content;
    content.end = 0;
    content.put(TEXT.at);
    content.ascii(time.digits);
    content.put(time.date.text);
    content.put(demo ? TEXT.true : TEXT.false);
    content.put(TEXT.digitalAdoption);
    this.#putNumber(ADOPTION);
    content.put(TEXT.efficiency);
    this.#putNumber(EFFICIENCY);
    content.put(TEXT.gamification);
    this.#putNumber(GAMIFICATION);
    content.put(TEXT.generatedAt);
    content.ascii(`${generatedAt}`);
    content.put(TEXT.insights);
    content.reserve(CONTENT_BYTES);
    const { insights } = this.#line;
    content.copy(insights.bytes, insights.view, 0, insights.end);
    content.put(TEXT.key);
    content.ascii(time.digits);
    content.put(TEXT.comma);
    content.put(persona.quoted);
    content.put(TEXT.comma);
    content.put(region.quoted);
    content.put(TEXT.keyEnd);
    content.put(time.offset.text);
    this.#putNumber(PEOPLE);
    content.put(TEXT.persona);
    content.put(persona.json);
    content.put(TEXT.region);
    content.put(region.json);
    content.put(TEXT.satisfaction);
    this.#putNumber(SATISFACTION);
    content.put(TEXT.shares);
    const { values, set, count } = this.#line.brands;
    for (let i = 0; i < count; i++) {
      content.put(set!.fragments[i]!);
      this.#quotient.write(content, values[set!.order[i]!]!, this.#line.by);
    }
    content.put(TEXT.end);
  }

  #hashKey({ time, persona, region }: PlainRow): number {
    const hasher = this.#keyHasher;
    hasher.start();
    hasher.add(KEY_UNITS);
    hasher.addText(time.digits);
    hasher.add(COMMA_UNITS);
    hasher.add(persona.units);
    hasher.add(COMMA_UNITS);
    hasher.add(region.units);
    hasher.add(END_UNITS);
    return hasher.value();
  }

  #putNumber(index: number): void {
    if (Number.isNaN(this.#line.numbers[index])) this.#content.put(TEXT.null);
    else {
      const { reader, from, to } = this.#line;
      this.#content.copy(reader.bytes, reader.view, from[index]!, to[index]!);
    }
  }

  #addRow(plain: PlainRow, origin: Origin): void {
    this.#writeContent(plain);
    const { time, persona, region, generatedAt, demo } = plain;
    const parts = this.#parts;
    parts.makeRoom();
    const { builder } = parts;
    const { rows: row, sortKey, hash, insights: texts, raw } = builder;
    const { at, offsetMinutes } = time.time;
    sortKey.reserve(LONGEST_LINE);
    sortKey.put(TEXT.sortKey);
    sortKey.ascii(time.digits);
    sortKey.put(TEXT.comma);
    sortKey.put(persona.sorted);
    sortKey.put(TEXT.comma);
    sortKey.put(region.sorted);
    sortKey.put(TEXT.sortKeyEnd);
    builder.keyHash[row] = this.#hashKey(plain);
    sortKey.endText();
    hash.reserve(DIGITS);
    this.#hashInto(this.#content.written(), hash.bytes, hash.end);
    hash.end += DIGITS;
    hash.endText();
    const { insights } = this.#line;
    texts.reserve(insights.end);
    texts.copy(insights.bytes, insights.view, 0, insights.end);
    texts.endText();
    raw.reserve(origin.to - origin.from);
    raw.copy(origin.bytes, origin.view, origin.from, origin.to);
    raw.endText();
    builder.at[row] = at;
    builder.generatedAt[row] = generatedAt ?? Number.NaN;
    builder.day[row] = time.date.day;
    builder.offsetMinutes[row] = offsetMinutes;
    builder.persona[row] = parts.namePlace(persona);
    builder.region[row] = parts.namePlace(region);
    const { values, set, count } = this.#line.brands;
    builder.brands[row] = parts.brandsPlace(set!);
    for (let i = 0; i < count; i++) builder.addShare(values[set!.order[i]!]! / this.#line.by);
    const numbers = this.#line.numbers;
    builder.people[row] = numbers[PEOPLE]!;
    builder.satisfaction[row] = numbers[SATISFACTION]!;
    builder.digitalAdoption[row] = numbers[ADOPTION]!;
    builder.gamification[row] = numbers[GAMIFICATION]!;
    builder.efficiency[row] = numbers[EFFICIENCY]!;
    builder.repairs[row] = parts.repairsPlace({
      coerced: origin.coerced,
      time: time.repairs,
      persona: persona.repairs,
      region: region.repairs,
      rule: this.#line.rule,
      brands: set!.repairs,
    });
    builder.demo[row] = Number(demo);
    builder.source[row] = parts.sourcePlace(this.#source);
    builder.line[row] = origin.line;
    builder.offset[row] = origin.offset;
    builder.rows += 1;
    parts.rows += 1;
  }
}

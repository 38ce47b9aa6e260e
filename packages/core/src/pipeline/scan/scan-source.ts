import { reasonOf } from "../../error.js";
import type { BehaviourRecord } from "../../schema/record.js";
import {
  type ByteSource,
  csvLines,
  jsonLines,
  type LineVisitor,
  type RowVisitor,
  type SourceLine,
} from "../../source/index.js";
import { type BatchContext, BatchParser, type ParsedBatch } from "../parse-batch.js";
import {
  DEFAULT_BATCH,
  type ParsedPiece,
  type ParsingOptions,
  rejectionTime,
  type SourcePlace,
} from "../parse-source.js";
import { parseSteps } from "../parse-steps.js";
import { countStage, type StageCounts } from "../stage.js";
import { BehaviourScanner, type HashInto } from "./behaviour-scanner.js";
import { TableRow } from "./table-row.js";

/** What scanning takes of the machine. */
export interface ScanPlatform {
  readonly hashInto: HashInto;
  readonly isUtf8: (bytes: Uint8Array) => boolean;
}

/** A piece that is being made. */
class OpenPiece {
  blank = 0;
  /** Lines that became rows of columns without being parsed. */
  scanned = 0;
  #behaviour = 0;
  readonly #batch: ParsedBatch & { readonly stages: StageCounts } = {
    records: [],
    deadLetters: [],
    stages: new Map(),
  };
  readonly #parser: BatchParser;

  constructor(context: BatchContext) {
    this.#parser = new BatchParser(this.#batch, context);
  }

  /** Records and dead letters that are in no column. */
  get size(): number {
    return this.#batch.records.length + this.#batch.deadLetters.length;
  }

  /** Parses a line. @returns its record when that belongs into columns */
  read(line: SourceLine): BehaviourRecord | null {
    this.#parser.read(line);
    const { records } = this.#batch;
    const last = records.at(-1);
    // Columns hold neither deletions nor revisions.
    if (last?.kind !== "behaviour" || last.deleted || last.revision !== undefined) return null;
    records.pop();
    this.#behaviour += 1;
    return last;
  }

  close(rest: Pick<ParsedPiece, "columns" | "next" | "failure">): ParsedPiece {
    const { stages } = this.#batch;
    const left = this.size + this.#behaviour + this.scanned;
    countStage(stages, "data_extraction", { entered: left + this.blank, left });
    this.#parser.count(this.scanned);
    return { ...this.#batch, blank: this.blank, ...rest };
  }
}

/** Rows of a part of the columns: those of one data chunk of the engine. */
const PART_ROWS = 2048;

/** Whether lines read with these options may be scanned: rules and coercions need a record for each. */
export function isScannable({ rules = [], coerceNumbers = false }: ParsingOptions): boolean {
  return rules.length === 0 && !coerceNumbers;
}

/** What is scanned: lines of JSON, or rows of a table. */
export interface ScannedSource extends Pick<ByteSource, "name" | "open"> {
  readonly table?: boolean | undefined;
}

/**
 * Reads and parses a source as `parseSource` does, its behaviour records as columns.
 *
 * @remarks A piece has exactly as many rows of columns as a batch may have, but for the last one and for those that other
 * records fill: a store that writes groups of so many rows then never has to join small ones.
 */
export async function* scanSource(
  source: ScannedSource,
  from: SourcePlace,
  { hashInto, isUtf8, ...options }: ParsingOptions & ScanPlatform,
): AsyncGenerator<ParsedPiece> {
  const { name } = source;
  const { batchSize = DEFAULT_BATCH } = options;
  const steps = parseSteps(options);
  const scanner = new BehaviourScanner({
    ...steps.context,
    demo: options.demo ?? false,
    source: name,
    hashInto,
    partRows: Math.min(PART_ROWS, batchSize),
  });
  const context = { source: name, steps, rules: [], rejectedAt: rejectionTime(options) };
  let open = new OpenPiece(context);
  const visitorOf = <T>(take: T) => ({
    isUtf8,
    get full() {
      return scanner.rows >= batchSize;
    },
    take,
    read(line: SourceLine) {
      const record = open.read(line);
      if (record !== null) scanner.add(record);
    },
  });
  const takeLine: LineVisitor["take"] = (bytes, span) => {
    const taken = scanner.take(bytes, span);
    if (taken) open.scanned += 1;
    return taken;
  };
  const takeRows = (row: TableRow): RowVisitor["take"] => {
    return (bytes, span) => {
      const next = row.read(bytes, span);
      if (next === span.from || !scanner.takeRow(row, span)) return span.from;
      open.scanned += 1;
      return next;
    };
  };
  const { offset, line } = from;
  const reading = { source: name, offset, line, ...options.lines };
  const lines =
    source.table === true
      ? csvLines((at) => source.open(at), {
          ...reading,
          rowVisitor: (header) => visitorOf(takeRows(new TableRow(header))),
        })
      : jsonLines(source.open(offset), { ...reading, visitor: visitorOf(takeLine) });
  let place = from;
  let done = from;
  const piece = (failure: string | null = null): ParsedPiece => {
    const full = open.close({ columns: scanner.columns(), next: place, failure });
    open = new OpenPiece(context);
    done = place;
    return full;
  };
  try {
    for (;;) {
      const read = await readLines(lines);
      if (typeof read === "string") {
        yield piece(read);
        return;
      }
      if (read === null) break;
      open.blank += read.blank;
      place = { offset: read.endOffset, line: read.endLine };
      if (scanner.rows >= batchSize || open.size >= batchSize) yield piece();
    }
    const some = scanner.rows + open.size + open.blank > 0;
    if (some || place.offset > done.offset) yield piece();
  } finally {
    await lines.return(undefined);
  }
}

/** The next lines, null at the end, or why they cannot be read. */
async function readLines(lines: ReturnType<typeof jsonLines>) {
  try {
    const next = await lines.next();
    return next.done ? null : next.value;
  } catch (error) {
    return reasonOf(error);
  }
}

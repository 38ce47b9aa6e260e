import { reasonOf } from "../error.js";
import { type ByteSource, jsonLines, type LineOptions } from "../source/index.js";
import type { BehaviourColumns } from "../store/behaviour-columns.js";
import { type ParsedBatch, parseBatch, type Rule } from "./parse-batch.js";
import type { ParseOptions } from "./parse-options.js";
import type { ParseSteps } from "./parse-steps.js";
import { countStage, type StageCount, type StageCounts, type StageName } from "./stage.js";

/** A place between two lines of a source. */
export interface SourcePlace {
  /** Bytes, and lines, before it. */
  readonly offset: number;
  readonly line: number;
}

/** Lines of a source that were read and parsed together, to be committed together. */
export interface ParsedPiece extends ParsedBatch {
  /** Behaviour records that are not in `records`, because they come from another thread. */
  readonly columns?: readonly BehaviourColumns[];
  /** Where reading goes on once they are durable. */
  readonly next: SourcePlace;
  /** Empty lines among them. */
  readonly blank: number;
  /** What went through the stages from extraction to enrichment. */
  readonly stages: ReadonlyMap<StageName, StageCount>;
  /** Gives the memory of `columns` free, which are empty from then on. */
  readonly release?: () => void;
  /** Why nothing comes after this piece, when the source could not be read to its end. */
  readonly failure: string | null;
}

/** What parsing is told: how lines are understood, and how many make a piece. */
export interface ParsingOptions extends ParseOptions {
  /** Records committed together. Default 10,000. */
  readonly batchSize?: number | undefined;
  /** The moment at which lines are rejected, ms since 1970. Default: `asOf`, else not noted. */
  readonly now?: (() => number) | undefined;
  /** Rules of the caller's own, applied to enriched records. */
  readonly rules?: readonly Rule[] | undefined;
  /** Limits of lines. */
  readonly lines?: Pick<LineOptions, "maxLineBytes" | "maxKeptBytes"> | undefined;
}

/** Parses a source from a place on, in this thread or elsewhere; null when it leaves the source to the pipeline. */
export type SourceParser = (
  source: ByteSource,
  from: SourcePlace,
  options: ParsingOptions,
) => AsyncIterable<ParsedPiece> | null;

export const DEFAULT_BATCH = 10_000;

/**
 * Reads and parses a source from a place on; a piece is made when it is asked for.
 *
 * @param steps - validation, transformation and enrichment of its lines
 */
export async function* parseSource(
  source: ByteSource,
  from: SourcePlace,
  { steps, ...options }: ParsingOptions & { readonly steps: ParseSteps },
): AsyncGenerator<ParsedPiece> {
  const { name } = source;
  const { rules = [] } = options;
  const batchSize = Math.max(1, options.batchSize ?? DEFAULT_BATCH);
  const { offset, line } = from;
  const reading = { source: name, offset, line, ...options.lines };
  const lines = source.lines?.(reading) ?? jsonLines(source.open(offset), reading);
  const context = { source: name, steps, rules, rejectedAt: rejectionTime(options) };
  let place = from;
  let done = from;
  let open = newPiece();
  const piece = (failure: string | null = null): ParsedPiece => {
    const full = { ...open, next: place, failure };
    open = newPiece();
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
      const { length } = read.lines;
      open.blank += read.blank;
      countStage(open.stages, "data_extraction", { entered: length + read.blank, left: length });
      for (let at = 0; at < length; ) {
        const some = read.lines.slice(at, at + batchSize - sizeOf(open));
        parseBatch(some, open, context);
        at += some.length;
        const following = read.lines[at];
        if (following === undefined) break;
        place = { offset: following.offset, line: following.line - 1 };
        yield piece();
      }
      place = { offset: read.endOffset, line: read.endLine };
      if (sizeOf(open) >= batchSize) yield piece();
    }
    if (sizeOf(open) + open.blank > 0 || place.offset > done.offset) yield piece();
  } finally {
    await lines.return(undefined);
  }
}

/** When a line is rejected, as far as that is known. */
export function rejectionTime({ now, asOf = null }: ParsingOptions): () => number | null {
  return now ?? (() => asOf);
}

function sizeOf({ records, deadLetters }: ParsedBatch): number {
  return records.length + deadLetters.length;
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

function newPiece(): ParsedBatch & { stages: StageCounts; blank: number } {
  return { records: [], deadLetters: [], stages: new Map(), blank: 0 };
}

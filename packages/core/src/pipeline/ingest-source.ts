import { CoreError } from "../error.js";
import { type ByteSource, jsonLines, type LineBatch } from "../source/index.js";
import type { Checkpoint } from "../store/record-store.js";
import type { Notification } from "./notification.js";
import { type ParsedBatch, parseBatch } from "./parse-batch.js";
import type { ParseSteps } from "./parse-steps.js";
import type { PipelineOptions } from "./pipeline-options.js";
import type { StageBoard } from "./stage.js";
import type { Tally } from "./tally.js";

const DEFAULT_BATCH = 10_000;

interface Run {
  readonly options: PipelineOptions;
  readonly steps: ParseSteps;
  readonly board: StageBoard;
  readonly tally: Tally;
  readonly notification: Notification;
}

/** Reads one source to its end, or to where it fails, and commits what was read. */
export async function ingestSource(source: ByteSource, run: Run): Promise<void> {
  const { options, steps, board, tally } = run;
  const start = await connect(source, run);
  if (start === null) return;
  const lines = jsonLines(source.open(start.offset), {
    source: source.name,
    offset: start.offset,
    line: start.line,
    ...options.lines,
  });
  const batchSize = Math.max(1, options.batchSize ?? DEFAULT_BATCH);
  const rejectedAt = options.asOf ?? null;
  const context = { source: source.name, steps, board, rules: options.rules ?? [], rejectedAt };
  let batch: ParsedBatch = { records: [], deadLetters: [] };
  let committing: Promise<void> = Promise.resolve();
  let done = start;
  let anything = start.offset > 0;
  const flush = async () => {
    const full = batch;
    batch = { records: [], deadLetters: [] };
    await committing;
    committing = commit(full, { source, checkpoint: done, run });
    // A failure is thrown where it is awaited next; until then it must not count as unhandled.
    committing.catch(() => undefined);
  };
  try {
    for (;;) {
      throwIfAborted(options.signal);
      const next = await read(lines, { source, run });
      if (next === null) break;
      anything = true;
      tally.blank(next.blank);
      const { length } = next.lines;
      board.count("data_extraction", { entered: length + next.blank, left: length });
      for (let from = 0; from < length; ) {
        const room = batchSize - sizeOf(batch);
        const lines =
          from === 0 && length <= room ? next.lines : next.lines.slice(from, from + room);
        parseBatch(lines, batch, context);
        from += lines.length;
        const following = next.lines[from];
        if (following === undefined) break;
        done = { ...done, offset: following.offset, line: following.line - 1 };
        await flush();
      }
      done = { ...done, offset: next.endOffset, line: next.endLine };
      if (sizeOf(batch) >= batchSize) await flush();
    }
    if (sizeOf(batch) > 0 || done.offset > start.offset) await flush();
  } finally {
    await committing;
    await lines.return(undefined);
  }
  if (!anything && source.size === 0) {
    tally.fail(source.name, "found an empty source, expected at least one line of JSON");
  }
}

/** Where reading starts: the checkpoint if the content is still the same, else the beginning; null if it cannot be reached. */
async function connect(
  source: ByteSource,
  { options, board, tally }: Run,
): Promise<Checkpoint | null> {
  board.count("connection_establish", { entered: 1 });
  let fingerprint: string;
  try {
    fingerprint = await source.fingerprint();
  } catch (error) {
    fail(error, { source, board, tally, stage: "connection_establish" });
    return null;
  }
  board.count("connection_establish", { left: 1 });
  const held = options.resume === false ? null : await options.store.checkpoint(source.name);
  const same =
    held !== null &&
    held.fingerprint === fingerprint &&
    (source.size === undefined || held.offset <= source.size);
  return same ? held : { source: source.name, offset: 0, line: 0, fingerprint };
}

async function read(
  lines: AsyncGenerator<LineBatch>,
  { source, run }: { source: ByteSource; run: Run },
): Promise<LineBatch | null> {
  try {
    const next = await lines.next();
    return next.done ? null : next.value;
  } catch (error) {
    fail(error, { source, board: run.board, tally: run.tally, stage: "data_extraction" });
    return null;
  }
}

async function commit(
  batch: ParsedBatch,
  { source, checkpoint, run }: { source: ByteSource; checkpoint: Checkpoint; run: Run },
): Promise<void> {
  const { options, board, tally, notification } = run;
  const size = sizeOf(batch);
  board.count("indexing", { entered: size });
  const counts = await options.store.commit({ ...batch, checkpoint });
  board.count("indexing", { left: size });
  tally.commit(source.name, { read: size, report: counts });
  if (batch.records.some(({ demo }) => demo)) tally.demo();
  await notification.tell({ source: source.name, read: size, counts, checkpoint });
  const { name, size: bytes = null } = source;
  const { offset } = checkpoint;
  options.onProgress?.({ source: name, offset, size: bytes, ...tally.source(name) });
}

function fail(
  error: unknown,
  about: {
    source: ByteSource;
    board: StageBoard;
    tally: Tally;
    stage: "connection_establish" | "data_extraction";
  },
): void {
  const reason = error instanceof Error ? error.message : String(error);
  about.tally.fail(about.source.name, reason);
  about.board.error(about.stage, reason);
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw new CoreError(
      "aborted",
      "ingestion was stopped; what was committed stays, and a run resumes there",
    );
  }
}

function sizeOf({ records, deadLetters }: ParsedBatch): number {
  return records.length + deadLetters.length;
}

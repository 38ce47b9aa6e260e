import { CoreError, reasonOf } from "../error.js";
import type { ByteSource } from "../source/index.js";
import { recordsOfColumns } from "../store/behaviour-columns.js";
import type { Checkpoint } from "../store/record-store.js";
import type { Notification } from "./notification.js";
import type { ParsedPiece, SourcePlace } from "./parse-source.js";
import type { PipelineOptions } from "./pipeline-options.js";
import type { StageBoard } from "./stage.js";
import type { Tally } from "./tally.js";

interface Run {
  readonly options: PipelineOptions;
  readonly parse: (source: ByteSource, from: SourcePlace) => AsyncIterable<ParsedPiece>;
  readonly board: StageBoard;
  readonly tally: Tally;
  readonly notification: Notification;
}

/** Reads one source to its end, or to where it fails, and commits what was read. */
export async function ingestSource(source: ByteSource, run: Run): Promise<void> {
  const { options, parse, board, tally } = run;
  const start = await connect(source, run);
  if (start === null) return;
  let committing: Promise<void> = Promise.resolve();
  let anything = start.offset > 0;
  let done = start.offset;
  try {
    // While a piece is being stored the next one is asked for, no more.
    for await (const piece of parse(source, start)) {
      throwIfAborted(options.signal);
      anything ||= piece.failure === null;
      tally.blank(piece.blank);
      board.add(piece.stages);
      if (piece.failure !== null) fail(piece.failure, { source, run, stage: "data_extraction" });
      if (sizeOf(piece) === 0 && piece.next.offset === done) continue;
      done = piece.next.offset;
      await committing;
      committing = commit(piece, { source, checkpoint: { ...start, ...piece.next }, run });
      // A failure is thrown where it is awaited next; until then it must not count as unhandled.
      committing.catch(() => undefined);
    }
  } finally {
    await committing;
  }
  if (!anything && source.size === 0) {
    tally.fail(source.name, "found an empty source, expected at least one line of JSON");
  }
}

/** Where reading starts: the checkpoint if the content is still the same, else the beginning; null if it cannot be reached. */
async function connect(source: ByteSource, run: Run): Promise<Checkpoint | null> {
  const { options, board } = run;
  board.count("connection_establish", { entered: 1 });
  let fingerprint: string;
  try {
    fingerprint = await source.fingerprint();
  } catch (error) {
    fail(reasonOf(error), { source, run, stage: "connection_establish" });
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

async function commit(
  piece: ParsedPiece,
  { source, checkpoint, run }: { source: ByteSource; checkpoint: Checkpoint; run: Run },
): Promise<void> {
  const { options, board, tally, notification } = run;
  const { columns, deadLetters } = piece;
  const records = () => [...(columns ?? []).flatMap(recordsOfColumns), ...piece.records];
  const size = sizeOf(piece);
  board.count("indexing", { entered: size });
  const { store } = options;
  const counts = await store.commit(
    store.takesColumns === true
      ? { columns, records: piece.records, deadLetters, checkpoint }
      : { records: records(), deadLetters, checkpoint },
  );
  board.count("indexing", { left: size });
  tally.commit(source.name, { read: size, report: counts });
  if (piece.records.some(({ demo }) => demo) || columns?.some(({ demo }) => demo.includes(1)))
    tally.demo();
  piece.release?.();
  const told = notification.tell({ source: source.name, read: size, counts, checkpoint });
  // A run's own subscribers slow it; those of a server, which others share, must not.
  if (options.notification === undefined) await told;
  const { name, stored } = source;
  const { offset } = checkpoint;
  options.onProgress?.({
    source: name,
    offset,
    size: source.size ?? null,
    bytes: stored?.read() ?? offset,
    totalBytes: stored?.size ?? source.size ?? null,
    ...tally.source(name),
  });
}

function fail(
  reason: string,
  about: { source: ByteSource; run: Run; stage: "connection_establish" | "data_extraction" },
): void {
  about.run.tally.fail(about.source.name, reason);
  about.run.board.error(about.stage, reason);
}

function sizeOf({ columns, records, deadLetters }: ParsedPiece): number {
  const rows = columns?.reduce((sum, part) => sum + part.rows, 0) ?? 0;
  return rows + records.length + deadLetters.length;
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw new CoreError(
      "aborted",
      "ingestion was stopped; what was committed stays, and a run resumes there",
    );
  }
}

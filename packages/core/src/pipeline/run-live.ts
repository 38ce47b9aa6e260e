import { reasonOf } from "../error.js";
import {
  type LiveBatch,
  type LiveSource,
  messageLines,
  SourceError,
  type Unwrap,
} from "../source/index.js";
import type { Checkpoint, RecordStore } from "../store/record-store.js";
import type { Notification } from "./notification.js";
import { type ParsedBatch, parseBatch } from "./parse-batch.js";
import { type ParsingOptions, rejectionTime } from "./parse-source.js";
import { type ParseSteps, parseSteps } from "./parse-steps.js";
import { LONGEST_WAIT_MS, type Retry, retryDelayMs, type Timing } from "./retry.js";
import { idleState, type SourceState } from "./source-state.js";
import { countStage, type StageBoard, type StageCounts } from "./stage.js";

/** What a live source is run with. */
export interface LiveOptions extends Omit<ParsingOptions, "batchSize" | "lines"> {
  readonly source: LiveSource;
  readonly store: RecordStore;
  readonly timing: Timing;
  readonly signal: AbortSignal;
  readonly retry?: Retry | undefined;
  /** Takes the envelope off each message. */
  readonly unwrap?: Unwrap | undefined;
  readonly onState?: ((state: SourceState) => void) | undefined;
  readonly board?: StageBoard | undefined;
  readonly notification?: Notification | undefined;
}

/**
 * Carries what a live source delivers into the store until the signal ends it, nothing more comes, or it is given up.
 *
 * A batch is committed together with its cursor, and acknowledged only then. While one is being stored the next one is
 * asked for, no more, so that a slow store slows the source. After a failure, of the source or of the store, it is
 * opened again from the last cursor that is durable, after a wait with full jitter. Failures are counted from the last
 * durable batch, or from the last time that it stood open as long as the longest wait. Those of the store never give a source up.
 *
 * @returns how it ended
 * @throws CoreError `unknown_zone` | `invalid_catalogue`
 */
export async function runLive(options: LiveOptions): Promise<SourceState> {
  const { source, signal, timing, retry } = options;
  const run = new LiveRun(options);
  while (!signal.aborted) {
    try {
      await run.once();
      break;
    } catch (error) {
      if (signal.aborted) break;
      const failures = (run.stood() ? 0 : run.state.failures) + 1;
      const final = error instanceof SourceError && error.final;
      const tooOften = failures >= (retry?.giveUpAfter ?? Number.POSITIVE_INFINITY);
      const givenUp = !run.storeFailed && (final || tooOften);
      const lastError = `${source.name}: ${reasonOf(error)}`;
      options.board?.error(run.storeFailed ? "indexing" : "connection_establish", lastError);
      if (givenUp) {
        run.change({ state: "given_up", failures, lastError, nextTryAt: null });
        return run.state;
      }
      const asked = error instanceof SourceError ? (error.retryAfterMs ?? 0) : 0;
      const wait = Math.max(
        asked,
        retryDelayMs(failures, { ...(retry && { retry }), random: timing.random }),
      );
      run.change({ state: "failing", failures, lastError, nextTryAt: timing.now() + wait });
      await timing.sleep(wait, signal);
    }
  }
  run.change({ state: "ended", nextTryAt: null });
  return run.state;
}

class LiveRun {
  state: SourceState;
  /** Whether what failed last was the store, not the source. */
  storeFailed = false;
  readonly #options: LiveOptions;
  readonly #steps: ParseSteps;

  constructor(options: LiveOptions) {
    this.#options = options;
    this.#steps = parseSteps(options);
    this.state = idleState(options.source, options.timing.now());
    options.onState?.(this.state);
  }

  change(change: Partial<SourceState>): void {
    const { timing, onState } = this.#options;
    const moved = change.state !== undefined && change.state !== this.state.state;
    this.state = { ...this.state, ...change, ...(moved && { since: timing.now() }) };
    onState?.(this.state);
  }

  /** Whether the other side was there for so long that a failure now has nothing to do with those before. */
  stood(): boolean {
    const { timing, retry } = this.#options;
    const { state, since } = this.state;
    return state === "open" && timing.now() - since >= (retry?.capMs ?? LONGEST_WAIT_MS);
  }

  /** Opens the source and reads it to its end. @throws whatever source or store throw */
  async once(): Promise<void> {
    const { source, signal, board } = this.#options;
    this.storeFailed = false;
    this.change({ state: "connecting", nextTryAt: null });
    board?.count("connection_establish", { entered: 1 });
    let place = await this.#place();
    const cursor = place.fingerprint === "" ? null : place.fingerprint;
    this.change({ cursor });
    const onOpen = () => {
      if (this.state.state === "open") return;
      board?.count("connection_establish", { left: 1 });
      this.change({ state: "open" });
    };
    let committing: Promise<void> = Promise.resolve();
    // Closed only when what is being stored is acknowledged, and at once when it cannot be stored: a source that
    // has nothing more to say would otherwise not be asked again for what was lost.
    const closing = new AbortController();
    const close = () => closing.abort();
    const closeLater = () => void committing.then(close, close);
    signal.addEventListener("abort", closeLater);
    if (signal.aborted) close();
    try {
      for await (const batch of source.open({ cursor, signal: closing.signal, onOpen })) {
        onOpen();
        const { length } = batch.messages;
        if (length === 0 && batch.cursor === null) continue;
        const parsed = this.#parse(batch, place.line);
        await committing;
        place = {
          ...place,
          line: place.line + length,
          fingerprint: batch.cursor ?? place.fingerprint,
        };
        committing = this.#commit(batch, { parsed, checkpoint: place });
        // A failure is thrown where it is awaited next; until then it must not count as unhandled.
        committing.catch(close);
        if (!signal.aborted) continue;
        await committing;
        break;
      }
    } finally {
      signal.removeEventListener("abort", closeLater);
      await committing;
    }
  }

  async #place(): Promise<Checkpoint> {
    const { source, store } = this.#options;
    const held = await this.#ofStore(store.checkpoint(source.name));
    return held ?? { source: source.name, offset: 0, line: 0, fingerprint: "" };
  }

  /** Notes that it was the store that failed. */
  async #ofStore<Answer>(answer: Promise<Answer>): Promise<Answer> {
    try {
      return await answer;
    } catch (error) {
      this.storeFailed = true;
      throw error;
    }
  }

  #parse(
    { messages, source: name }: LiveBatch,
    before: number,
  ): ParsedBatch & { stages: StageCounts } {
    const { source, rules = [], unwrap } = this.#options;
    const rejectedAt = rejectionTime(this.#options);
    const lines = messageLines(messages, { before, unwrap });
    const into = { records: [], deadLetters: [], stages: new Map() };
    countStage(into.stages, "data_extraction", { entered: lines.length, left: lines.length });
    parseBatch(lines, into, { source: name ?? source.name, steps: this.#steps, rules, rejectedAt });
    return into;
  }

  async #commit(
    batch: LiveBatch,
    {
      parsed,
      checkpoint,
    }: { parsed: ParsedBatch & { stages: StageCounts }; checkpoint: Checkpoint },
  ): Promise<void> {
    const { source, store, timing, board, notification } = this.#options;
    const { records, deadLetters, stages } = parsed;
    const read = records.length + deadLetters.length;
    const counts = await this.#ofStore(store.commit({ records, deadLetters, checkpoint }));
    board?.add(stages);
    board?.count("indexing", { entered: read, left: read });
    const { state } = this;
    this.change({
      messages: state.messages + batch.messages.length,
      read: state.read + read,
      stored: state.stored + counts.stored,
      duplicates: state.duplicates + counts.duplicates,
      deadLettered: state.deadLettered + counts.deadLettered,
      lastBatchAt: timing.now(),
      cursor: checkpoint.fingerprint,
    });
    await batch.acknowledge?.();
    this.change({ failures: 0 });
    if (read > 0) void notification?.tell({ source: source.name, read, counts, checkpoint });
  }
}

import { CoreError } from "../error.js";
import type { SourceLine } from "./line-batch.js";

/** A text, bytes that should be UTF-8, or a line that knows its place. */
export type LiveMessage = string | Uint8Array | SourceLine;

/** Messages that arrived together. */
export interface LiveBatch {
  /** In the order in which they arrived; each usually one record as JSON. */
  readonly messages: readonly LiveMessage[];
  /** Name in positions of these messages, where it is not the source's own, such as one file of a folder. */
  readonly source?: string | undefined;
  /** Where to go on once these are durable; opaque to all but the source. Null: the place has not changed. */
  readonly cursor: string | null;
  /** Tells the sender that these are durable. When it fails they may come again, which changes nothing. */
  acknowledge?(): Promise<void>;
}

/** What a source is told when it is opened. */
export interface LiveOpening {
  /** Of the last batch that is durable; null: from the beginning, or from now where there is none. */
  readonly cursor: string | null;
  readonly signal: AbortSignal;
  /** To be called when the other side has answered, though nothing has arrived yet. */
  readonly onOpen: () => void;
}

/** Kinds of live source, as configuration, health and screens name them. */
export const LIVE_KINDS = [
  "iterable",
  "sse",
  "websocket",
  "nats",
  "rest",
  "postgres",
  "tail",
  "watch",
] as const;
export type LiveKind = (typeof LIVE_KINDS)[number];

/**
 * Something that goes on delivering: a stream, a table's changes, an interface that is polled.
 *
 * @remarks A batch holds what has arrived, at most about 1,000 messages or 8 MiB, so that few large transactions are made
 * instead of many small ones. The next batch is asked for only when there is room: a source buffers no more than one.
 */
export interface LiveSource {
  /** Name in positions, checkpoints and on screens; the same source keeps its name. */
  readonly name: string;
  readonly kind: LiveKind;
  /**
   * Connects, and delivers until the signal ends it or nothing more will come.
   *
   * @throws SourceError when it cannot go on; it is opened again later, from the last cursor that is durable
   */
  open(opening: LiveOpening): AsyncIterable<LiveBatch>;
}

/** Why a live source could not go on, and whether trying again makes sense. */
export class SourceError extends CoreError {
  /** True when trying again would change nothing: a wrong address, refused credentials. */
  readonly final: boolean;
  /** How long the other side asked to be left alone. */
  readonly retryAfterMs: number | null;

  constructor(
    message: string,
    {
      final = false,
      retryAfterMs = null,
      cause,
    }: { final?: boolean; retryAfterMs?: number | null; cause?: unknown } = {},
  ) {
    super("source_failed", message, [], { cause });
    this.final = final;
    this.retryAfterMs = retryAfterMs;
  }
}

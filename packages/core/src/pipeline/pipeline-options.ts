import type { ByteSource } from "../source/index.js";
import type { RecordStore } from "../store/record-store.js";
import type { Notification } from "./notification.js";
import type { ParsingOptions, SourceParser } from "./parse-source.js";
import type { StageBoard } from "./stage.js";

/** How far a run is. */
export interface Progress {
  readonly source: string;
  /** Bytes of the source that are done with, and its size where known. */
  readonly offset: number;
  readonly size: number | null;
  /** Bytes as stored, packed or not, that were read of the source, and how many there are where that is known. */
  readonly bytes: number;
  readonly totalBytes: number | null;
  readonly read: number;
  readonly stored: number;
  readonly duplicates: number;
  readonly deadLettered: number;
}

/** What a pipeline is made of. */
export interface PipelineOptions extends ParsingOptions {
  readonly store: RecordStore;
  readonly source?: ByteSource | undefined;
  readonly sources?: Iterable<ByteSource> | AsyncIterable<ByteSource> | undefined;
  /** Parses sources elsewhere than in this thread. */
  readonly parse?: SourceParser | undefined;
  /** Go on where the store's checkpoint says, if the source is still the same. Default true. */
  readonly resume?: boolean | undefined;
  /** Counts of the stages, and who is told, when several runs share them. */
  readonly board?: StageBoard | undefined;
  readonly notification?: Notification | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

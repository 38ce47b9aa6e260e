import type { ByteSource, LineOptions } from "../source/index.js";
import type { RecordStore } from "../store/record-store.js";
import type { Rule } from "./parse-batch.js";
import type { ParseOptions } from "./parse-options.js";

/** How far a run is. */
export interface Progress {
  readonly source: string;
  /** Bytes of the source that are done with, and its size where known. */
  readonly offset: number;
  readonly size: number | null;
  readonly read: number;
  readonly stored: number;
  readonly duplicates: number;
  readonly deadLettered: number;
}

/** What a pipeline is made of. */
export interface PipelineOptions extends ParseOptions {
  readonly store: RecordStore;
  readonly source?: ByteSource | undefined;
  readonly sources?: Iterable<ByteSource> | AsyncIterable<ByteSource> | undefined;
  /** Records committed together, about. Default 10,000. */
  readonly batchSize?: number | undefined;
  /** Rules of the caller's own, applied to enriched records. */
  readonly rules?: readonly Rule[] | undefined;
  /** Limits of lines. */
  readonly lines?: Pick<LineOptions, "maxLineBytes" | "maxKeptBytes"> | undefined;
  /** Go on where the store's checkpoint says, if the source is still the same. Default true. */
  readonly resume?: boolean | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

import { createReadStream } from "node:fs";
import {
  type ByteSource,
  byteSource,
  type Catalogue,
  createPipeline,
  type IngestReport,
  type Notification,
  type RecordStore,
  type StageBoard,
} from "@cdp-whatif/core";

/** A body that waits to be read. */
export type BodyContent = Uint8Array | { readonly file: string };

/** Reads what lies in a file or in memory through the pipeline into the store. */
export type Ingest = (
  name: string,
  content: BodyContent,
  signal: AbortSignal,
) => Promise<IngestReport>;

/** What ingestion stores into and reads names and times with. */
export interface IngestOptions {
  readonly store: RecordStore;
  readonly catalogue: Catalogue;
  readonly zone?: string | undefined;
  /** Counts of the stages, and who is told, shared with other ways in. */
  readonly board?: StageBoard;
  readonly notification?: Notification;
}

/**
 * Ingestion of bodies into one store, one after the other.
 *
 * @remarks Every body is read from its start: one sent again is counted again, as duplicates.
 */
export function ingestInto({ zone, ...options }: IngestOptions): Ingest {
  let last: Promise<unknown> = Promise.resolve();
  return (name, content, signal) => {
    const run = () =>
      createPipeline({
        source: bodySource(name, content),
        ...options,
        resume: false,
        signal,
        ...(zone !== undefined && { zone }),
      }).run();
    const report = last.then(run, run);
    last = report;
    return report;
  };
}

function bodySource(name: string, content: BodyContent): ByteSource {
  if (content instanceof Uint8Array) return byteSource(content, { name });
  return {
    name,
    // The name holds a hash of the content, or the sender answers for it.
    fingerprint: async () => name,
    open: (offset) => createReadStream(content.file, { start: offset, highWaterMark: 2 ** 18 }),
  };
}

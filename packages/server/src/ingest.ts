import { createReadStream } from "node:fs";
import {
  type ByteSource,
  byteSource,
  createPipeline,
  type IngestReport,
  type PipelineOptions,
} from "@cdp-whatif/core";

/** A body that waits to be read. */
export type BodyContent = Uint8Array | { readonly file: string };

/** Reads what lies in a file or in memory through the pipeline into the store. */
export type Ingest = (
  name: string,
  content: BodyContent,
  signal: AbortSignal,
) => Promise<IngestReport>;

/** What ingestion stores into and reads lines with; counts and listeners may be shared with other ways in. */
export type IngestOptions = Omit<PipelineOptions, "source" | "sources" | "resume" | "signal">;

/**
 * Ingestion of bodies into one store, one after the other.
 *
 * @remarks Every body is read from its start: one sent again is counted again, as duplicates.
 */
export function ingestInto(options: IngestOptions): Ingest {
  let last: Promise<unknown> = Promise.resolve();
  return (name, content, signal) => {
    const run = () =>
      createPipeline({
        source: bodySource(name, content),
        ...options,
        resume: false,
        signal,
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

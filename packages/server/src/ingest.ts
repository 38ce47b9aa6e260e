import {
  type ByteSource,
  byteSource,
  createPipeline,
  type IngestReport,
  type PipelineOptions,
} from "@cdp-whatif/core";
import { FILE_BATCH, fileParser, lineFile } from "@cdp-whatif/core/node";
import type { DataKey } from "@cdp-whatif/core/seal";

/** A body that waits to be read. */
export type BodyContent =
  | Uint8Array
  | {
      readonly file: string;
      readonly size: number;
      readonly scratchKey?: DataKey | undefined;
    };

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
        // Large bodies are parsed in a thread, so that requests are answered meanwhile.
        parse: fileParser,
        batchSize: FILE_BATCH,
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
  // The name holds a hash of the content, or the sender answers for it.
  return lineFile(content.file, { ...content, name, fingerprint: name });
}

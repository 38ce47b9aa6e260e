import { createPipeline, type PipelineOptions } from "../pipeline/index.js";
import type { IngestReport } from "../schema/ingest-report.js";
import { discoverSources } from "./discover-sources.js";
import { fileParser } from "./file-parser.js";
import { nodeTextHasher } from "./text-hasher.js";

/** A row group of the DuckDB store, which then writes each record to disk once instead of twice. */
const BATCH_SIZE = 8192;

/** What files became, and which files of the folders were not read. */
export interface FilesReport {
  readonly report: IngestReport;
  readonly unknown: readonly string[];
}

/**
 * Reads files and folders of JSON lines into a store.
 *
 * @throws CoreError `file_not_found` before anything is read, if a path leads nowhere; else as a pipeline does
 */
export async function ingestFiles({
  paths,
  ...options
}: Omit<PipelineOptions, "source" | "sources"> & {
  readonly paths: readonly string[];
}): Promise<FilesReport> {
  const { sources, unknown } = await discoverSources(paths);
  const report = await createPipeline({
    hash: nodeTextHasher,
    now: Date.now,
    batchSize: BATCH_SIZE,
    parse: fileParser,
    ...options,
    sources,
  }).run();
  return { report, unknown };
}

import { createPipeline, type PipelineOptions } from "../pipeline/index.js";
import type { IngestReport } from "../schema/ingest-report.js";
import { type DiscoveryOptions, discoverSources, type FoundFile } from "./discover-sources.js";
import { fileParser } from "./file-parser.js";
import { nodeTextHasher } from "./text-hasher.js";

/** A row group of the DuckDB store, which then writes each record to disk once instead of twice. */
export const FILE_BATCH = 8192;

/** What files became, and which files of the folders were not read. */
export interface FilesReport {
  readonly report: IngestReport;
  readonly files: readonly FoundFile[];
  readonly unknown: readonly string[];
}

/**
 * Reads files and folders into a store: JSON lines and tables, packed or not.
 *
 * @throws CoreError `file_not_found` before anything is read, if a path leads nowhere; else as a pipeline does
 */
export async function ingestFiles({
  paths,
  parquet,
  onDiscovered,
  ...options
}: Omit<PipelineOptions, "source" | "sources"> &
  DiscoveryOptions & {
    readonly paths: readonly string[];
    /** Told what was found, before anything is read. */
    readonly onDiscovered?: ((files: readonly FoundFile[]) => void) | undefined;
  }): Promise<FilesReport> {
  const { sources, files, unknown } = await discoverSources(paths, { parquet });
  onDiscovered?.(files);
  const report = await createPipeline({
    hash: nodeTextHasher,
    now: Date.now,
    batchSize: FILE_BATCH,
    parse: fileParser,
    ...options,
    sources,
  }).run();
  return { report, files, unknown };
}

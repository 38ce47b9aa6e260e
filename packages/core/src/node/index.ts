export {
  type Discovery,
  type DiscoveryOptions,
  discoverSources,
  type FoundFile,
  type TableFile,
} from "./discover-sources.js";
export { type FileChangesOptions, fileChanges } from "./file-changes.js";
export { fileParser } from "./file-parser.js";
export { type FileSource, fileSource, lineFile, SCRATCH } from "./file-source.js";
export { type FolderOptions, folderSource } from "./folder-source.js";
export * from "./generate-files.js";
export { FILE_BATCH, type FilesReport, ingestFiles } from "./ingest-files.js";
export { startAnalyst } from "./start-analyst.js";
export { startThread } from "./start-thread.js";
export { type TailOptions, tailSource } from "./tail-source.js";
export { nodePieceHasher, nodeTextHasher } from "./text-hasher.js";
export { systemTiming } from "./timing.js";

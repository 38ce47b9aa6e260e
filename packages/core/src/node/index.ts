export { type Discovery, discoverSources } from "./discover-sources.js";
export { type FileChangesOptions, fileChanges } from "./file-changes.js";
export { fileSource } from "./file-source.js";
export * from "./generate-files.js";
export { type FilesReport, ingestFiles } from "./ingest-files.js";
export { startThread } from "./start-thread.js";
export { nodeTextHasher } from "./text-hasher.js";
export { systemTiming } from "./timing.js";

/**
 * Ingests one file into a DuckDB store, as the command line does, and says what came of it as JSON.
 *
 * Arguments: store file, input file.
 */
import { writeSync } from "node:fs";
import { duckdbStore, parquetFile } from "../../src/duckdb/index.js";
import { ingestFiles } from "../../src/node/index.js";

const [, , path = "", input = ""] = process.argv;
const store = await duckdbStore(path);
let bytes = 0;
const begun = performance.now();
const { report } = await ingestFiles({
  paths: [input],
  store,
  parquet: parquetFile,
  onProgress: (progress) => {
    bytes = progress.bytes;
  },
});
await store.close();
const seconds = (performance.now() - begun) / 1000;
const peakMiB = process.resourceUsage().maxRSS / 1024;
const { read, stored, failed } = report;
writeSync(1, `${JSON.stringify({ read, stored, failed, bytes, seconds, peakMiB })}\n`);

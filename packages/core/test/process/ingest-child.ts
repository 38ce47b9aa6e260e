/**
 * Ingests a file into a DuckDB store and says so after every commit, on its standard output, one JSON per line.
 *
 * Arguments: store file, input file, records of a batch.
 */
import { writeSync } from "node:fs";
import { duckdbStore } from "../../src/duckdb/index.js";
import { CoreError } from "../../src/error.js";
import { fileSource } from "../../src/node/index.js";
import { createPipeline } from "../../src/pipeline/index.js";

const [, , path = "", input = "", batchSize = "200"] = process.argv;
/** Small pieces, so that there are many commits. */
async function* small(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const bytes = Number(batchSize) * 320;
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; at += bytes) yield piece.subarray(at, at + bytes);
  }
}

const say = (message: object) => writeSync(1, `${JSON.stringify(message)}\n`);

try {
  const store = await duckdbStore(path);
  const source = await fileSource(input);
  const start = await store.checkpoint(input);
  say({ kind: "start", line: start?.line ?? 0, offset: start?.offset ?? 0 });
  const pipeline = createPipeline({
    source: { ...source, open: (offset) => small(source.open(offset)) },
    store,
    batchSize: Number(batchSize),
    zone: "Asia/Taipei",
  });
  pipeline.subscribe(({ checkpoint, counts, read }) => {
    if (checkpoint === null) return;
    say({ kind: "stored", line: checkpoint.line, offset: checkpoint.offset, read, counts });
  });
  const report = await pipeline.run();
  await store.close();
  const peakMiB = process.resourceUsage().maxRSS / 1024;
  say({ kind: "done", report, peakMiB });
} catch (error) {
  if (!(error instanceof CoreError)) throw error;
  say({ kind: "failed", code: error.code, message: error.message });
  process.exitCode = 5;
}

/**
 * Reads a file through the pipeline into a fresh DuckDB store, in batches, and prints how long each commit took.
 *
 *     node bench/work/stream-batches.mjs FILE DATABASE BATCH
 */
import { duckdbStore } from "@cdp-whatif/core/duckdb";
import { ingestFiles } from "@cdp-whatif/core/node";
import { quantile } from "../harness/statistics.mjs";

const [file = "", database = "", batch = "1000"] = process.argv.slice(2);
const store = await duckdbStore(database);
/** @type {number[]} */
const times = [];
/** @type {typeof store.commit} */
const commit = async (part) => {
  const from = performance.now();
  const report = await store.commit(part);
  times.push(performance.now() - from);
  return report;
};
const { report } = await ingestFiles({
  paths: [file],
  store: { ...store, commit },
  batchSize: Number(batch),
});
await store.close();
const { stored } = report;
console.log(JSON.stringify({ stored, commits: times.length, p95: quantile(times, 0.95) }));

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { serveOurs } from "../harness/servers.mjs";
import { quantile } from "../harness/statistics.mjs";

const LINES = 100;
const WARM_UP = 10;
/** A 95th percentile of fewer says nothing. */
const LEAST = 40;

/**
 * Milliseconds from sending 100 lines to the answer that says they are durable, one batch after the other.
 *
 * @param {import("./context.mjs").Context} context
 */
export async function smallBatch({ figures, data, folder, runs, seconds }) {
  if (data === null) return figures.skip("small batch", "the old stack's generator is not here");
  const lines = (await readFile(await data.file("100k"), "utf8")).split("\n");
  const store = `duckdb:${join(folder, "small-batch.duckdb")}`;
  const server = await serveOurs(["--store", store], { awaitTwin: false });
  try {
    /** @type {number[]} */
    const middle = [];
    /** @type {number[]} */
    const late = [];
    let next = 0;
    for (let run = 0; run < runs; run++) {
      /** @type {number[]} */
      const times = [];
      const until = performance.now() + seconds * 1000;
      while (times.length < LEAST || performance.now() < until) {
        if (next + LINES > 100_000) break;
        const batch = lines.slice(next, next + LINES).join("\n");
        next += LINES;
        const from = performance.now();
        await post(server.url, batch);
        if (next > WARM_UP * LINES) times.push(performance.now() - from);
      }
      if (times.length < LEAST) break;
      middle.push(quantile(times, 0.5));
      late.push(quantile(times, 0.95));
    }
    const note = `${LINES} lines a batch, one after the other; from sent to durable`;
    figures.add({ what: "ingest, small batch", unit: "ms", runs: middle, p95: late, note });
  } finally {
    await server.stop();
  }
}

/** @param {string} url @param {string} body */
async function post(url, body) {
  const headers = { "content-type": "application/x-ndjson" };
  const response = await fetch(`${url}/api/v1/ingest`, { method: "POST", headers, body });
  const report = await response.text();
  if (!response.ok) throw new Error(`POST /api/v1/ingest: ${response.status} ${report}`);
  if (JSON.parse(report).stored !== LINES) throw new Error(`not all were stored: ${report}`);
}

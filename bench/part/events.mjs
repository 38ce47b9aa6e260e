import { rm } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../../scripts/steps.mjs";
import { answering, processorSeconds, run } from "../harness/child.mjs";
import { serveOurs } from "../harness/servers.mjs";
import { load, ownLoad } from "../harness/wrk.mjs";

const BATCH = 100;
/** For its rate, and for the p95 that the target speaks of. */
const CONNECTIONS = [16, 4];
/** Seconds in which what was sent last is answered. */
const DRAIN = 3;
const counter = join(root, "bench/work/store-content.mjs");

/** @typedef {import("../harness/wrk.mjs").LoadResult & { cost: number }} Result */

/**
 * Customer events/s by the tracking API into a fresh store, each durable before it is answered.
 *
 * @param {import("./context.mjs").Context} context
 */
export async function events({ figures, tools, folder, runs, seconds }) {
  if (!tools.wrk) return figures.skip("customer events over HTTP", tools.lacking.join("; "));
  /** @type {Map<number, Result[]>} */
  const found = new Map(CONNECTIONS.map((connections) => [connections, []]));
  let astray = 0;
  for (let i = 0; i < runs; i++) {
    const database = join(folder, `events-${i}.duckdb`);
    const server = await serveOurs(["--store", `duckdb:${database}`], { awaitTwin: false });
    let acknowledged = 0;
    try {
      const warmUp = await send(server, "warm", { connections: 16, seconds: Math.min(2, seconds) });
      acknowledged += warmUp.answered;
      for (const [connections, results] of found) {
        const result = await send(server, `c${connections}`, { connections, seconds });
        acknowledged += result.answered;
        results.push(result);
      }
    } finally {
      await server.stop();
    }
    const { output } = await run(process.execPath, [counter, database]);
    const { records, deadLetters } = JSON.parse(output);
    astray += Math.abs(records["customer-event"] - BATCH * acknowledged) + deadLetters;
    await rm(database, { force: true });
  }
  for (const [connections, results] of found) {
    const isRate = connections === CONNECTIONS[0];
    figures.add({
      ...{ what: `events, ${connections} connections`, unit: "events/s" },
      runs: results.map(({ rate }) => BATCH * rate),
      p95: results.map(({ p95 }) => p95),
      errors: results.reduce((sum, { errors }) => sum + errors, isRate ? astray : 0),
      note: `${BATCH} events a batch; p95 of a batch, from sent to durable`,
    });
    if (!isRate) continue;
    const costs = results.map(({ cost }) => cost);
    figures.add({ what: "events, processor time", unit: "µs/event", runs: costs });
  }
}

/**
 * @param {import("../harness/servers.mjs").Server} server
 * @param {string} name - part of the ids
 * @param {{ connections: number, seconds: number }} options
 * @returns {Promise<Result>}
 */
async function send({ url, pid }, name, { connections, seconds }) {
  await answering(url);
  const before = processorSeconds(pid);
  const result = await load(url, {
    ...{ script: ownLoad("events.lua"), connections, threads: connections },
    seconds: seconds + DRAIN,
    env: { EVENTS_BATCH: String(BATCH), EVENTS_SECONDS: String(seconds), EVENTS_RUN: name },
  });
  await answering(url);
  const spent = processorSeconds(pid) - before;
  return { ...result, cost: (1e6 * spent) / (BATCH * result.answered) };
}

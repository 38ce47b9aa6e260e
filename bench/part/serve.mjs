import { join } from "node:path";
import { answering, processorSeconds } from "../harness/child.mjs";
import { serveOldStack, serveOurs } from "../harness/servers.mjs";
import { load, loadEnv, ownLoad } from "../harness/wrk.mjs";

/** @typedef {import("../harness/servers.mjs").Server} Server */
/** @typedef {import("./context.mjs").Context} Context */

/**
 * One load that servers are put under, at 32 connections for its rate and at 4 for its p95.
 *
 * @typedef {object} Load
 * @property {string} what
 * @property {string} part
 * @property {string} kind - of the shared load
 * @property {string} unit
 * @property {number[]} connections
 * @property {boolean} [onlyOurs] - the old stack has nothing like it
 * @property {boolean} [withSeries]
 * @property {Record<string, string>} [env]
 */

/** @type {Load} */
const query = {
  ...{ what: "query", part: "query", kind: "behavior", unit: "q/s", connections: [32, 4] },
};

/** Of all records and of one persona's. @type {Load} */
const summary = {
  ...{ what: "summary", part: "query", kind: "summary", unit: "q/s", connections: [32] },
};

/** A run as DESIGN defines it, for which the smallest data set has the cells: 2 personas × 2 regions × 3 brands. @type {Load[]} */
const runs = [
  { what: "run", part: "simulate", kind: "simulate", unit: "runs/s", connections: [32, 4] },
  {
    ...{ what: "daily run", part: "simulate", kind: "simulate", unit: "runs/s" },
    ...{ connections: [32, 4], onlyOurs: true, withSeries: true },
  },
  {
    ...{ what: "expected path only", part: "simulate", kind: "simulate", unit: "runs/s" },
    ...{ connections: [32], onlyOurs: true, env: { BENCH_DRAWS: "0" } },
  },
];

/** On more cells, the one thing that the old stack computes too. @type {Load} */
const allCells = {
  ...{ what: "expected path of all cells", part: "simulate", kind: "simulate", unit: "runs/s" },
  ...{ connections: [32], env: { BENCH_DRAWS: "0" } },
};

/**
 * Queries and simulations over HTTP, and the memory of the servers, at each size of the data.
 *
 * @param {Context} context
 */
export async function serve(context) {
  const { figures, tools, data, sizes, parts } = context;
  if (data === null || !tools.wrk)
    return figures.skip("query and simulate over HTTP", tools.lacking.join("; "));
  for (const size of sizes) {
    const loads = [query, summary, ...(size === "1k" ? runs : [allCells])].filter(({ part }) =>
      parts.has(part),
    );
    if (loads.length === 0) continue;
    const servers = await startAll(context, size);
    try {
      for (const one of loads) await measure(context, { servers, size, load: one });
      for (const { name: stack, memory } of servers) {
        const { resident, peak } = memory();
        figures.add({
          what: "memory",
          unit: "MiB",
          runs: [resident],
          stack,
          size,
          note: "after the load",
        });
        figures.add({ what: "memory, peak", unit: "MiB", runs: [peak], stack, size });
      }
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
    }
  }
}

/** @param {Context} context @param {string} size @returns {Promise<Server[]>} */
async function startAll({ figures, tools, data }, size) {
  if (data === null) return [];
  const file = await data.file(size);
  const servers = [await serveOurs(["--store", `duckdb:${await data.store(size)}`])];
  const { python, standIn } = tools;
  if (python === null || standIn === null) {
    figures.skip(`the old stack at ${size}`, tools.lacking.join("; "));
  } else {
    for (const mode of ["memory", "lean"])
      servers.push(await serveOldStack(mode, { file, python, standIn }));
  }
  for (const { name: stack, readySeconds } of servers)
    figures.add({ what: "start to ready", unit: "s", runs: [readySeconds], stack, size });
  return servers;
}

/**
 * The servers take turns, so that what else the machine does falls on all of them.
 *
 * @param {Context} context
 * @param {{ servers: Server[], size: string, load: Load }} options
 */
async function measure({ figures, tools, runs: times, seconds }, { servers, size, load: one }) {
  const shared = join(tools.standIn ?? "", "load.lua");
  const script = one.withSeries ? ownLoad("with-series.lua") : shared;
  const env = { ...loadEnv(one.kind, size), SHARED_LOAD: shared, ...one.env };
  const measured = servers.filter(({ name }) => name === "ours" || !one.onlyOurs);
  for (const { url } of measured) {
    const [connections = 1] = one.connections;
    await load(url, { script, connections, seconds: Math.min(2, seconds), env }); // warms up
  }
  for (const connections of one.connections) {
    /** @type {Map<string, (import("../harness/wrk.mjs").LoadResult & { cost: number })[]>} */
    const found = new Map(measured.map(({ name }) => [name, []]));
    for (let i = 0; i < times; i++) {
      for (const { name, url, pid } of measured) {
        await answering(url);
        const before = processorSeconds(pid);
        const result = await load(url, { script, connections, seconds, env });
        await answering(url);
        const spent = processorSeconds(pid) - before;
        // What is under way when the load ends is answered too.
        const cost = (1000 * spent) / (result.rate * seconds + connections);
        found.get(name)?.push({ ...result, cost });
      }
    }
    for (const [stack, results] of found) {
      figures.add({
        ...{ what: `${one.what}, ${connections} connections`, unit: one.unit, stack, size },
        runs: results.map(({ rate }) => rate),
        p95: results.map(({ p95 }) => p95),
        errors: results.reduce((sum, { errors }) => sum + errors, 0),
        note: `${results[0]?.bytesPerAnswer ?? 0} bytes an answer`,
      });
      if (connections !== one.connections[0]) continue;
      const [what, unit] = [`${one.what}, processor time`, "ms/answer"];
      figures.add({ what, unit, stack, size, runs: results.map(({ cost }) => cost) });
    }
  }
}

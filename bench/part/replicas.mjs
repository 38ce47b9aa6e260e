import { availableParallelism } from "node:os";
import { join } from "node:path";
import { serveOurs } from "../harness/servers.mjs";
import { REPLICAS } from "../harness/targets.mjs";
import { load, loadEnv } from "../harness/wrk.mjs";

const SIZE = "100k";
/** Of both together. */
const CONNECTIONS = 32;

/**
 * Queries/s of two servers with a copy of the data each, by turns with those of one: the load is on both at once.
 *
 * @param {import("./context.mjs").Context} context
 */
export async function replicas({ figures, tools, data, runs, seconds }) {
  if (data === null || !tools.wrk || tools.standIn === null)
    return figures.skip("replicas", tools.lacking.join("; "));
  const script = join(tools.standIn, "load.lua");
  const env = loadEnv("behavior", SIZE);
  const names = ["replica-1.duckdb", "replica-2.duckdb"];
  /** @type {import("../harness/servers.mjs").Server[]} */
  const servers = [];
  try {
    for (const name of names)
      servers.push(await serveOurs(["--store", `duckdb:${await data.storeCopy(SIZE, name)}`]));
    const rateOf = async (/** @type {typeof servers} */ loaded) => {
      const connections = CONNECTIONS / loaded.length;
      const on = loaded.map(({ url }) =>
        load(url, { script, connections, threads: 1, seconds, env }),
      );
      return (await Promise.all(on)).reduce((sum, { rate }) => sum + rate, 0);
    };
    await rateOf(servers); // warms up
    /** @type {number[]} */
    const one = [];
    /** @type {number[]} */
    const two = [];
    for (let i = 0; i < runs; i++) {
      one.push(await rateOf(servers.slice(0, 1)));
      two.push(await rateOf(servers));
    }
    const note = `${availableParallelism()} cores for servers and load`;
    const figure = { what: REPLICAS, unit: "q/s", size: SIZE, note };
    figures.add({ ...figure, stack: "one", runs: one });
    figures.add({ ...figure, runs: two });
  } finally {
    for (const server of servers) await server.stop();
  }
}

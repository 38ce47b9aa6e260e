import { join } from "node:path";
import { root } from "../../scripts/steps.mjs";
import { run } from "../harness/child.mjs";
import { cli } from "../harness/servers.mjs";
import { ENGINE, EXPECTED, WIDE, WIDE_PATHS } from "../harness/targets.mjs";

/** @type {{ what: string, draws: string, path: string }[]} */
const KINDS = [
  { what: ENGINE, draws: "500", path: "no-series" },
  { what: `${ENGINE}, daily`, draws: "500", path: "series" },
  { what: EXPECTED, draws: "0", path: "no-series" },
  { what: WIDE, draws: "0", path: "wide" },
  { what: WIDE_PATHS, draws: "0", path: "wide-paths" },
];

/**
 * Runs/s of the engine alone, without HTTP, in a process of its own.
 *
 * @param {import("./context.mjs").Context} context
 */
export async function engine({ figures, data, runs, seconds }) {
  if (data === null) return figures.skip("simulate()", "the old stack's generator is not here");
  const store = `duckdb:${await data.store("1k")}`;
  const twin = data.fresh("1k-twin.json");
  await run(process.execPath, [cli, "fit", "--store", store, "--out", twin]);
  const script = join(root, "bench/work/simulate-loop.mjs");
  for (const { what, draws, path } of KINDS) {
    /** @type {number[]} */
    const rates = [];
    /** @type {number[]} */
    const costs = [];
    let refused = 0;
    for (let i = 0; i < runs; i++) {
      const { output } = await run(process.execPath, [script, twin, String(seconds), draws, path]);
      const found = JSON.parse(output);
      rates.push(found.rate);
      costs.push(found.cost);
      refused += found.refused;
    }
    figures.add({ what, unit: "runs/s", runs: rates, size: "1k", errors: refused });
    figures.add({ what: `${what}, processor time`, unit: "ms/run", runs: costs, size: "1k" });
  }
}

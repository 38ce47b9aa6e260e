import { rm } from "node:fs/promises";
import { run } from "../harness/child.mjs";
import { ingestFile } from "../harness/servers.mjs";
import { recordsOf } from "../harness/wrk.mjs";

/** The old stack's slow way takes over a minute of a million records: there one run tells enough. */
const ONE_RUN_FROM = 1_000_000;

/**
 * Records/s and memory from a file into a fresh store; the old stack's two ways into a table in memory.
 *
 * @param {import("./context.mjs").Context} context
 */
export async function ingest({ figures, tools, data, runs, sizes }) {
  if (data === null) return figures.skip("ingest", "the old stack's generator is not here");
  for (const size of sizes.filter((one) => recordsOf(one) >= 10_000)) {
    const file = await data.file(size);
    const records = recordsOf(size);
    /** @type {Record<string, { rate: number, peakMib: number, cpuSeconds: number }[]>} */
    const found = { ours: [], plain: [], pydantic: [] };
    for (let i = 0; i < runs; i++) {
      const database = data.fresh(`ingest-${size}-${i}.duckdb`);
      const ours = await ingestFile(file, database, { records });
      found.ours?.push({ ...ours, rate: records / ours.seconds });
      await rm(database, { force: true });
      for (const way of ["plain", "pydantic"]) {
        if (tools.python === null || tools.standIn === null) continue;
        if (way === "pydantic" && i > 0 && records >= ONE_RUN_FROM) continue;
        const theirs = await run(tools.python, ["ingest.py", file, way], { cwd: tools.standIn });
        const { records_per_s: rate } = JSON.parse(theirs.output);
        found[way]?.push({ ...theirs, rate });
      }
    }
    for (const [stack, all] of Object.entries(found)) {
      if (all.length === 0) {
        figures.skip(`ingest at ${size}, ${stack}`, "the old stack is not here");
        continue;
      }
      const of = (/** @type {"rate" | "peakMib" | "cpuSeconds"} */ key) =>
        all.map((one) => one[key]);
      const at = { stack, size };
      figures.add({
        what: "ingest",
        unit: "records/s",
        runs: of("rate"),
        ...at,
        note: NOTE[stack] ?? "",
      });
      figures.add({ what: "ingest, peak memory", unit: "MiB", runs: of("peakMib"), ...at });
      const perRecord = of("cpuSeconds").map((seconds) => (1e6 * seconds) / records);
      figures.add({ what: "ingest, processor time", unit: "µs/record", runs: perRecord, ...at });
    }
  }
}

/** @type {Record<string, string>} */
const NOTE = {
  ours: "whole process, start included; durable and de-duplicated",
  plain: "checks by hand; start left out; in memory only",
  pydantic: "start left out; in memory only",
};

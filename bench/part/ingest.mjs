import { rm } from "node:fs/promises";
import { ingestByOldStack, OLD_WAYS } from "../harness/old-ingest.mjs";
import { ingestFile } from "../harness/servers.mjs";
import { recordsOf } from "../harness/wrk.mjs";

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
      for (const theirs of await ingestByOldStack(tools, { file, records, turn: i }))
        found[theirs.stack]?.push(theirs);
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
  ...OLD_WAYS,
};

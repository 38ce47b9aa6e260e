import { rm } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../../scripts/steps.mjs";
import { run } from "../harness/child.mjs";
import { ingestByOldStack, OLD_WAYS } from "../harness/old-ingest.mjs";
import { recordsOf } from "../harness/wrk.mjs";

const BATCH = 1000;
const script = join(root, "bench/work/stream-batches.mjs");

/**
 * Records/s through the pipeline in batches of 1,000 into a fresh store, and how long a batch takes to become durable.
 *
 * @param {import("./context.mjs").Context} context
 */
export async function stream({ figures, tools, data, runs, sizes }) {
  if (data === null) return figures.skip("stream", "the old stack's generator is not here");
  for (const size of sizes.filter((one) => recordsOf(one) >= 100 * BATCH)) {
    const file = await data.file(size);
    const records = recordsOf(size);
    /** @type {Record<string, number[]>} */
    const rates = { ours: [], plain: [], pydantic: [] };
    /** @type {number[]} */
    const late = [];
    for (let i = 0; i < runs; i++) {
      const database = data.fresh(`stream-${size}-${i}.duckdb`);
      const ours = await run(process.execPath, [script, file, database, String(BATCH)]);
      await rm(database, { force: true });
      const { stored, commits, p95 } = JSON.parse(ours.output);
      if (stored !== records || commits !== Math.ceil(records / BATCH)) {
        const expected = `${records} in batches of ${BATCH}`;
        throw new Error(
          `${stored} records were stored in ${commits} commits, expected ${expected}`,
        );
      }
      rates.ours?.push(records / ours.seconds);
      late.push(p95);
      for (const { stack, rate } of await ingestByOldStack(tools, { file, records, turn: i }))
        rates[stack]?.push(rate);
    }
    for (const [stack, all] of Object.entries(rates)) {
      if (all.length === 0) {
        figures.skip(`stream at ${size}, ${stack}`, "the old stack is not here");
        continue;
      }
      const isOurs = stack === "ours";
      figures.add({
        ...{ what: "stream", unit: "records/s", runs: all, stack, size },
        ...(isOurs && { p95: late }),
        note: isOurs ? "whole process; p95 of the commit of a batch" : (OLD_WAYS[stack] ?? ""),
      });
    }
  }
}

import { rm } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../../scripts/steps.mjs";
import { run } from "../harness/child.mjs";
import { ingestFile } from "../harness/servers.mjs";
import { recordsOf } from "../harness/wrk.mjs";

const ceiling = join(root, "bench/work/read-json.mjs");

/** What a store that holds some lines already is given, and the part of it that is new. @type {readonly { what: string, form: "later" | "again" | "mixed", isNew: number }[]} */
const FORMS = [
  { what: "bulk, other instants", form: "later", isNew: 1 },
  { what: "bulk, the same lines again", form: "again", isNew: 0 },
  { what: "bulk, half of each by turns", form: "mixed", isNew: 0.5 },
];
const [OTHER = { what: "" }] = FORMS;

/**
 * Lines/s of one ingestion into a store that holds as many already; beside it what DuckDB needs to read the file alone.
 *
 * @param {import("./context.mjs").Context} context
 */
export async function bulk({ figures, data, runs, sizes }) {
  if (data === null) return figures.skip("bulk", "the old stack's generator is not here");
  for (const size of sizes.filter((one) => recordsOf(one) >= 100_000)) {
    const records = recordsOf(size);
    const rates = new Map(FORMS.map(({ what }) => [what, /** @type {number[]} */ ([])]));
    /** @type {number[]} */
    const most = [];
    for (let i = 0; i < runs; i++) {
      for (const { what, form, isNew } of FORMS) {
        const file = await data[form](size);
        const database = await data.storeCopy(size, `bulk-${size}-${i}.duckdb`);
        const { seconds } = await ingestFile(file, database, { records: isNew * records });
        rates.get(what)?.push(records / seconds);
        await rm(database, { force: true });
      }
      most.push(
        await readAlone(await data.later(size), data.fresh(`alone-${size}.duckdb`), records),
      );
    }
    for (const [what, all] of rates) {
      const note = what === OTHER.what ? "whole process, start included" : "";
      figures.add({ what, unit: "records/s", runs: all, size, note });
    }
    const note = "no laws, no hash, no dead letters, no duplicates looked for";
    const { what } = OTHER;
    figures.add({ what, unit: "records/s", runs: most, stack: "read_json", size, note });
  }
}

/** Records/s of DuckDB's own reader. @param {string} file @param {string} database @param {number} records */
async function readAlone(file, database, records) {
  const { output, seconds } = await run(process.execPath, [ceiling, file, database]);
  await rm(database, { force: true });
  const { records: found } = JSON.parse(output);
  if (found !== records) throw new Error(`DuckDB read ${found} records, expected ${records}`);
  return records / seconds;
}

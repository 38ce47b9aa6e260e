import { run } from "./child.mjs";

/** The old stack's slow way takes over a minute of a million records: there one run tells enough. */
const ONE_RUN_FROM = 1_000_000;

/** The old stack's two ways to read a file, and what their figures leave out. @type {Readonly<Record<string, string>>} */
export const OLD_WAYS = {
  plain: "checks by hand; start left out; in memory only",
  pydantic: "start left out; in memory only",
};

/** @typedef {{ stack: string, rate: number, peakMib: number, cpuSeconds: number }} OldIngestion */

/**
 * Reads a file in the old stack's ways, each in a process of its own.
 *
 * @param {import("./tools.mjs").Tools} tools
 * @param {{ file: string, records: number, turn: number }} options - `turn`: how many runs were made before
 * @returns {Promise<OldIngestion[]>} records/s; none where the old stack is not here
 */
export async function ingestByOldStack({ python, standIn }, { file, records, turn }) {
  if (python === null || standIn === null) return [];
  /** @type {OldIngestion[]} */
  const found = [];
  for (const stack of Object.keys(OLD_WAYS)) {
    if (stack === "pydantic" && turn > 0 && records >= ONE_RUN_FROM) continue;
    const theirs = await run(python, ["ingest.py", file, stack], { cwd: standIn });
    const { records_per_s: rate } = JSON.parse(theirs.output);
    found.push({ ...theirs, stack, rate });
  }
  return found;
}

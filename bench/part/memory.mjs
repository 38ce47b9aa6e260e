import { rm } from "node:fs/promises";
import { ingestFile } from "../harness/servers.mjs";
import { recordsOf } from "../harness/wrk.mjs";

const TIMES = 10;
/** What DuckDB may keep, MiB: the default of `duckdbStore`. */
const CACHE_MIB = 96;
const MB_PER_MIB = 1.048576;

/** @typedef {{ seconds: number, residentMib: number }} Sample */

/**
 * Peak of resident memory above DuckDB's cache, of one ingestion of the largest size and of one ten times as long.
 *
 * @param {import("./context.mjs").Context} context
 */
export async function memory({ figures, data, sizes }) {
  if (data === null) return figures.skip("memory", "the old stack's generator is not here");
  const size = [...sizes].sort((a, b) => recordsOf(b) - recordsOf(a))[0] ?? "1m";
  for (const times of [1, TIMES]) {
    const file = times === 1 ? await data.file(size) : await data.repeated(size, times);
    const database = data.fresh(`memory-${times}.duckdb`);
    const records = times * recordsOf(size);
    /** @type {Sample[]} */
    const samples = [];
    const onSample = (/** @type {Sample} */ sample) => samples.push(sample);
    const { peakMib, seconds } = await ingestFile(file, database, { records, onSample });
    await rm(database, { force: true });
    if (times > 1) await rm(file, { force: true });
    const course = tenths(samples, seconds).map((mib) => Math.round(aboveCache(mib)));
    figures.add({
      ...{ what: "memory of ingestion above the cache, peak", unit: "MB" },
      ...{ runs: [aboveCache(peakMib)], size: times === 1 ? size : `${times} × ${size}` },
      note: `most in each tenth of the time: ${course.join(", ")}`,
    });
  }
}

/** @param {number} mib @returns {number} MB */
const aboveCache = (mib) => (mib - CACHE_MIB) * MB_PER_MIB;

/** The most in each tenth of the time. @param {readonly Sample[]} samples @param {number} seconds - in all */
function tenths(samples, seconds) {
  const most = Array.from({ length: 10 }, () => 0);
  for (const { seconds: at, residentMib } of samples) {
    const tenth = Math.min(9, Math.floor((10 * at) / seconds));
    most[tenth] = Math.max(most[tenth] ?? 0, residentMib);
  }
  return most;
}

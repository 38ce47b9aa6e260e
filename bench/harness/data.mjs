import { existsSync } from "node:fs";
import { join } from "node:path";
import { run } from "./child.mjs";
import { ingestFile } from "./servers.mjs";
import { recordsOf } from "./wrk.mjs";

/**
 * Behaviour files of the old stack's generator and stores of them, each made once.
 *
 * @param {string} folder
 * @param {string} standIn - folder of the generator
 */
export function createData(folder, standIn) {
  const file = async (/** @type {string} */ size) => {
    const path = join(folder, `${size}.jsonl`);
    if (existsSync(path)) return path;
    await run(process.execPath, [join(standIn, "gen.mjs"), "--size", size, "--out", path]);
    return path;
  };
  return {
    /** Path of the behaviour file of a size. */
    file,
    /** @param {string} size @returns {Promise<string>} path of a DuckDB file that holds it */
    async store(size) {
      const path = join(folder, `${size}.duckdb`);
      if (existsSync(path)) return path;
      await ingestFile(await file(size), path, { records: recordsOf(size) });
      return path;
    },
    /** Path for something that is not there yet. @param {string} name */
    fresh: (name) => join(folder, name),
  };
}

/** @typedef {ReturnType<typeof createData>} Data */

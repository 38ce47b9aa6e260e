import { existsSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./child.mjs";
import { LEAP_YEARS, later, rewrite } from "./rewrite.mjs";
import { ingestFile } from "./servers.mjs";
import { recordsOf } from "./wrk.mjs";

/**
 * Behaviour files of the old stack's generator and stores of them, each made once.
 *
 * @param {string} folder
 * @param {string} standIn - folder of the generator
 */
export function createData(folder, standIn) {
  const made = async (
    /** @type {string} */ name,
    /** @type {(path: string) => Promise<void>} */ make,
  ) => {
    const path = join(folder, name);
    if (!existsSync(path)) await make(path);
    return path;
  };
  const file = (/** @type {string} */ size) =>
    made(`${size}.jsonl`, async (path) => {
      await run(process.execPath, [join(standIn, "gen.mjs"), "--size", size, "--out", path]);
    });
  const store = (/** @type {string} */ size) =>
    made(`${size}.duckdb`, async (path) => {
      await ingestFile(await file(size), path, { records: recordsOf(size) });
    });
  return {
    /** Path of the behaviour file of a size. */
    file,
    /** Path of a DuckDB file that holds it. */
    store,
    /** Path of a copy of that DuckDB file, to be written to. @param {string} size @param {string} name */
    async storeCopy(size, name) {
      const path = join(folder, name);
      await copyFile(await store(size), path);
      return path;
    },
    /** Path of a file with the same lines. @param {string} size */
    again: (size) => made(`${size}-again.jsonl`, async (path) => copyFile(await file(size), path)),
    /** Path of a file with the same lines at other instants. @param {string} size */
    later: (size) =>
      made(`${size}-later.jsonl`, async (path) =>
        rewrite(await file(size), path, (line) => later(line, LEAP_YEARS)),
      ),
    /** Path of a file of which every second line is at another instant. @param {string} size */
    mixed: (size) =>
      made(`${size}-mixed.jsonl`, async (path) =>
        rewrite(await file(size), path, (line, i) => (i % 2 ? later(line, LEAP_YEARS) : line)),
      ),
    /** Path of a file with the lines several times, each time at other instants. @param {string} size @param {number} times */
    repeated: (size, times) =>
      made(`${size}-times-${times}.jsonl`, async (path) => {
        for (let i = 0; i < times; i++) {
          const change = (/** @type {string} */ line) => later(line, i * LEAP_YEARS);
          await rewrite(await file(size), path, change, { append: true });
        }
      }),
    /** Path for something that is not there yet. @param {string} name */
    fresh: (name) => join(folder, name),
  };
}

/** @typedef {ReturnType<typeof createData>} Data */

// @ts-check
import { open, rename, rm } from "node:fs/promises";

const CHARACTERS_PER_WRITE = 262_144;

/**
 * A file of lines that stands in its place only when it is whole.
 *
 * @param {string} path
 */
export async function createLineFile(path) {
  const unfinished = `${path}.part`;
  const file = await open(unfinished, "w");
  let waiting = "";
  let lines = 0;
  const flush = async () => {
    const chunk = waiting;
    waiting = "";
    await file.appendFile(chunk);
  };
  return {
    path,
    lines: () => lines,
    /** @param {string} line */
    async write(line) {
      waiting += `${line}\n`;
      lines++;
      if (waiting.length >= CHARACTERS_PER_WRITE) await flush();
    },
    async keep() {
      await flush();
      await file.sync();
      await file.close();
      await rename(unfinished, path);
    },
    async discard() {
      await file.close();
      await rm(unfinished, { force: true });
    },
  };
}

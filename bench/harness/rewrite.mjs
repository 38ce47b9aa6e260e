import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";

/** How a line of the old stack's generator begins; its year follows. */
const BEGIN = '{"timestamp":"';
const YEAR = [BEGIN.length, BEGIN.length + 4];

/** Years after which the same days come again, leap days included: until 2100. */
export const LEAP_YEARS = 4;

/** The same line of another year. @param {string} line @param {number} years @throws Error unless it is the generator's */
export function later(line, years) {
  if (!line.startsWith(BEGIN)) throw new Error(`found ${line.slice(0, 40)}, expected ${BEGIN}…`);
  return `${BEGIN}${Number(line.slice(...YEAR)) + years}${line.slice(YEAR[1])}`;
}

/**
 * Writes the lines of a file to another, each changed.
 *
 * @param {string} from
 * @param {string} to
 * @param {(line: string, index: number) => string} change - of one line, its bytes as Latin-1
 * @param {{ append?: boolean }} [options]
 */
export async function rewrite(from, to, change, { append = false } = {}) {
  const source = createReadStream(from, { encoding: "latin1", highWaterMark: 2 ** 20 });
  const changed = async function* (/** @type {AsyncIterable<string>} */ pieces) {
    let rest = "";
    let index = 0;
    for await (const piece of pieces) {
      const lines = (rest + piece).split("\n");
      rest = lines.pop() ?? "";
      yield Buffer.from(lines.map((line) => `${change(line, index++)}\n`).join(""), "latin1");
    }
    if (rest !== "") yield Buffer.from(`${change(rest, index)}\n`, "latin1");
  };
  await pipeline(source, changed, createWriteStream(to, { flags: append ? "a" : "w" }));
}

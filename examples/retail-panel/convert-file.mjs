// @ts-check
/** @import { PanelOptions } from "./panel-options.mjs" */
import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { convertPanel } from "./convert.mjs";
import { dominicks } from "./panel-options.mjs";
import { problemText } from "./read-row.mjs";

/**
 * What a conversion wrote: lines by file, and how many places of the panel were wrong.
 *
 * @typedef {{ market: number, behaviour: number, problems: number, files: string[] }} Conversion
 */

/**
 * Converts a panel into `market.jsonl`, `behaviour.jsonl`, `problems.txt` and `catalogue.json` (zone and currency) in
 * a folder. Each is written beside its place and renamed when it is whole.
 *
 * @param {string} panel path of the CSV
 * @param {string} folder made when it is missing
 * @param {Partial<PanelOptions> & { zone: string }} options
 * @returns {Promise<Conversion>}
 */
export async function convertPanelFile(panel, folder, { zone, ...overrides }) {
  await mkdir(folder, { recursive: true });
  const paths = {
    market: join(folder, "market.jsonl"),
    behaviour: join(folder, "behaviour.jsonl"),
    problems: join(folder, "problems.txt"),
  };
  const written = { market: 0, behaviour: 0, problems: 0 };
  const sinks = {
    market: createWriteStream(`${paths.market}.part`),
    behaviour: createWriteStream(`${paths.behaviour}.part`),
    problems: createWriteStream(`${paths.problems}.part`),
  };
  for await (const converted of convertPanel(createReadStream(panel), overrides)) {
    const [file, line] =
      "problem" in converted
        ? /** @type {const} */ (["problems", problemText(converted.problem)])
        : /** @type {const} */ ([converted.file, converted.line]);
    written[file]++;
    if (!sinks[file].write(`${line}\n`)) await once(sinks[file], "drain");
  }
  for (const file of /** @type {const} */ (["market", "behaviour", "problems"])) {
    sinks[file].end();
    await finished(sinks[file]);
    await rename(`${paths[file]}.part`, paths[file]);
  }
  const currency = overrides.currency ?? dominicks.currency;
  await writeFile(join(folder, "catalogue.json"), `${JSON.stringify({ zone, currency })}\n`);
  return { ...written, files: [paths.market, paths.behaviour] };
}

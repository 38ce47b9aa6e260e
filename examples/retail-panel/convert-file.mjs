// @ts-check
/** @import { PanelOptions } from "./panel-options.mjs" */
import { createReadStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { convertPanel } from "./convert.mjs";
import { createLineFile } from "./line-file.mjs";
import { dominicks } from "./panel-options.mjs";
import { problemText } from "./read-row.mjs";

/**
 * What a conversion wrote: lines by file, and how many places of the panel were wrong.
 *
 * @typedef {{ market: number, behaviour: number, problems: number, files: string[] }} Conversion
 */

/**
 * Converts a panel into `market.jsonl`, `behaviour.jsonl`, `problems.txt` and `catalogue.json` (zone and currency) in
 * a folder; a panel that cannot be read to its end leaves the folder's files as they were.
 *
 * @param {string} panel path of the CSV
 * @param {string} folder made when it is missing
 * @param {Partial<PanelOptions> & { zone: string }} options
 * @returns {Promise<Conversion>}
 */
export async function convertPanelFile(panel, folder, { zone, ...overrides }) {
  await mkdir(folder, { recursive: true });
  const market = await createLineFile(join(folder, "market.jsonl"));
  const behaviour = await createLineFile(join(folder, "behaviour.jsonl"));
  const problems = await createLineFile(join(folder, "problems.txt"));
  try {
    for await (const part of convertPanel(createReadStream(panel), overrides)) {
      if ("problem" in part) await problems.write(problemText(part.problem));
      else await (part.file === "market" ? market : behaviour).write(part.line);
    }
    for (const file of [market, behaviour, problems]) await file.keep();
  } finally {
    for (const file of [market, behaviour, problems]) await file.discard();
  }
  const currency = overrides.currency ?? dominicks.currency;
  await writeFile(join(folder, "catalogue.json"), `${JSON.stringify({ zone, currency })}\n`);
  return {
    market: market.lines(),
    behaviour: behaviour.lines(),
    problems: problems.lines(),
    files: [market.path, behaviour.path],
  };
}

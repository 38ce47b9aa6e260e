// @ts-check
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Catalogue, fitTwin, memoryStore } from "@cdp-whatif/core";
import { ingestFiles } from "@cdp-whatif/core/node";

const folder = fileURLToPath(new URL(".", import.meta.url));

/**
 * The twin of the demo market: its files through the pipeline into a store in memory, and a fit of what is there.
 *
 * @returns {Promise<import("@cdp-whatif/core").Twin>}
 */
export async function demoTwin() {
  const catalogue = Catalogue.parse(JSON.parse(readFileSync(`${folder}catalogue.json`, "utf8")));
  const files = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
  const store = memoryStore();
  const paths = files.map((name) => folder + name);
  await ingestFiles({ paths, store, catalogue });
  return fitTwin(await store.history(), { catalogue });
}

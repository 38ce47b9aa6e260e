// @ts-check
/** Makes the demo files of this folder again, byte for byte: `node examples/demo/make.mjs` (after `npm run build`). */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { generateFiles } from "@cdp-whatif/core/node";

const folder = fileURLToPath(new URL(".", import.meta.url));
const options = JSON.parse(await readFile(`${folder}options.json`, "utf8"));
const { files } = await generateFiles(folder, options);
for (const { name, lines, bytes } of files) console.log(`${name}: ${lines} lines, ${bytes} bytes`);

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { root } from "../../scripts/steps.mjs";

/**
 * Sizes of what pages load: kB of 1,000 bytes.
 *
 * @param {import("./context.mjs").Context} context
 */
export async function bundle({ figures }) {
  const dist = join(root, "packages/elements/dist");
  for (const name of ["cdp-elements.js", "cdp-worker.js"]) {
    const file = join(dist, name);
    if (existsSync(file)) add(figures, name, await readFile(file));
    else figures.skip(`size of ${name}`, "it was not built");
  }
  const { outputFiles } = await build({
    entryPoints: [join(root, "packages/core/dist/index.js")],
    ...{ bundle: true, minify: true, write: false, format: "esm", platform: "browser" },
    logLevel: "error",
  });
  for (const { contents } of outputFiles) add(figures, "all of core, zod included", contents);
}

/** @param {import("../harness/figures.mjs").Figures} figures @param {string} what @param {Uint8Array} code */
function add(figures, what, code) {
  const kilobytes = (/** @type {Uint8Array} */ bytes) => bytes.byteLength / 1000;
  const note = `minified ${kilobytes(code).toFixed(1)} kB, brotli ${kilobytes(brotliCompressSync(code)).toFixed(1)} kB`;
  figures.add({ what, unit: "kB gzip", runs: [kilobytes(gzipSync(code, { level: 9 }))], note });
}

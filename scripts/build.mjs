/**
 * Builds the packages in order and skips one whose inputs are those of its last build.
 *
 *     node scripts/build.mjs [--force] [core elements server]
 */
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { rollup } from "rollup";
import { digestOfInputs } from "./build-inputs.mjs";
import { withLock } from "./lock.mjs";
import { bin, capture, packages, root, secondsSince } from "./steps.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { force: { type: "boolean", default: false } },
});

/** @param {string} name */
async function types(name) {
  const folder = join(root, "packages", name);
  const { code, output } = await capture(bin("tsc"), ["-p", join(folder, "tsconfig.build.json")]);
  if (code !== 0) throw new Error(`types of ${name}:\n${output}`);
  if (name !== "elements") return;
  const sameNames = 'export * from "./index.js";\n';
  await writeFile(join(folder, "dist/cdp-elements.d.ts"), sameNames);
  // Imported for what it registers; it names nothing.
  await writeFile(join(folder, "dist/cdp-operations.d.ts"), "export {};\n");
}

/** @param {string} name */
async function bundles(name) {
  const config = pathToFileURL(join(root, "packages", name, "rollup.config.js")).href;
  /** @type {{ default: import("rollup").RollupOptions[] }} */
  const { default: configurations } = await import(config);
  for (const options of configurations) {
    const bundle = await rollup(options);
    for (const output of [options.output ?? []].flat()) await bundle.write(output);
    await bundle.close();
  }
}

/** @param {string} name */
async function build(name) {
  const folder = join(root, "packages", name);
  if (!existsSync(join(folder, "src/index.ts"))) {
    console.log(`build ${name}: no src/index.ts, nothing to build`);
    return;
  }
  const stamp = join(folder, ".build/inputs");
  const digest = await digestOfInputs(name);
  const last = existsSync(stamp) ? await readFile(stamp, "utf8") : "";
  if (!values.force && last === digest && existsSync(join(folder, "dist/index.js"))) {
    console.log(`build ${name}: up to date`);
    return;
  }
  const start = performance.now();
  await rm(stamp, { force: true });
  await rm(join(folder, "dist"), { recursive: true, force: true });
  await Promise.all([types(name), bundles(name)]);
  await mkdir(join(folder, ".build"), { recursive: true });
  await writeFile(stamp, digest);
  console.log(`build ${name}: ${secondsSince(start)}`);
}

await withLock(join(root, ".build"), async () => {
  for (const name of packages) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    try {
      await build(name);
    } catch (error) {
      console.error(`build ${name}: ${error instanceof Error ? error.message : error}`);
      process.exitCode = 1;
    }
  }
});

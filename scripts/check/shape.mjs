/** Checks the packages as they would be published: publint, then are-the-types-wrong on the packed file. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { bin, capture, packages, root } from "../steps.mjs";

/** What pages load as a classic script and no module imports; it goes last, as a list without end. */
const scripts = ["--exclude-entrypoints", "./cdp-worker.js"];

/** @param {string} name */
async function faultsOf(name) {
  const folder = join(root, "packages", name);
  const lint = await capture(bin("publint"), ["run", folder, "--strict", "--pack", "npm"]);
  const options = ["--pack", folder, "--profile", "esm-only", "--no-emoji", "--no-color"];
  const types = await capture(bin("attw"), [...options, "--format", "ascii", ...scripts]);
  return [lint, types].filter(({ code }) => code !== 0).map(({ output }) => `${name}: ${output}`);
}

const built = packages.filter((name) => existsSync(join(root, "packages", name, "dist/index.js")));
// At the end of the check, when nothing else keeps the second core busy.
const faults = (await Promise.all(built.map(faultsOf))).flat();
for (const fault of faults) console.log(fault);
console.log(`${built.join(", ")} packed and checked`);
process.exitCode = faults.length === 0 ? 0 : 1;

/**
 * Checks that the lock file serves every machine: it names no registry host, and the packages for all
 * platforms are in it (`npm ci` refuses a lock file that lacks one).
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../steps.mjs";

/** @typedef {{ resolved?: string, link?: boolean, optionalDependencies?: Record<string, string> }} Locked */

/** @type {{ packages: Record<string, Locked> }} */
const { packages } = JSON.parse(await readFile(join(root, "package-lock.json"), "utf8"));

const faults = [];
for (const [path, { resolved, link, optionalDependencies = {} }] of Object.entries(packages)) {
  if (resolved !== undefined && !link) faults.push(`${path} names a host: ${resolved}`);
  for (const name of Object.keys(optionalDependencies)) {
    const isLocked =
      `${path}/node_modules/${name}` in packages || `node_modules/${name}` in packages;
    if (!isLocked) faults.push(`${path} needs ${name} on some platform, and it is not locked`);
  }
}

for (const fault of faults) console.log(fault);
console.log(`${Object.keys(packages).length} packages locked, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;

/** Checks that core computes the same bits everywhere. Prints one line per violation. */
import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { impure } from "../rooms.mjs";
import { root } from "../steps.mjs";
import { findMachineDependence } from "./clean-arithmetic.mjs";

const core = join(root, "packages/core/src");
const entries = await readdir(core, { recursive: true, withFileTypes: true });
const files = entries
  .filter((entry) => entry.isFile() && /(?<!\.test)\.ts$/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name))
  .filter((file) => !impure.includes(relative(core, file).split(sep)[0] ?? ""))
  .sort();

let violations = 0;
for (const file of files) {
  const text = await readFile(file, "utf8");
  for (const { line, found, expected } of findMachineDependence(relative(root, file), text)) {
    violations++;
    console.log(`${relative(root, file)}:${line}: found ${found}, expected ${expected}`);
  }
}
console.log(`${files.length} files, ${violations} violations`);
process.exitCode = violations === 0 && files.length > 0 ? 0 : 1;

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { packages, root } from "./steps.mjs";

const shared = [
  "package-lock.json",
  "tsconfig.base.json",
  "scripts/build.mjs",
  "scripts/rollup-parts.mjs",
];
const perPackage = ["package.json", "tsconfig.json", "tsconfig.build.json", "rollup.config.js"];

/** @param {string} folder */
async function sources(folder) {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !/\.test\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

/**
 * SHA-256 over all that a package's build depends on: its sources and settings, those of the
 * packages before it, the lock file and the build itself.
 *
 * @param {string} name - of the package
 */
export async function digestOfInputs(name) {
  const upTo = packages.slice(0, packages.indexOf(name) + 1);
  const folders = upTo.map((each) => join(root, "packages", each));
  const files = [
    ...shared.map((file) => join(root, file)),
    ...folders.flatMap((folder) => perPackage.map((file) => join(folder, file))),
    ...(await Promise.all(folders.map((folder) => sources(join(folder, "src"))))).flat(),
  ].sort();
  const hash = createHash("sha256").update(process.version);
  for (const file of files) {
    const content = await readFile(file);
    hash.update(`${relative(root, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

/**
 * Shows that each room of core runs without the rooms after it: bundles it alone, reads from the
 * bundle's list of modules what came along, and starts the bundle. The package's root is bundled for
 * a browser, where a Node built-in or a database would not resolve.
 */
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { databaseClients, forbiddenTo, portable } from "../rooms.mjs";
import { root } from "../steps.mjs";

const core = "packages/core/src";

/** @param {string} room @returns {Promise<string[]>} its index, or all its files where it has none */
async function entriesOf(room) {
  const folder = join(root, core, room);
  if (existsSync(`${folder}.ts`)) return [`${folder}.ts`];
  if (!existsSync(folder)) return [];
  if (existsSync(join(folder, "index.ts"))) return [join(folder, "index.ts")];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /(?<!\.test)\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** @param {string[]} entries @returns {Promise<string[]>} the modules in the bundle */
async function modulesOf(entries) {
  const result = await build({
    absWorkingDir: root,
    stdin: {
      contents: entries.map((entry) => `export * from ${JSON.stringify(entry)};`).join("\n"),
      resolveDir: root,
    },
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "browser",
    conditions: ["source"],
    logLevel: "silent",
    treeShaking: false,
  });
  const code = result.outputFiles[0]?.text ?? "";
  await import(`data:text/javascript;base64,${Buffer.from(code).toString("base64")}`);
  return Object.keys(result.metafile.inputs);
}

/** @param {string} room @returns {Promise<string[] | null>} faults, or null when the room is empty */
async function faultsOf(room) {
  const entries = await entriesOf(room);
  if (entries.length === 0) return null;
  const modules = await modulesOf(entries);
  return forbiddenTo(room).flatMap((other) =>
    modules
      .filter((id) => id.startsWith(`${core}/${other}/`) || id === `${core}/${other}.ts`)
      .map((id) => `${room}/ brings ${id}, which is a later room's`),
  );
}

const faults = [];
const missing = [];
for (const room of portable) {
  const found = await faultsOf(room).catch((error) => [`${room}/ does not run alone: ${error}`]);
  if (found === null) missing.push(room);
  else faults.push(...found);
}
const whole = await modulesOf([join(root, core, "index.ts")]).catch((error) => {
  faults.push(`the root does not bundle for a browser: ${error}`);
  return [];
});
faults.push(
  ...whole
    .filter((id) => databaseClients.some((client) => id.startsWith(`node_modules/${client}`)))
    .map((id) => `the root brings the database client ${id}`),
);

for (const fault of faults) console.log(fault);
const empty = missing.length === 0 ? "" : `, still empty: ${missing.join(", ")}`;
console.log(`${portable.length - missing.length} rooms run alone${empty}`);
process.exitCode = faults.length === 0 ? 0 : 1;

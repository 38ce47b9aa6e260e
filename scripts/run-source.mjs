/**
 * Runs a module in source: bundled by esbuild and kept until one of its files changes, which takes a tenth of the
 * time that loading each of its files through a loader takes. Threads import `runSource`; processes are started by
 *
 *     node scripts/run-source.mjs FILE [arguments]
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isMainThread } from "node:worker_threads";

/** @type {import("esbuild").Plugin} */
const workspace = {
  name: "workspace",
  setup(builder) {
    // Our own packages are bundled, others are loaded as always.
    builder.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === "entry-point" || path.startsWith("@cdp-whatif/") ? undefined : { external: true },
    );
    // A module goes on to know where its own file is.
    builder.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      const url = JSON.stringify(pathToFileURL(path).href);
      return { contents: text.replaceAll("import.meta.url", url), loader: "ts" };
    });
  },
};

/** @param {string} source - URL of the module */
export async function runSource(source) {
  const entry = fileURLToPath(source);
  const folder = join(packageFolder(entry), "node_modules", ".cache", "cdp-source");
  const name = createHash("sha256").update(entry).digest("hex").slice(0, 16);
  const kept = join(folder, `${name}.json`);
  const file = (await fileOf(kept)) ?? (await bundle(entry, { folder, kept }));
  await import(pathToFileURL(file).href);
}

/** Inside it what is not bundled is found as it is from the module. @param {string} path @returns {string} */
function packageFolder(path) {
  for (let folder = dirname(path); ; folder = dirname(folder))
    if (existsSync(join(folder, "package.json"))) return folder;
}

/** The bundle that was kept, if none of its files changed since. @param {string} kept */
async function fileOf(kept) {
  if (!existsSync(kept)) return null;
  const { file, inputs } = JSON.parse(await readFile(kept, "utf8"));
  const stand = await Promise.all(
    Object.entries(inputs).map(async ([path, changed]) => (await changedAt(path)) === changed),
  );
  return stand.every(Boolean) && existsSync(file) ? file : null;
}

/** @param {string} path @returns {Promise<number | null>} */
const changedAt = (path) =>
  stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => null,
  );

/** @param {string} entry @param {{ folder: string, kept: string }} to */
async function bundle(entry, { folder, kept }) {
  const { build } = await import("esbuild");
  const { outputFiles, metafile } = await build({
    entryPoints: [entry],
    absWorkingDir: packageFolder(entry),
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "node",
    target: "node20",
    conditions: ["source"],
    plugins: [workspace],
    logLevel: "silent",
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error(`nothing came of bundling ${entry}`);
  const paths = Object.keys(metafile.inputs).map((path) => join(packageFolder(entry), path));
  const inputs = await Promise.all(paths.map(async (path) => [path, await changedAt(path)]));
  const hash = createHash("sha256").update(output.contents).digest("hex").slice(0, 16);
  const file = join(folder, `${hash}.mjs`);
  await mkdir(folder, { recursive: true });
  await writeWhole(file, output.contents);
  await writeWhole(kept, JSON.stringify({ file, inputs: Object.fromEntries(inputs) }));
  return file;
}

/** Several threads may write the same: each finds it whole. @param {string} path @param {string | Uint8Array} content */
async function writeWhole(path, content) {
  const part = `${path}.${process.pid}-${crypto.randomUUID()}`;
  await writeFile(part, content);
  await rename(part, path);
}

const [, self, file] = process.argv;
if (isMainThread && file !== undefined && self === fileURLToPath(import.meta.url)) {
  process.argv.splice(1, 1);
  await runSource(pathToFileURL(file).href);
}

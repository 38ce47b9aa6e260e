/**
 * Runs the long forms of the proofs (`*.proof.test.ts` with PROOF=1) and keeps their figures in
 * docs/proof.
 *
 *     node scripts/proof.mjs [parts of paths, such as chaos or fuzz]
 */
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { bin, root } from "./steps.mjs";

const machine = {
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
  processor: cpus()[0]?.model.trim() ?? "unknown",
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
};

/**
 * @param {{ title: string, figures: Record<string, string | number> }} proof
 * @returns {string} Markdown
 */
function page({ title, figures }) {
  const rows = Object.entries(figures).map(([what, value]) => `| ${what} | ${value} |`);
  const { node, platform, processor, cores, memoryGiB } = machine;
  return [
    `# ${title}`,
    "",
    "Written by `npm run proof`.",
    "",
    "| figure | value |",
    "| --- | --- |",
    ...rows,
    "",
    `Machine: Node ${node}, ${platform}, ${cores} cores (${processor}), ${memoryGiB} GiB.`,
    "",
  ].join("\n");
}

const folder = await mkdtemp(join(tmpdir(), "cdp-proof-"));
const parts = process.argv.slice(2);
const packages = ["core", "elements", "server"].map((name) => `packages/${name}/test`);
const files = (
  await Promise.all(
    packages.map(async (path) =>
      (await readdir(join(root, path), { recursive: true })).map((name) => join(path, name)),
    ),
  )
)
  .flat()
  .filter((path) => path.endsWith(".proof.test.ts"))
  .filter((path) => parts.length === 0 || parts.some((part) => path.includes(part)));
if (files.length === 0)
  throw new Error(`no proof has one of these in its path: ${parts.join(" ")}`);
/** @type {number} */
const code = await new Promise((resolve) => {
  // Whole paths: the short form beside a proof would run the same again.
  const args = ["run", ...files];
  const env = { ...process.env, PROOF: "1", PROOF_FOLDER: folder };
  const options = ["--testTimeout=0", "--hookTimeout=0"];
  spawn(bin("vitest"), [...args, ...options], { cwd: root, env, stdio: "inherit" }).on(
    "close",
    (status) => resolve(status ?? 1),
  );
});

const target = join(root, "docs/proof");
await mkdir(target, { recursive: true });
for (const file of await readdir(folder)) {
  const proof = JSON.parse(await readFile(join(folder, file), "utf8"));
  const json = JSON.stringify({ ...proof, machine }, null, 2);
  await writeFile(join(target, file), `${json}\n`);
  await writeFile(join(target, file.replace(/\.json$/, ".md")), page(proof));
  console.log(`wrote docs/proof/${file}`);
}
await rm(folder, { recursive: true });
process.exitCode = code;

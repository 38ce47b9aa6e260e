/**
 * Runs the long forms of the proofs (`*.proof.test.ts` with PROOF=1) and keeps their figures in
 * docs/proof.
 *
 *     node scripts/proof.mjs [parts of file names]
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
const filters = process.argv.slice(2);
/** @type {number} */
const code = await new Promise((resolve) => {
  const args = ["run", ...(filters.length > 0 ? filters : [".proof.test.ts"])];
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

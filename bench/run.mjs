/**
 * Measures what docs/guide/benchmark.md defines, ours beside the old stack's stand-in.
 *
 *     node bench/run.mjs [--help]
 */
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { withLock } from "../scripts/lock.mjs";
import { capture, root, secondsSince } from "../scripts/steps.mjs";
import { endAll } from "./harness/child.mjs";
import { createData } from "./harness/data.mjs";
import { Figures } from "./harness/figures.mjs";
import { outOfBounds } from "./harness/guard.mjs";
import { describeMachine } from "./harness/machine.mjs";
import { HELP, readOptions } from "./harness/options.mjs";
import { outcomes, reportPage } from "./harness/report.mjs";
import { findTools } from "./harness/tools.mjs";
import { agents } from "./part/agents.mjs";
import { arithmetic } from "./part/arithmetic.mjs";
import { bulk } from "./part/bulk.mjs";
import { bundle } from "./part/bundle.mjs";
import { engine } from "./part/engine.mjs";
import { events } from "./part/events.mjs";
import { ingest } from "./part/ingest.mjs";
import { memory } from "./part/memory.mjs";
import { models } from "./part/models.mjs";
import { page } from "./part/page.mjs";
import { replicas } from "./part/replicas.mjs";
import { serve } from "./part/serve.mjs";
import { slider } from "./part/slider.mjs";
import { smallBatch } from "./part/small-batch.mjs";
import { stream } from "./part/stream.mjs";
import { visible } from "./part/visible.mjs";

/** @type {readonly (readonly [string[], (context: import("./part/context.mjs").Context) => Promise<void>])[]} */
const PARTS = [
  [["bundle"], bundle],
  [["math"], arithmetic],
  [["ingest"], ingest],
  [["stream"], stream],
  [["bulk"], bulk],
  [["memory"], memory],
  [["batch"], smallBatch],
  [["events"], events],
  [["visible"], visible],
  [["models"], models],
  [["agents"], agents],
  [["engine"], engine],
  [["page"], page],
  [["slider"], slider],
  [["query", "simulate"], serve],
  [["replicas"], replicas],
];

/** @param {import("./harness/options.mjs").Options} options @param {string} folder */
async function measure({ parts, ...options }, folder) {
  const figures = new Figures();
  const tools = await findTools(folder);
  for (const sentence of tools.lacking) console.log(`not here: ${sentence}`);
  const data = tools.standIn === null ? null : createData(folder, tools.standIn);
  for (const [names, part] of PARTS) {
    if (!names.some((name) => parts.has(name))) continue;
    const start = performance.now();
    console.log(names.join(" and "));
    try {
      await part({ ...options, figures, tools, data, folder, parts });
    } catch (error) {
      figures.skip(names.join(" and "), error instanceof Error ? error.message : String(error));
      process.exitCode = 1;
    }
    console.log(`  (${secondsSince(start)})`);
  }
  return figures;
}

/** @param {import("./harness/options.mjs").Options} options */
async function bench(options) {
  if (options.build) {
    const build = await capture(process.execPath, [join(root, "scripts/build.mjs")]);
    if (build.code !== 0) throw new Error(build.output);
  }
  const machine = await describeMachine();
  const folder = await mkdtemp(join(tmpdir(), "cdp-bench-"));
  const stop = () => {
    endAll();
    rm(folder, { recursive: true, force: true }).finally(() => process.exit(130));
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    const figures = await measure(options, folder);
    [machine.loadAfter = 0] = loadavg();
    await tell(figures, { ...options, machine });
  } finally {
    endAll();
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param {Figures} figures @param {import("./harness/options.mjs").Options & { machine: import("./harness/machine.mjs").Machine }} options */
async function tell(figures, { machine, record, check, ...options }) {
  const text = reportPage(figures, { machine, ...options });
  console.log(`\n${text}`);
  const results = join(root, "bench/results");
  await mkdir(results, { recursive: true });
  const name = `${new Date().toISOString().replaceAll(/[:.]/g, "-")}.json`;
  const { all, notRun } = figures;
  const json = { machine, targets: outcomes(figures), figures: all, notRun };
  await writeFile(join(results, name), `${JSON.stringify(json, null, 2)}\n`);
  console.log(`wrote bench/results/${name}`);
  if (record) {
    await writeFile(join(root, "docs/proof/benchmark.md"), text);
    console.log("wrote docs/proof/benchmark.md");
  }
  if (!check) return;
  const requireAll = process.env.REQUIRE_ALL === "1";
  const lacking = requireAll ? notRun.map(({ what, why }) => `${what} did not run: ${why}`) : [];
  const wrong = [...outOfBounds(figures), ...lacking];
  for (const sentence of wrong) console.log(`far from its target: ${sentence}`);
  if (wrong.length > 0) process.exitCode = 1;
}

const options = readOptions(process.argv.slice(2));
if (options.help) {
  console.log(HELP);
} else {
  const lock = join(tmpdir(), "cdp-whatif-bench");
  if (existsSync(join(lock, "lock"))) console.log("waiting for another benchmark to end");
  await withLock(lock, () => bench(options));
}

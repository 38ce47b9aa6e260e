/**
 * Tells where the time goes: self time of functions and of files, by V8's sampling profiler.
 *
 *     node bench/profile.mjs ingest|query|simulate|engine|page [--size 1k|100k|1m] [--seconds 5] [--top 25] [--keep FOLDER]
 *
 * The packages are taken as they were built last. `--keep` leaves the `.cpuprofile` files for a viewer.
 */
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../scripts/steps.mjs";
import { endAll, run } from "./harness/child.mjs";
import { createData } from "./harness/data.mjs";
import { loadPages } from "./harness/load-pages.mjs";
import { openPage } from "./harness/open-page.mjs";
import { profilesIn, tableOf } from "./harness/read-profile.mjs";
import { cli, ingestFile, serveOurs } from "./harness/servers.mjs";
import { findTools } from "./harness/tools.mjs";
import { load, loadEnv, recordsOf } from "./harness/wrk.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    size: { type: "string" },
    seconds: { type: "string", default: "5" },
    top: { type: "string", default: "25" },
    keep: { type: "string" },
  },
});
const [what = "ingest"] = positionals;
const seconds = Number(values.seconds);
const folder = await mkdtemp(join(tmpdir(), "cdp-profile-"));
const profiles = join(folder, "profiles");
const nodeArgs = ["--cpu-prof", "--cpu-prof-interval=500", `--cpu-prof-dir=${profiles}`];

const tools = await findTools(folder);
if (tools.standIn === null) throw new Error(tools.lacking.join("; "));
const { standIn } = tools;
const data = createData(folder, standIn);

/** @param {string} size @param {string} kind */
async function underLoad(size, kind) {
  const store = await data.store(size);
  const server = await serveOurs(["--store", `duckdb:${store}`], { nodeArgs });
  const script = join(standIn, "load.lua");
  const env = loadEnv(kind, size);
  const found = await load(server.url, { script, connections: 32, seconds, env });
  console.log(`${found.rate.toFixed(0)} answers/s under the profiler`);
  await server.stop();
}

/** @type {Record<string, () => Promise<void>>} */
const WAYS = {
  async ingest() {
    const size = values.size ?? "100k";
    const records = recordsOf(size);
    const database = data.fresh("profile.duckdb");
    const found = await ingestFile(await data.file(size), database, { nodeArgs, records });
    console.log(`${(records / found.seconds).toFixed(0)} records/s under the profiler`);
  },
  query: () => underLoad(values.size ?? "100k", "behavior"),
  simulate: () => underLoad(values.size ?? "1k", "simulate"),
  async page() {
    if (tools.chromium === null) throw new Error(tools.lacking.join("; "));
    const server = await serveOurs(["--demo", "--store", "memory:"], { nodeArgs });
    const { requests } = await openPage(tools.chromium, server.url);
    const found = await loadPages(server.url, { requests, folder, connections: 32, seconds });
    console.log(`${found.rate.toFixed(0)} pages/s under the profiler`);
    await server.stop();
  },
  async engine() {
    const twin = data.fresh("twin.json");
    const store = `duckdb:${await data.store(values.size ?? "1k")}`;
    await run(process.execPath, [cli, "fit", "--store", store, "--out", twin]);
    const script = join(root, "bench/work/simulate-loop.mjs");
    const { output } = await run(process.execPath, [...nodeArgs, script, twin, String(seconds)]);
    console.log(`${JSON.parse(output).rate.toFixed(0)} runs/s under the profiler`);
  },
};

const way = WAYS[what];
if (way === undefined)
  throw new Error(`unknown: ${what}, expected ${Object.keys(WAYS).join(", ")}`);
try {
  await way();
  for (const profile of await profilesIn(profiles))
    console.log(tableOf(profile, { top: Number(values.top), root }));
  if (values.keep !== undefined) await cp(profiles, values.keep, { recursive: true });
} finally {
  endAll();
  await rm(folder, { recursive: true, force: true });
}

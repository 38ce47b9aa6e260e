import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { capture, root } from "../../scripts/steps.mjs";
import { run } from "../harness/child.mjs";
import { BOOSTING, BOOTSTRAP, KMEANS, LOGIT } from "../harness/targets.mjs";
import { install } from "../harness/tools.mjs";

const work = (/** @type {string} */ name) => join(root, "bench/work", name);

/** One thread each: what is compared is the work, not the threads. */
const ONE_THREAD = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };

/**
 * A fit of ours beside the same fit of others; each script prints one JSON object with `seconds`, the start of its
 * process and the reading of its data left out.
 *
 * @typedef {object} Pair
 * @property {string} what
 * @property {string} ours
 * @property {Record<string, string>} peers - name → script
 * @property {string} [data] - file of `../shared/data` that it needs
 */

/** @type {readonly Pair[]} */
const PAIRS = [
  {
    what: KMEANS,
    ours: "kmeans-fit.mjs",
    peers: { "scikit-learn": "kmeans_fit.py" },
  },
  {
    what: BOOSTING,
    ours: "tree-fit.mjs",
    peers: { "scikit-learn": "tree_fit.py" },
  },
  {
    what: LOGIT,
    ours: "choice-fit.mjs",
    peers: { statsmodels: "choice_fit.py", R: "choice-fit.R" },
    data: "catsup/catsup.csv",
  },
];

/** What a peer is run with, and what shows that it is here. */
const RUNNERS = {
  ".py": { command: "/usr/bin/python3", test: ["-c", "import sklearn, statsmodels"] },
  ".R": { command: "Rscript", test: ["--version"] },
};

/** Debian's packages of the peers. */
const PACKAGES = ["python3-sklearn", "python3-statsmodels", "r-base-core"];

/** @param {string} script */
const runnerOf = (script) => RUNNERS[script.endsWith(".R") ? ".R" : ".py"];

const isHere = async (/** @type {string} */ script) => {
  const { command, test } = runnerOf(script);
  return (await capture(command, test)).code === 0;
};

/**
 * Seconds of our fits beside scikit-learn's, statsmodels' and R's, by turns, and of a bootstrap in one and two threads.
 *
 * @param {import("./context.mjs").Context} context
 */
export async function models({ figures, runs }) {
  const scripts = PAIRS.flatMap(({ peers }) => Object.values(peers));
  const here = new Map(
    await Promise.all(
      scripts.map(async (script) => /** @type {const} */ ([script, await isHere(script)])),
    ),
  );
  if ([...here.values()].includes(false)) {
    await install(PACKAGES);
    for (const script of scripts) here.set(script, await isHere(script));
  }
  for (const { what, ours, peers, data } of PAIRS) {
    const file = data && resolve(root, process.env.CDP_SHARED ?? "../shared", "data", data);
    if (file && !existsSync(file)) {
      figures.skip(what, `there is no ../shared/data/${data}`);
      continue;
    }
    const args = file ? [file] : [];
    const found = new Map([["ours", /** @type {number[]} */ ([])]]);
    for (let turn = 0; turn < runs; turn++) {
      add(found, "ours", await secondsOf(process.execPath, [work(ours), ...args]));
      for (const [peer, script] of Object.entries(peers)) {
        if (!here.get(script)) continue;
        add(found, peer, await secondsOf(runnerOf(script).command, [work(script), ...args]));
      }
    }
    for (const [stack, seconds] of found) figures.add({ what, unit: "s", runs: seconds, stack });
    for (const [peer, script] of Object.entries(peers)) {
      if (!here.get(script))
        figures.skip(`${what}, ${peer}`, `it is not installed (Debian: ${PACKAGES.join(", ")})`);
    }
  }
  await threads({ figures, runs });
}

/** @param {{ figures: import("../harness/figures.mjs").Figures, runs: number }} context */
async function threads({ figures, runs }) {
  /** @type {Map<string, number[]>} */
  const found = new Map();
  for (let turn = 0; turn < runs; turn++) {
    for (const [stack, workers] of /** @type {const} */ ([
      ["ours", "2"],
      ["one thread", "1"],
    ])) {
      add(
        found,
        stack,
        await secondsOf(process.execPath, [work("bootstrap-threads.mjs"), workers]),
      );
    }
  }
  for (const [stack, seconds] of found)
    figures.add({ what: BOOTSTRAP, unit: "s", runs: seconds, stack });
}

/** @param {Map<string, number[]>} found @param {string} name @param {number} seconds */
function add(found, name, seconds) {
  found.set(name, [...(found.get(name) ?? []), seconds]);
}

/** @param {string} command @param {string[]} args @returns {Promise<number>} */
async function secondsOf(command, args) {
  const { output } = await run(command, args, { env: ONE_THREAD });
  return JSON.parse(output).seconds;
}

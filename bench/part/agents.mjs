import { join } from "node:path";
import { capture, root } from "../../scripts/steps.mjs";
import { run } from "../harness/child.mjs";
import { AGENTS_OWN, AGENTS_SHARED } from "../harness/targets.mjs";

const MILLION = 1_000_000;
/** Python is slow enough to be measured on fewer agents; seconds are scaled. */
const PYTHON_AGENTS = 50_000;

const script = join(root, "bench/work/agent-loop.mjs");
const python = join(root, "bench/work/agent_loop.py");

const KINDS = /** @type {const} */ ([
  [AGENTS_SHARED, "shared"],
  [AGENTS_OWN, "own"],
]);

/**
 * Seconds of 10^6 agents × 12 periods × 3 brands: ours, one plain object per agent, and the same in Python, by turns; of a
 * whole run (with and without the interventions) in one and two threads; and bytes per agent.
 *
 * @param {import("./context.mjs").Context} context
 */
export async function agents({ figures, runs }) {
  const hasPython = (await capture("python3", ["--version"])).code === 0;
  for (const [what, kind] of KINDS) {
    /** @type {Map<string, { seconds: number[], bytes: number[] }>} */
    const found = new Map();
    const add = (
      /** @type {string} */ stack,
      /** @type {{ seconds: number, bytes: number }} */ one,
    ) => {
      const known = found.get(stack) ?? { seconds: [], bytes: [] };
      known.seconds.push(one.seconds);
      known.bytes.push(one.bytes);
      found.set(stack, known);
    };
    for (let turn = 0; turn < runs; turn++) {
      add("ours", await told(process.execPath, [script, kind]));
      const objects = kind === "own" ? "objects-own" : "objects";
      add("plain objects", await told(process.execPath, [script, objects]));
      if (!hasPython) continue;
      const one = await told("python3", [python, String(PYTHON_AGENTS), kind]);
      add("Python objects", { ...one, seconds: (one.seconds * MILLION) / PYTHON_AGENTS });
    }
    for (const [stack, { seconds, bytes }] of found) {
      figures.add({ what, unit: "s", runs: seconds, stack });
      if (stack === "Python objects") continue;
      figures.add({ what: `${what}, memory per agent`, unit: "bytes", runs: bytes, stack });
    }
    if (!hasPython) figures.skip(`${what}, Python`, "there is no python3");
    await threads(what, { kind, figures, runs });
  }
}

/** @param {string} what @param {{ kind: string, figures: import("../harness/figures.mjs").Figures, runs: number }} context */
async function threads(what, { kind, figures, runs }) {
  /** @type {Map<string, number[]>} */
  const found = new Map();
  for (let turn = 0; turn < runs; turn++) {
    for (const [stack, workers] of /** @type {const} */ ([
      ["ours", "2"],
      ["one thread", "1"],
    ])) {
      const { seconds } = await told(process.execPath, [script, kind, String(MILLION), workers]);
      found.set(stack, [...(found.get(stack) ?? []), seconds]);
    }
  }
  for (const [stack, seconds] of found) {
    figures.add({ what: `${what}, both sides in two threads`, unit: "s", runs: seconds, stack });
  }
}

/** @param {string} command @param {string[]} args @returns {Promise<{ seconds: number, bytes: number }>} */
async function told(command, args) {
  const { output } = await run(command, args);
  return JSON.parse(output);
}

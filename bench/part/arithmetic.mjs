import { join } from "node:path";
import { root } from "../../scripts/steps.mjs";
import { run } from "../harness/child.mjs";

/**
 * ns a call of core's exp, log and pow, and of the engine's own.
 *
 * @param {import("./context.mjs").Context} context
 */
export async function arithmetic({ figures, runs, seconds }) {
  const script = join(root, "bench/work/arithmetic-loop.mjs");
  /** @type {Map<string, { ours: number[], engine: number[] }>} */
  const found = new Map();
  for (let i = 0; i < runs; i++) {
    const { output } = await run(process.execPath, [script, String(Math.min(1, seconds / 4))]);
    /** @type {[string, { ours: number, engine: number }][]} */
    const entries = Object.entries(JSON.parse(output));
    for (const [name, { ours, engine }] of entries) {
      const all = found.get(name) ?? { ours: [], engine: [] };
      found.set(name, { ours: [...all.ours, ours], engine: [...all.engine, engine] });
    }
  }
  for (const [name, { ours, engine }] of found) {
    figures.add({ what: name, unit: "ns/call", runs: ours });
    figures.add({ what: name, unit: "ns/call", runs: engine, stack: "Math" });
  }
}

/**
 * Everything but the tests: format and lint, imports, types, dead code, build, package shape.
 *
 *     node scripts/check.mjs [names of steps]
 */
import { fileURLToPath } from "node:url";
import { bin, capture, packages, root, secondsSince } from "./steps.mjs";

/** @typedef {{ name: string, command: string[], after?: string }} Step */
/** @typedef {{ name: string, passed: boolean, output: string }} StepResult */

const node = (/** @type {string} */ script) => [process.execPath, `${root}/scripts/${script}`];

/** @type {Step[]} */
export const steps = [
  { name: "build", command: node("build.mjs") },
  {
    name: "format-and-lint",
    command: [bin("biome"), "check", "--error-on-warnings", "--colors=off", "."],
  },
  { name: "clean-arithmetic", command: node("check/run-clean-arithmetic.mjs") },
  ...packages.map((name) => ({
    name: `types-${name}`,
    command: [bin("tsc"), "-p", `packages/${name}`, "--pretty", "false"],
  })),
  { name: "types-scripts", command: [bin("tsc"), "-p", ".", "--pretty", "false"] },
  {
    name: "imports",
    command: [bin("depcruise"), "packages", "examples", "--config", ".dependency-cruiser.mjs"],
  },
  { name: "lock-file", command: node("check/lock-file.mjs") },
  { name: "secrets", command: node("check/secrets.mjs") },
  { name: "dependency-audit", command: node("check/audit.mjs") },
  { name: "layers", command: node("check/layers.mjs") },
  { name: "dead-code", command: [bin("knip"), "--no-progress"] },
  { name: "package-shape", command: node("check/shape.mjs"), after: "build" },
  { name: "script-size", command: node("check/size.mjs"), after: "build" },
];

/** @param {Step} step @returns {Promise<StepResult>} */
async function run({ name, command: [program = "", ...args] }) {
  const start = performance.now();
  const { code, output } = await capture(program, args, {
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined },
  });
  const passed = code === 0;
  console.log(`${passed ? "ok  " : "FAIL"} check ${name} (${secondsSince(start)})`);
  for (const line of output.split("\n"))
    if (line.startsWith("not run:")) console.log(`     ${line}`);
  if (!passed) console.log(output.trimEnd().replaceAll(/^/gm, "     "));
  return { name, passed, output };
}

/**
 * Carries out the steps, two at a time, each after the one that it needs.
 *
 * @param {readonly Step[]} chosen
 * @returns {Promise<StepResult[]>} in the order in which they ended
 */
export async function check(chosen = steps) {
  const waiting = [...chosen];
  /** @type {StepResult[]} */
  const results = [];
  const isReady = (/** @type {Step} */ { after }) =>
    after === undefined ||
    results.some(({ name }) => name === after) ||
    !chosen.some(({ name }) => name === after);
  const worker = async () => {
    while (waiting.length > 0) {
      const next = waiting.findIndex(isReady);
      if (next === -1) await new Promise((resolve) => setTimeout(resolve, 100));
      else for (const step of waiting.splice(next, 1)) results.push(await run(step));
    }
  };
  await Promise.all([worker(), worker()]);
  return results;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const start = performance.now();
  const names = process.argv.slice(2);
  const results = await check(
    steps.filter(({ name }) => names.length === 0 || names.some((part) => name.startsWith(part))),
  );
  const failed = results.filter(({ passed }) => !passed).map(({ name }) => name);
  console.log(
    failed.length === 0
      ? `check: ${results.length} steps passed in ${secondsSince(start)}`
      : `check: ${failed.length} of ${results.length} steps failed: ${failed.join(", ")}`,
  );
  process.exitCode = failed.length === 0 && results.length > 0 ? 0 : 1;
}

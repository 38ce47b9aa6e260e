/**
 * Everything: the check, then all suites. The last line counts both.
 * REQUIRE_ALL=1 makes a failure of what was skipped or did not run.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { check } from "./check.mjs";
import { installPrograms } from "./install-programs.mjs";
import { bin, root } from "./steps.mjs";
import { firstLine, skippedByFile, whyIdle } from "./test-summary.mjs";

const suites = ["unit", "example", "process", "browser"];
/** Runs one after the other; those in a row beside each other, since a browser and a killed process mostly wait. */
const rounds = [["unit,example"], ["process", "browser"]];
const limitMinutes = Number(process.env.TEST_LIMIT_MINUTES ?? 17);
const requireAll = process.env.REQUIRE_ALL === "1";

/**
 * @param {string} names of suites, with commas between
 * @param {{ countFile: string, until: number }} options
 * @returns {Promise<{ code: number, ranOutOfTime: boolean }>}
 */
function runSuites(names, { countFile, until }) {
  return new Promise((resolve) => {
    const projects = names.split(",").map((name) => `--project=${name}`);
    const reporters = ["--reporter=default", "--reporter=./scripts/count-reporter.mjs"];
    const child = spawn(bin("vitest"), ["run", ...projects, ...reporters], {
      cwd: root,
      env: { ...process.env, COUNT_FILE: countFile },
      stdio: ["ignore", "inherit", "inherit"],
    });
    let ranOutOfTime = false;
    const timer = setTimeout(
      () => {
        ranOutOfTime = true;
        child.kill("SIGKILL");
      },
      Math.max(0, until - Date.now()),
    );
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? 1, ranOutOfTime });
    });
  });
}

/** @typedef {import("./count-reporter.mjs").Count} Count */

/** @param {string} countFile @returns {Promise<Count>} */
async function readCount(countFile) {
  if (!existsSync(countFile)) return { passed: 0, failed: [], skipped: [], ranPerSuite: {} };
  return JSON.parse(await readFile(countFile, "utf8"));
}

const lacking = await installPrograms();
const checks = await check();
const folder = await mkdtemp(join(tmpdir(), "cdp-test-"));
const until = Date.now() + limitMinutes * 60_000;
const runs = [];
for (const round of rounds) {
  const beside = round.map(async (names) => {
    const countFile = join(folder, `${names}.json`);
    const ended = await runSuites(names, { countFile, until });
    return { names, ...ended, count: await readCount(countFile) };
  });
  runs.push(...(await Promise.all(beside)));
}
await rm(folder, { recursive: true, force: true });
const ranOutOfTime = runs.some((run) => run.ranOutOfTime);
/** @type {Count} */
const count = {
  passed: runs.reduce((sum, run) => sum + run.count.passed, 0),
  failed: runs.flatMap((run) => run.count.failed),
  skipped: runs.flatMap((run) => run.count.skipped),
  ranPerSuite: Object.assign({}, ...runs.map((run) => run.count.ranPerSuite)),
};

const failed = [
  ...checks.filter(({ passed }) => !passed).map(({ name }) => `check ${name}`),
  ...count.failed.map(({ file, test, reason }) => `${file} ${test}: ${firstLine(reason)}`),
  ...(ranOutOfTime ? [`the suites were ended after ${limitMinutes} minutes`] : []),
];
for (const { names, code, count, ranOutOfTime } of runs) {
  if (code !== 0 && count.failed.length === 0 && !ranOutOfTime)
    failed.push(`vitest (${names}) ended with ${code} and named no failure`);
}
const idle = suites.filter((suite) => (count.ranPerSuite[suite] ?? 0) === 0);

for (const line of failed) console.log(`failed: ${line}`);
for (const line of lacking) console.log(`not here: ${line}`);
for (const line of skippedByFile(count.skipped)) console.log(`skipped: ${line}`);
for (const suite of idle) console.log(`did not run: suite ${suite}: ${whyIdle(suite, count)}`);

const passed = checks.filter((step) => step.passed).length + count.passed;
const skipped = count.skipped.length + idle.length;
const isIncomplete = requireAll && skipped + lacking.length > 0;
if (isIncomplete) console.log("REQUIRE_ALL=1: what was skipped or did not run counts as failing");
process.exitCode = failed.length > 0 || isIncomplete || count.passed === 0 ? 1 : 0;
console.log(`${passed} passed, ${failed.length} failed, ${skipped} skipped`);

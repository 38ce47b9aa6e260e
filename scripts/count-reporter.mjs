import { writeFile } from "node:fs/promises";

/**
 * @typedef {{ suite: string, file: string, test: string, reason: string }} Named
 * @typedef {{ passed: number, failed: Named[], skipped: Named[], ranPerSuite: Record<string, number> }} Count
 */

/** Vitest reporter that writes what passed, failed and was skipped to the file named by COUNT_FILE. */
export default class CountReporter {
  /**
   * @param {ReadonlyArray<import("vitest/node").TestModule>} modules
   * @param {ReadonlyArray<import("vitest").SerializedError>} unhandled
   */
  async onTestRunEnd(modules, unhandled) {
    /** @type {Count} */
    const count = { passed: 0, failed: [], skipped: [], ranPerSuite: {} };
    for (const error of unhandled)
      count.failed.push({
        suite: "",
        file: "",
        test: "outside of any test",
        reason: error.message,
      });
    for (const module of modules) add(count, module);
    const file = process.env.COUNT_FILE;
    if (file === undefined) throw new Error("COUNT_FILE names no file for the count");
    await writeFile(file, JSON.stringify(count));
  }
}

/** @param {Count} count @param {import("vitest/node").TestModule} module */
function add(count, module) {
  const suite = module.project.name;
  const file = module.relativeModuleId;
  let ran = 0;
  for (const error of module.errors())
    count.failed.push({ suite, file, test: "the file itself", reason: error.message });
  for (const test of module.children.allTests()) {
    const result = test.result();
    const named = { suite, file, test: test.fullName };
    if (result.state === "passed") count.passed++;
    else if (result.state === "failed")
      count.failed.push({ ...named, reason: result.errors[0]?.message ?? "" });
    else count.skipped.push({ ...named, reason: ("note" in result && result.note) || "" });
    if (result.state === "passed" || result.state === "failed") ran++;
  }
  count.ranPerSuite[suite] = (count.ranPerSuite[suite] ?? 0) + ran;
}

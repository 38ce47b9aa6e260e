/** @typedef {import("./count-reporter.mjs").Count} Count */

/** @param {string} text */
export const firstLine = (text) => text.split("\n", 1)[0] ?? "";

/**
 * One line for each file with skipped tests: how many, which (the first ones), and why.
 *
 * @param {Count["skipped"]} skipped
 * @returns {string[]}
 */
export function skippedByFile(skipped) {
  return [...new Set(skipped.map(({ file }) => file))].map((file) => {
    const ofFile = skipped.filter((each) => each.file === file);
    const names = ofFile
      .slice(0, 3)
      .map(({ test, reason }) => (reason ? `${test}: ${reason}` : test));
    const more = ofFile.length > names.length ? "; …" : "";
    return `${file} (${ofFile.length}): ${names.join("; ")}${more}`;
  });
}

/**
 * Why no test of a suite ran.
 *
 * @param {string} suite
 * @param {Count} count
 */
export function whyIdle(suite, count) {
  if (count.failed.some((each) => each.suite === suite)) return "its files could not be loaded";
  if (count.skipped.some((each) => each.suite === suite)) return "all its tests were skipped";
  return suite in count.ranPerSuite
    ? "its files hold no tests"
    : "it was not reached or has no files";
}

/**
 * What every part works with.
 *
 * @typedef {object} Context
 * @property {import("../harness/figures.mjs").Figures} figures
 * @property {import("../harness/tools.mjs").Tools} tools
 * @property {import("../harness/data.mjs").Data | null} data - null without the old stack's generator
 * @property {string} folder - for files that go when the benchmark ends
 * @property {number} runs
 * @property {number} seconds - of one run of a load
 * @property {string[]} sizes
 * @property {ReadonlySet<string>} parts - that were asked for
 */

export {};

import { cpus, loadavg, totalmem } from "node:os";
import { capture } from "../../scripts/steps.mjs";

/**
 * Where and when figures were measured.
 *
 * @typedef {object} Machine
 * @property {string} date
 * @property {string} node
 * @property {string} platform
 * @property {string} processor
 * @property {number} cores
 * @property {number} memoryGiB
 * @property {string} commit - `+` when files differ from it
 * @property {number} loadBefore - one-minute load average
 * @property {number} loadAfter
 */

/** @returns {Promise<Machine>} */
export async function describeMachine() {
  const commit = await capture("git", ["rev-parse", "--short", "HEAD"]);
  const changes = await capture("git", ["status", "--porcelain", "--", "packages"]);
  const [loadBefore = 0] = loadavg();
  return {
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    commit: commit.code === 0 ? `${commit.output.trim()}${changes.output ? "+" : ""}` : "unknown",
    loadBefore,
    loadAfter: loadBefore,
  };
}

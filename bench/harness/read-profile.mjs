import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * What V8 writes.
 *
 * @typedef {{ id: number, callFrame: { functionName: string, url: string, lineNumber: number } }} ProfileNode
 * @typedef {{ nodes: ProfileNode[], samples: number[], timeDeltas: number[] }} Profile
 */

/** Profiles of a folder, the one with most samples first. @param {string} folder @returns {Promise<Profile[]>} one for each thread */
export async function profilesIn(folder) {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".cpuprofile"));
  /** @type {Profile[]} */
  const all = await Promise.all(
    names.map(async (name) => JSON.parse(await readFile(join(folder, name), "utf8"))),
  );
  return all.sort((a, b) => b.samples.length - a.samples.length);
}

/** Time in which nothing of ours ran. */
const IDLE = new Set(["(idle)", "(root)"]);

/**
 * Self time of functions, then of files, as parts of the time in which the thread was busy.
 *
 * @param {Profile} profile
 * @param {{ top: number, root: string }} options
 * @returns {string} several lines
 */
export function tableOf({ nodes, samples, timeDeltas }, { top, root }) {
  const byId = new Map(nodes.map((node) => [node.id, node.callFrame]));
  /** @type {Map<string, number>} */
  const byFunction = new Map();
  /** @type {Map<string, number>} */
  const byFile = new Map();
  let busy = 0;
  let idle = 0;
  for (const [i, id] of samples.entries()) {
    const frame = byId.get(id);
    const time = timeDeltas[i] ?? 0;
    if (frame === undefined || IDLE.has(frame.functionName)) {
      idle += time;
      continue;
    }
    busy += time;
    const file = placeOf(frame.url, root);
    const name = `${frame.functionName || "(anonymous)"} ${file}:${frame.lineNumber + 1}`;
    byFunction.set(name, (byFunction.get(name) ?? 0) + time);
    byFile.set(file, (byFile.get(file) ?? 0) + time);
  }
  const rows = (/** @type {Map<string, number>} */ times) =>
    [...times]
      .sort((a, b) => b[1] - a[1])
      .slice(0, top)
      .map(([name, time]) => `${((100 * time) / busy).toFixed(1).padStart(6)} %  ${name}`);
  const head = `thread: busy ${(busy / 1e6).toFixed(2)} s, idle ${(idle / 1e6).toFixed(2)} s`;
  return [head, " functions", ...rows(byFunction), " files", ...rows(byFile), ""].join("\n");
}

/** @param {string} url @param {string} root */
function placeOf(url, root) {
  if (url === "") return "(engine)";
  return url.startsWith("file:") ? relative(root, fileURLToPath(url)) : url;
}

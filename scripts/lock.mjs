import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const isCode = (/** @type {unknown} */ error, /** @type {string} */ code) =>
  error instanceof Error && "code" in error && error.code === code;

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isCode(error, "EPERM");
  }
}

/** @param {string} file @returns {Promise<boolean>} whether this process now holds it */
async function take(file) {
  try {
    await writeFile(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw error;
    return false;
  }
}

/** @param {string} file @returns {Promise<boolean>} whether its holder ended without giving it back */
async function isStale(file) {
  try {
    const pid = Number(await readFile(file, "utf8"));
    return pid > 0 && !isAlive(pid);
  } catch (error) {
    if (!isCode(error, "ENOENT")) throw error;
    return false;
  }
}

/**
 * Does some work while no other process does its own in the same folder.
 *
 * @template T
 * @param {string} folder - is made when missing
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(folder, work) {
  await mkdir(folder, { recursive: true });
  const file = join(folder, "lock");
  while (!(await take(file))) {
    if (await isStale(file)) await rm(file, { force: true });
    else await sleep(200);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

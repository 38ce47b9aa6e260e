import { existsSync } from "node:fs";
import { cp } from "node:fs/promises";
import { join, resolve } from "node:path";
import { chromiumPath } from "../../scripts/programs.mjs";
import { capture, root } from "../../scripts/steps.mjs";

/** Debian's packages of what the old stack and the load are made of. */
const PACKAGES = {
  wrk: "wrk",
  fastapi: "python3-fastapi",
  uvicorn: "python3-uvicorn",
  pandas: "python3-pandas",
  uvloop: "python3-uvloop",
  httptools: "python3-httptools",
};
const MODULES = ["fastapi", "uvicorn", "pandas", "uvloop", "httptools"];

/**
 * What the benchmark works with; null: not here.
 *
 * @typedef {object} Tools
 * @property {boolean} wrk
 * @property {string | null} python - one that has the old stack's modules
 * @property {string | null} chromium
 * @property {string | null} standIn - folder with a copy of the old stack's stand-in and its load
 * @property {string[]} lacking - what is not here, one sentence each
 */

const hasWrk = async () => (await capture("wrk", ["--version"])).code !== 127;

/** @returns {Promise<string | null>} */
async function findPython() {
  for (const python of ["/usr/bin/python3", "python3"]) {
    const found = await capture(python, ["-c", `import ${MODULES.join(", ")}`]);
    if (found.code === 0) return python;
  }
  return null;
}

/** Installs Debian's packages where it may. @param {string[]} names */
export async function install(names) {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return;
  console.log(`installing ${names.join(", ")} with apt-get`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const updated = await capture("apt-get", ["update", "-qq"], { env });
  if (updated.code !== 0) return;
  await capture("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...names], { env });
}

/**
 * Finds the tools, installs what it may (Debian, as root), and copies the stand-in to where it can run.
 *
 * @param {string} folder - that goes when the benchmark ends
 * @returns {Promise<Tools>}
 */
export async function findTools(folder) {
  let [wrk, python] = await Promise.all([hasWrk(), findPython()]);
  const names = [
    ...(wrk ? [] : [PACKAGES.wrk]),
    ...(python ? [] : Object.values(PACKAGES).filter((name) => name !== PACKAGES.wrk)),
  ];
  if (names.length > 0) {
    await install(names);
    [wrk, python] = await Promise.all([hasWrk(), findPython()]);
  }
  const shared = process.env.CDP_SHARED ?? "../shared";
  const original = resolve(root, shared, "bench/seed-stack");
  const standIn = existsSync(join(original, "app.py")) ? join(folder, "old-stack") : null;
  if (standIn !== null) await cp(original, standIn, { recursive: true });
  const chromium = chromiumPath();
  const lacking = [
    ...(wrk ? [] : ["wrk is not installed (Debian: wrk)"]),
    ...(python ? [] : [`no Python has ${MODULES.join(", ")} (Debian: python3-fastapi and so on)`]),
    ...(chromium ? [] : ["no Chromium was found"]),
    ...(standIn ? [] : [`there is no ${shared}/bench/seed-stack, the old stack and its load`]),
  ];
  return { wrk, python, chromium, standIn, lacking };
}

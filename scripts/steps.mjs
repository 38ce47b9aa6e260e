import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Folder of the repository, without a slash at the end. */
export const root = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");

/** The packages in the order in which they are built: each uses only earlier ones. */
export const packages = ["core", "elements", "server"];

/** @typedef {{ code: number, output: string }} Outcome */

/**
 * Runs a program to its end and keeps what it printed.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<Outcome>} code 127 when the program could not be started
 */
export function capture(command, args, { cwd = root, env = process.env } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const keep = (/** @type {Buffer} */ chunk) => {
      output += chunk.toString();
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => resolve({ code: 127, output: `${output}${error.message}\n` }));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/**
 * Path of a program that a dependency brings.
 *
 * @param {string} name
 */
export const bin = (name) => `${root}/node_modules/.bin/${name}`;

/**
 * Seconds since a moment, as read by people.
 *
 * @param {number} start - from `performance.now()`
 */
export const secondsSince = (start) => `${((performance.now() - start) / 1000).toFixed(1)} s`;

import { join } from "node:path";
import { root } from "../../scripts/steps.mjs";
import { answering, freePort, memoryMib, run, start, until } from "./child.mjs";

/** A million records on a busy machine take minutes. */
const READY_SECONDS = 900;

/** The command line as it was built. */
export const cli = join(root, "packages/server/dist/cli.js");

/**
 * A server under load.
 *
 * @typedef {object} Server
 * @property {string} name - `ours`, or the mode of the old stack
 * @property {string} url
 * @property {number} pid
 * @property {number} readySeconds - from its start until it had read everything
 * @property {() => { resident: number, peak: number }} memory - MiB
 * @property {() => Promise<void>} stop
 */

/**
 * Reads a file into a fresh store with our command line.
 *
 * @param {string} file
 * @param {string} database - path of the DuckDB file
 * @param {{ nodeArgs?: string[], records: number, onSample?: (sample: { seconds: number, residentMib: number }) => void }} options -
 *   `records`: how many must be stored; `onSample`: as `run` takes it
 * @throws Error unless exactly that many were stored
 */
export async function ingestFile(file, database, { nodeArgs = [], records, ...options }) {
  const args = [...nodeArgs, cli, "ingest", file, "--store", `duckdb:${database}`, "--json"];
  const result = await run(process.execPath, args, options);
  const { stored } = JSON.parse(result.output);
  if (stored !== records) throw new Error(`${stored} records were stored, expected ${records}`);
  return result;
}

/**
 * Starts our server on a store and waits until it has read the store and fitted its twin.
 *
 * @param {string[]} args - of `serve`, beside port and log
 * @param {{ nodeArgs?: string[], awaitTwin?: boolean }} [options]
 * @returns {Promise<Server>}
 */
export async function serveOurs(args, { nodeArgs = [], awaitTwin = true } = {}) {
  const port = await freePort();
  const from = performance.now();
  const command = [...nodeArgs, cli, "serve", "--no-log", "--port", String(port), ...args];
  const child = start(process.execPath, command);
  const url = `http://127.0.0.1:${port}`;
  await startedBy(child, async () => {
    const isReady = () => {
      if (child.hasEnded()) throw new Error(`our server ended: ${child.complaints()}`);
      return new RegExp(awaitTwin ? "^Twin ready" : "^Health:", "m").test(child.output());
    };
    await until("our server is ready", isReady, READY_SECONDS);
    await answering(url);
  });
  return serverOf("ours", { url, child, from });
}

/**
 * Starts the old stack's stand-in on a file.
 *
 * @param {string} mode - `memory` or `lean`
 * @param {{ file: string, python: string, standIn: string }} options
 * @returns {Promise<Server>}
 */
export async function serveOldStack(mode, { file, python, standIn }) {
  const port = await freePort();
  const from = performance.now();
  const args = [
    ...["-m", "uvicorn", "app:app", "--host", "127.0.0.1", "--port", String(port)],
    ...["--log-level", "warning", "--no-access-log", "--workers", "1"],
  ];
  const env = { SEED_DATA: file, SEED_MODE: mode };
  const child = start(python, args, { cwd: standIn, env });
  const url = `http://127.0.0.1:${port}`;
  await startedBy(child, () => answering(url));
  return serverOf(mode, { url, child, from });
}

/** @param {ReturnType<typeof start>} child @param {() => Promise<void>} ready */
async function startedBy(child, ready) {
  try {
    await ready();
  } catch (error) {
    await child.stop();
    throw error;
  }
}

/** @param {string} name @param {{ url: string, child: ReturnType<typeof start>, from: number }} options @returns {Server} */
function serverOf(name, { url, child, from }) {
  return {
    name,
    url,
    pid: child.pid,
    readySeconds: (performance.now() - from) / 1000,
    memory: () => memoryMib(child.pid),
    stop: () => child.stop(),
  };
}

import { join } from "node:path";
import { root } from "../../scripts/steps.mjs";
import { run } from "./child.mjs";

/** Personas, regions and days of each data set. @type {Readonly<Record<string, readonly [number, number, number]>>} */
export const DIMENSIONS = { "1k": [2, 2, 250], "100k": [20, 10, 500], "1m": [50, 20, 1000] };

/** How many records a data set holds. @param {string} size @throws Error of a size that does not exist */
export function recordsOf(size) {
  const dimensions = DIMENSIONS[size];
  if (dimensions === undefined)
    throw new Error(`unknown size ${size}, expected ${Object.keys(DIMENSIONS).join(", ")}`);
  return dimensions[0] * dimensions[1] * dimensions[2];
}

/** Path of a load of ours. @param {string} name */
export const ownLoad = (name) => join(root, "bench/load", name);

/**
 * What one run of wrk found.
 *
 * @typedef {{ answered: number, rate: number, p50: number, p95: number, bytesPerAnswer: number, errors: number }} LoadResult
 */

/**
 * Puts load on a server.
 *
 * @param {string} url
 * @param {{ script: string, connections: number, seconds: number, threads?: number, env: Record<string, string> }} load
 * @returns {Promise<LoadResult>} requests/s and milliseconds
 */
export async function load(url, { script, connections, seconds, threads = 2, env }) {
  const args = [
    ...[`-t${threads}`, `-c${connections}`, `-d${seconds}s`],
    ...["--timeout", "30s", "-s", script, url],
  ];
  const { output } = await run("wrk", args, { env: { TZ: "UTC", ...env } });
  const line = /^JSON (.*)$/m.exec(output)?.[1];
  if (line === undefined) throw new Error(`wrk told no figures: ${output}`);
  const { requests, seconds: took, bytes, p50, p95, http, timeout, socket } = JSON.parse(line);
  return {
    answered: requests,
    rate: requests / took,
    p50,
    p95,
    bytesPerAnswer: Math.round(bytes / Math.max(1, requests)),
    errors: http + timeout + socket,
  };
}

/**
 * The environment that the shared load reads.
 *
 * @param {string} kind - `behavior` or `simulate`
 * @param {string} size
 * @returns {Record<string, string>}
 */
export function loadEnv(kind, size) {
  const [personas = 0, regions = 0, days = 0] = DIMENSIONS[size] ?? [];
  return {
    BENCH_KIND: kind,
    BENCH_P: String(personas),
    BENCH_R: String(regions),
    BENCH_D: String(days),
  };
}

import { shown } from "./figures.mjs";
import { ratio } from "./targets.mjs";

/** @typedef {import("./figures.mjs").Figures} Figures */

/**
 * A bound that only a broken build goes beyond, whatever else the machine does: ratios of what ran in the same run, and
 * sizes. Each is a fraction of what the target asks.
 *
 * @typedef {object} Bound
 * @property {string} what
 * @property {"at least" | "at most"} sense
 * @property {number} limit
 * @property {(figures: Figures) => number | null} measured
 */

/** @param {string} what @returns {(figures: Figures) => number | null} */
const value = (what) => (figures) => figures.find(what)?.median ?? null;

/** @param {string} what @returns {(figures: Figures) => number | null} */
const byMath = (what) => ratio(what, { stack: "Math", size: null });

/** @type {(figures: Figures) => number | null} */
const pagesByQueries = (figures) => {
  const pages = figures.find("pages, 32 browsers")?.median;
  const queries = figures.find("query, 32 connections", { stack: "lean", size: "1k" })?.median;
  return pages === undefined || queries === undefined ? null : pages / queries;
};

/** @type {readonly Bound[]} */
const BOUNDS = [
  // The target at the stand-in's published rates: 40,000 by 59,000 records/s.
  bound(
    "ingest by `plain` at 100k",
    "at least",
    0.2,
    ratio("ingest", { stack: "plain", size: "100k" }),
  ),
  // 60,000 by 59,000 records/s.
  bound(
    "stream by `plain` at 100k",
    "at least",
    0.1,
    ratio("stream", { stack: "plain", size: "100k" }),
  ),
  bound(
    "bulk by `read_json` at 100k",
    "at least",
    0.1,
    ratio("bulk, other instants", { stack: "read_json", size: "100k" }),
  ),
  bound(
    "query by `lean` at 100k",
    "at least",
    2,
    ratio("query, 32 connections", { stack: "lean", size: "100k" }),
  ),
  // 300 runs with 500 draws each by 3,467 lone expected paths.
  bound(
    "run by `lean`",
    "at least",
    0.02,
    ratio("run, 32 connections", { stack: "lean", size: "1k" }),
  ),
  bound("memory by `lean` at 100k", "at most", 2, ratio("memory", { stack: "lean", size: "100k" })),
  // 500 pages by 1,346 queries.
  bound("pages by the queries of `lean`", "at least", 0.02, pagesByQueries),
  bound("exp by Math.exp", "at most", 10, byMath("exp")),
  bound("log by Math.log", "at most", 10, byMath("log")),
  bound("pow by Math.pow", "at most", 10, byMath("pow")),
  bound("`cdp-elements.js`, kB gzip", "at most", 150, value("cdp-elements.js")),
];

/** @param {string} what @param {Bound["sense"]} sense @param {number} limit @param {Bound["measured"]} measured @returns {Bound} */
function bound(what, sense, limit, measured) {
  return { what, sense, limit, measured };
}

/**
 * Holds the figures against bounds far below the targets.
 *
 * @param {Figures} figures
 * @returns {string[]} what is out of bounds, or gave errors; empty when all is well
 */
export function outOfBounds(figures) {
  const wrong = figures.all
    .filter(({ errors }) => errors > 0)
    .map(({ what, stack, errors }) => `${what}, ${stack}: ${errors} errors`);
  for (const { what, sense, limit, measured } of BOUNDS) {
    const found = measured(figures);
    if (found === null) continue;
    const holds = sense === "at least" ? found >= limit : found <= limit;
    console.log(`${holds ? "ok  " : "FAIL"} ${what}: ${shown(found)}, ${sense} ${limit}`);
    if (!holds) wrong.push(`${what}: ${shown(found)}, expected ${sense} ${limit}`);
  }
  return wrong;
}

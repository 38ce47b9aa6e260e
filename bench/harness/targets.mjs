/** @typedef {import("./figures.mjs").Figures} Figures */

/**
 * What is to be reached.
 *
 * @typedef {object} Target
 * @property {string} what
 * @property {string} from - where it stands
 * @property {"at least" | "at most"} sense
 * @property {number} limit
 * @property {string} unit
 * @property {(figures: Figures) => number | null} measured - null: not measured
 * @property {Yardstick | undefined} yardstick - by which the target's machine and this one can be compared; absent of ratios and sizes
 */

/**
 * What the old stack's `lean` mode answered on the machine for which rates and times were set as targets.
 *
 * @typedef {object} Yardstick
 * @property {string} what
 * @property {string} size
 * @property {number} there - answers/s
 */

/** @typedef {{ what: string, from: string, target: string, measured: string, reached: "yes" | "no" | "not measured" }} Outcome */

/** @param {string} what @param {{ sizes?: (string | null)[], stack?: string }} [which] @returns {(figures: Figures) => number | null} of the first size that was measured */
const middle =
  (what, { sizes = [null], stack = "ours" } = {}) =>
  (figures) =>
    first(sizes, (size) => figures.find(what, { size, stack })?.median);

/** @param {string} what @param {{ sizes?: (string | null)[] }} [which] @returns {(figures: Figures) => number | null} */
const late =
  (what, { sizes = [null] } = {}) =>
  (figures) =>
    first(sizes, (size) => figures.find(what, { size })?.p95);

/** @param {(string | null)[]} sizes @param {(size: string | null) => number | null | undefined} of */
function first(sizes, of) {
  for (const size of sizes) {
    const value = of(size);
    if (value !== undefined && value !== null) return value;
  }
  return null;
}

/**
 * Ours by theirs.
 *
 * @param {string} what
 * @param {{ stack: string, size: string | null }} which
 * @returns {(figures: Figures) => number | null} null unless both were measured
 */
export const ratio =
  (what, { stack, size }) =>
  (figures) => {
    const ours = figures.find(what, { size })?.median;
    const theirs = figures.find(what, { stack, size })?.median;
    return ours === undefined || theirs === undefined ? null : ours / theirs;
  };

export const ENGINE = "simulate() in one thread";
export const EXPECTED = `${ENGINE}, expected path only`;
export const WIDE = `${ENGINE}, 1,000 cells × 10 brands × 12 periods`;
export const WIDE_PATHS = "expected paths of 1,000 cells × 10 brands × 12 periods";
export const REPLICAS = "query, replicas, 32 connections";
export const SLIDER = "slider to new bands";
export const PAGE_BUSY = "page's thread busy at a stretch while a slider moves";

const LARGE = { sizes: ["1m", "100k"] };
const SMALL = { sizes: ["1k"] };
const AT_MILLION = { sizes: ["1m"] };
const AT_100K = { sizes: ["100k"] };
const TEN_TIMES = { sizes: ["10 × 1m"] };

const INGESTION_MEMORY = "memory of ingestion above the cache, peak";

/** What ten times as many records take more. @type {Target["measured"]} */
const memoryGrowth = (figures) => {
  const one = middle(INGESTION_MEMORY, AT_MILLION)(figures);
  const ten = middle(INGESTION_MEMORY, TEN_TIMES)(figures);
  return one === null || ten === null ? null : ten / one;
};

export const KMEANS = "k-means, 100,000 × 8, k = 8, 10 restarts";
export const BOOSTING = "gradient boosting, 100,000 × 20, 100 trees";
export const LOGIT = "logit, 2,798 purchases of catsup";
export const BOOTSTRAP = "bootstrap of a logit, 40 replicates";
export const AGENTS_SHARED = "agents, 10^6 × 12 periods × 3 brands";
export const AGENTS_OWN = "agents with own coefficients, 10^6 × 12 periods × 3 brands";

/** Ours by the quickest of theirs. @param {string} what @param {string[]} peers @returns {Target["measured"]} */
const byQuickest = (what, peers) => (figures) => {
  const ratios = peers.flatMap((stack) => ratio(what, { stack, size: null })(figures) ?? []);
  return ratios.length === 0 ? null : Math.max(...ratios);
};

/** Medians that the design measured, in its section 6. @type {Readonly<Record<string, Yardstick>>} */
const YARDSTICKS = {
  query: { what: "query, 32 connections", size: "100k", there: 1242 },
  "query at 10^6": { what: "query, 32 connections", size: "1m", there: 897 },
  run: { what: "run, 32 connections", size: "1k", there: 3467 },
};

/** How fast this machine is by that of the targets, seen by a yardstick; null where it was not measured. @param {Figures} figures @param {Yardstick | undefined} yardstick */
export function speedBy(figures, yardstick) {
  if (yardstick === undefined) return null;
  const { what, size, there } = yardstick;
  const here = figures.find(what, { stack: "lean", size })?.median;
  return here === undefined ? null : here / there;
}

/** @type {Readonly<Record<string, Target["measured"]>>} */
const MEASURED = {
  ingest: middle("ingest", LARGE),
  batchP95: late("ingest, small batch"),
  queries: middle("query, 32 connections", AT_MILLION),
  queriesAt100k: middle("query, 32 connections", AT_100K),
  queriesByLean: ratio("query, 32 connections", { stack: "lean", size: "1m" }),
  queriesByMemory: ratio("query, 32 connections", { stack: "memory", size: "1m" }),
  queryP95: late("query, 4 connections", AT_MILLION),
  runs: middle("run, 32 connections", SMALL),
  runP95: late("run, 4 connections", SMALL),
  pages: middle("pages, 32 browsers"),
  pageP95: late("pages, 4 browsers"),
  pathsByLean: (figures) => {
    const ours = figures.find("expected path only, 32 connections", { size: "1k" })?.median;
    const theirs = figures.find("run, 32 connections", { stack: "lean", size: "1k" })?.median;
    return ours === undefined || theirs === undefined ? null : ours / theirs;
  },
  readySeconds: middle("start to ready", AT_MILLION),
  replicas: ratio(REPLICAS, { stack: "one", size: "100k" }),
  memory: middle("memory, peak", AT_MILLION),
  elements: middle("cdp-elements.js"),
  stream: middle("stream", LARGE),
  streamP95: late("stream", LARGE),
  bulk: middle("bulk, other instants", AT_MILLION),
  events: middle("events, 16 connections"),
  eventsP95: late("events, 4 connections"),
  toldP95: late("visible by event", AT_100K),
  shownP95: late("visible by query", AT_100K),
  ingestionMemory: middle(INGESTION_MEMORY, TEN_TIMES),
  memoryGrowth,
  kmeans: ratio(KMEANS, { stack: "scikit-learn", size: null }),
  boosting: ratio(BOOSTING, { stack: "scikit-learn", size: null }),
  logit: byQuickest(LOGIT, ["statsmodels", "R"]),
  threads: ratio(BOOTSTRAP, { stack: "one thread", size: null }),
  engine: middle(ENGINE, SMALL),
  engineDaily: middle(`${ENGINE}, daily`, SMALL),
  engineExpected: middle(EXPECTED, SMALL),
  widePaths: middle(WIDE_PATHS, SMALL),
  sliderP95: late(SLIDER),
  pageBusyP95: late(PAGE_BUSY),
  summaries: middle("summary, 32 connections", LARGE),
  agents: middle(AGENTS_SHARED),
  agentsOwn: middle(AGENTS_OWN),
  agentsByObjects: ratio(AGENTS_OWN, { stack: "plain objects", size: null }),
  agentBytes: middle(`${AGENTS_OWN}, memory per agent`),
  agentThreads: ratio(`${AGENTS_OWN}, both sides in two threads`, {
    stack: "one thread",
    size: null,
  }),
};

/** @type {readonly (readonly [string, keyof typeof MEASURED, Target["sense"], number, string, (keyof typeof YARDSTICKS)?])[]} */
const TO_REACH = [
  ["ingest", "ingest", "at least", 40_000, "records/s"],
  ["queries at 10^6 records, by `lean`", "queriesByLean", "at least", 8, "×"],
  ["query p95 at 10^6 records", "queryP95", "at most", 10, "ms"],
  ["runs", "runs", "at least", 300, "runs/s", "run"],
  ["run p95", "runP95", "at most", 20, "ms", "run"],
  ["pages", "pages", "at least", 500, "pages/s", "query"],
  ["memory at 10^6 records, peak", "memory", "at most", 512, "MiB"],
  ["`cdp-elements.js`", "elements", "at most", 120, "kB gzip"],
];

/** @type {typeof TO_REACH} */
const IN_DOCUMENT = [
  ["ingest", "ingest", "at least", 10_000, "records/s"],
  ["ingest p95, small batch", "batchP95", "at most", 50, "ms"],
  ["queries at 10^6 records", "queries", "at least", 1_000, "q/s"],
  ["query p95 at 10^6 records", "queryP95", "at most", 45, "ms"],
  ["runs", "runs", "at least", 100, "runs/s"],
  ["run p95", "runP95", "at most", 200, "ms"],
  ["pages", "pages", "at least", 100, "pages/s"],
  ["page p95", "pageP95", "at most", 500, "ms"],
];

/** @type {typeof TO_REACH} */
const OF_DATA_LAYER = [
  ["stream", "stream", "at least", 60_000, "records/s"],
  ["stream p95, batch of 1,000", "streamP95", "at most", 50, "ms"],
  ["bulk into 10^6 records, other instants", "bulk", "at least", 150_000, "records/s"],
  ["customer events", "events", "at least", 30_000, "events/s"],
  ["customer events p95, batch of 100", "eventsP95", "at most", 50, "ms"],
  ["visible by event p95", "toldP95", "at most", 250, "ms"],
  ["visible by query p95", "shownP95", "at most", 250, "ms"],
  ["memory above the cache, ingesting 10^7", "ingestionMemory", "at most", 400, "MB"],
  ["the same by that of 10^6", "memoryGrowth", "at most", 1.1, "×"],
];

/** @type {typeof TO_REACH} */
const OF_MODEL_LAYER = [
  ["k-means by scikit-learn's", "kmeans", "at most", 1, "×"],
  ["gradient boosting by scikit-learn's", "boosting", "at most", 2, "×"],
  ["logit by the quicker of statsmodels' and R's", "logit", "at most", 0.1, "×"],
  ["bootstrap in two threads by one", "threads", "at most", 0.65, "×"],
];

/** @type {typeof TO_REACH} */
const OF_TWIN_LAYER = [
  ["runs in one thread", "engine", "at least", 700, "runs/s", "run"],
  ["daily runs in one thread", "engineDaily", "at least", 200, "runs/s", "run"],
  ["expected paths in one thread, 4 cells", "engineExpected", "at least", 20_000, "runs/s", "run"],
  [WIDE_PATHS, "widePaths", "at least", 300, "runs/s", "run"],
  ["runs over HTTP", "runs", "at least", 400, "runs/s", "run"],
  ["run p95 over HTTP", "runP95", "at most", 20, "ms", "run"],
  [`${SLIDER}, p95`, "sliderP95", "at most", 33, "ms"],
  [`${PAGE_BUSY}, p95`, "pageBusyP95", "at most", 16, "ms"],
  [AGENTS_SHARED, "agents", "at most", 1, "s"],
  [AGENTS_OWN, "agentsOwn", "at most", 3, "s"],
  ["the same by plain objects", "agentsByObjects", "at most", 1, "×"],
  ["memory per agent", "agentBytes", "at most", 64, "bytes"],
  ["agents in two threads by one", "agentThreads", "at most", 0.65, "×"],
];

/** @type {typeof TO_REACH} */
const OF_SERVER = [
  ["queries at 10^6 records", "queries", "at least", 10_000, "q/s", "query at 10^6"],
  ["queries at 10^5 records", "queriesAt100k", "at least", 10_000, "q/s", "query"],
  ["queries at 10^6 records by `memory`", "queriesByMemory", "at least", 200, "×"],
  ["summaries", "summaries", "at least", 10_000, "q/s", "query"],
  ["`draws: 0` by `lean`'s one path", "pathsByLean", "at least", 3, "×"],
  ["pages", "pages", "at least", 1_000, "pages/s", "query"],
  ["start to ready at 10^6 records", "readySeconds", "at most", 10, "s", "query at 10^6"],
  ["two replicas by one, where cores allow", "replicas", "at least", 1.7, "×"],
];

/** @param {string} from @param {typeof TO_REACH} rows @returns {Target[]} */
const targetsOf = (from, rows) =>
  rows.flatMap(([what, key, sense, limit, unit, yardstick]) => {
    const measured = MEASURED[key];
    const by = yardstick === undefined ? undefined : YARDSTICKS[yardstick];
    return measured ? [{ what, from, sense, limit, unit, measured, yardstick: by }] : [];
  });

/** @type {readonly Target[]} */
export const TARGETS = [
  ...targetsOf("own aim", TO_REACH),
  ...targetsOf("architecture document, 8.1", IN_DOCUMENT),
  ...targetsOf("data engineering layer, 13 and 14", OF_DATA_LAYER),
  ...targetsOf("modelling layer", OF_MODEL_LAYER),
  ...targetsOf("twin layer", OF_TWIN_LAYER),
  ...targetsOf("server", OF_SERVER),
];

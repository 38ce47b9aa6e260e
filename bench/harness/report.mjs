import { shown } from "./figures.mjs";
import { spread } from "./statistics.mjs";
import { speedBy, TARGETS } from "./targets.mjs";

/** @typedef {import("./figures.mjs").Figures} Figures */
/** @typedef {import("./figures.mjs").Figure} Figure */
/** @typedef {import("./machine.mjs").Machine} Machine */

/** @param {string[]} head @param {string[][]} rows */
const table = (head, rows) => [
  `| ${head.join(" | ")} |`,
  `|${head.map(() => " --- |").join("")}`,
  ...rows.map((row) => `| ${row.join(" | ")} |`),
  "",
];

/** Targets beside what was measured. @param {Figures} figures */
export function outcomes(figures) {
  return TARGETS.map(({ what, from, sense, limit, unit, measured, yardstick }) => {
    const found = measured(figures);
    const reaches = (/** @type {number | null} */ value) =>
      value !== null && (sense === "at least" ? value >= limit : value <= limit);
    const holds = reaches(found);
    const speed = speedBy(figures, yardstick);
    const scaled =
      found === null || speed === null
        ? null
        : sense === "at least"
          ? found / speed
          : found * speed;
    return {
      scaled:
        scaled === null ? "" : `${shown(scaled)} ${unit}, ${reaches(scaled) ? "yes" : "**no**"}`,
      ...{ what, from, target: `${sense} ${limit.toLocaleString("en")} ${unit}` },
      measured: found === null ? "–" : `${shown(found)} ${unit}`,
      reached: found === null ? "not measured" : holds ? "yes" : "**no**",
    };
  });
}

/** @param {Figure} figure */
function cell({ median, p95, unit, runs, errors }) {
  const late = p95 === null ? "" : ` / ${shown(p95)}`;
  const wide = runs.length > 1 && unit !== "kB gzip" ? ` ± ${Math.round(50 * spread(runs))} %` : "";
  return `${shown(median)}${late}${wide}${errors > 0 ? ` (${errors} errors)` : ""}`;
}

/** What the names in the tables mean. */
const DEFINITIONS = [
  "## What is measured",
  "",
  "- *ingest*: a file of behaviour lines through all eight stages into a fresh DuckDB file, durable and de-duplicated, by",
  "  `cdp-whatif ingest`; the whole process from its start to its end. The old stack's figures leave its start out.",
  "- *stream*: the same file through the library's pipeline in batches of 1,000 records, in a process of its own from its start to its",
  "  end; the p95 is of a batch, from the call of the store's `commit` until it is durable.",
  "- *bulk*: one `cdp-whatif ingest` into a store that holds as many records already: the same days of other years, the same lines in",
  "  another file (all duplicates), and both by turns; all lines by the time of the whole process. `read_json` is DuckDB reading the",
  "  first of these files alone into a table of typed columns of an empty file, with all of the machine's memory.",
  "- *events*: batches of 100 customer events, each with an id of its own, to `POST /v1/batch` of a fresh store, from sent to durable.",
  "  What is stored afterwards must be what was acknowledged. Processor time includes that of deriving behaviour from them.",
  "- *visible*: one behaviour record of a new day to `POST /api/v1/ingest`, one after the other; from its start until a listener of",
  "  `GET /api/v1/stream` is told, and until `GET /api/v1/behavior`, asked again and again meanwhile, shows it.",
  "- *memory of ingestion*: the peak of the resident memory of `cdp-whatif ingest` less the 96 MiB that DuckDB may keep.",
  "- *small batch*: 100 lines to `POST /api/v1/ingest`, one batch after the other, from sent to durable.",
  "- *query*: `GET /api/v1/behavior` by persona, region and 120 days, 100 rows, over HTTP.",
  "- *run*: `POST /api/v1/simulate` on 2 personas × 2 regions × 3 brands, 30 days, 500 draws, bands of the result; *daily run*: the",
  "  same with bands per day. The old stack computes one expected path in their place.",
  "- *page*: every request of the dashboard that Chromium makes at its first visit (HTML, assets, first data), one after the other",
  "  over one new connection; the demo data. The same list for every visit, as for every visitor.",
  "- *slider*: from a step of a price's slider in `<cdp-whatif>` until the new bands are in the document: the demo data's twin, 100",
  "  draws, in Chromium without a server; *page's thread busy*: the longest stretch at each step in which nothing else could run.",
  "- *memory*: resident, the server's process as a whole; *peak*: the most since its start.",
  "- *processor time*: of all threads of the server (or of the process that ingests) by what it answered.",
  "",
  "No two queries or runs of a load are equal. 32 connections for rates, 4 for the p95 that targets speak of. Log lines are off.",
  "",
];

/** What the old stack did too, ours beside it. @param {Figures} figures */
function comparisons(figures) {
  const stacks = ["memory", "lean", "plain", "pydantic", "Math", "read_json", "one"];
  const ours = figures.all.filter(
    ({ what, size, stack }) =>
      stack === "ours" && stacks.some((one) => figures.find(what, { stack: one, size })),
  );
  return ours.map((figure) => {
    const { what, size, unit } = figure;
    const others = stacks.flatMap((stack) => figures.find(what, { stack, size }) ?? []);
    const theirs = others.map((one) => `${one.stack} ${cell(one)}`);
    const ratios = others.map((one) => `${shown(figure.median / one.median)} × ${one.stack}`);
    return [what, size ?? "", unit, cell(figure), theirs.join("; "), ratios.join("; ")];
  });
}

/** @param {Figures} figures */
function alone(figures) {
  const hasPeer = (/** @type {Figure} */ { what, size }) =>
    figures.all.some((one) => one.what === what && one.size === size && one.stack !== "ours");
  return figures.all
    .filter((figure) => figure.stack === "ours" && !hasPeer(figure))
    .map((figure) => [figure.what, figure.size ?? "", figure.unit, cell(figure), figure.note]);
}

/**
 * The whole measurement as Markdown.
 *
 * @param {Figures} figures
 * @param {{ machine: Machine, seconds: number, runs: number }} options
 */
export function reportPage(figures, { machine, seconds, runs }) {
  const reached = outcomes(figures).map((one) => [
    ...[one.what, one.from, one.target, one.measured, one.reached, one.scaled],
  ]);
  const compared = ["what", "data", "unit", "ours", "old stack", "ours by theirs"];
  return [
    "# Figures",
    "",
    "Written by `npm run bench -- --record`.",
    "",
    `${machine.date}, Node ${machine.node}, ${machine.platform}, ${machine.cores} cores (${machine.processor}), ` +
      `${machine.memoryGiB} GiB, commit ${machine.commit}. One-minute load average before the first part and after the last: ` +
      `${machine.loadBefore.toFixed(1)} and ${machine.loadAfter.toFixed(1)} (the load put on by the benchmark itself included).`,
    "",
    `Medians of ${runs} runs of ${seconds} s; \`/\` parts a rate from its p95 in ms, \`±\` is half the distance from the ` +
      "smallest run to the largest. The old stack's stand-in was put under the same load in the same run, by turns. " +
      "Ratios of one run tell more than the figures: other machines, and other hours on this one, give others.",
    "",
    "## Targets",
    "",
    "Rates and times were set as targets on another machine. The last column is what this one measured by how fast the old stack's `lean` mode",
    "was here and there (1,242 and 897 queries/s at 10^5 and 10^6 records, 3,467 simulations/s).",
    "",
    ...table(
      ["what", "from", "target", "measured", "reached", "as on the target's machine"],
      reached,
    ),
    "## Beside the old stack",
    "",
    "`memory` and `lean` are the stand-in's modes for queries and simulation (it computes one expected path, ours 500 draws, unless",
    "said otherwise), `plain` and `pydantic` its ways to read a file (into memory, neither durable nor de-duplicated). `read_json` is DuckDB alone, a ceiling.",
    "",
    ...table(compared, comparisons(figures)),
    "## Alone",
    "",
    ...table(["what", "data", "unit", "ours", "note"], alone(figures)),
    ...DEFINITIONS,
    ...(figures.notRun.length > 0 ? ["## Not run", ""] : []),
    ...figures.notRun.map(({ what, why }) => `- ${what}: ${why}`),
    ...(figures.notRun.length > 0 ? [""] : []),
  ].join("\n");
}

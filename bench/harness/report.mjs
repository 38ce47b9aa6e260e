import { shown } from "./figures.mjs";
import { spread } from "./statistics.mjs";
import { TARGETS } from "./targets.mjs";

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
  return TARGETS.map(({ what, from, sense, limit, unit, measured }) => {
    const found = measured(figures);
    const holds = found !== null && (sense === "at least" ? found >= limit : found <= limit);
    return {
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

/** What the old stack did too, ours beside it. @param {Figures} figures */
function comparisons(figures) {
  const stacks = ["memory", "lean", "plain", "pydantic", "Math"];
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
    ...[one.what, one.from, one.target, one.measured, one.reached],
  ]);
  const compared = ["what", "data", "unit", "ours", "old stack", "ours by theirs"];
  return [
    "# Figures",
    "",
    "Written by `npm run bench -- --record`; how each is measured: `docs/guide/benchmark.md`.",
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
    ...table(["what", "from", "target", "measured", "reached"], reached),
    "## Beside the old stack",
    "",
    "`memory` and `lean` are the stand-in's modes for queries and simulation (it computes one expected path, ours 500 draws, unless",
    "said otherwise), `plain` and `pydantic` its ways to read a file (into memory, neither durable nor de-duplicated).",
    "",
    ...table(compared, comparisons(figures)),
    "## Alone",
    "",
    ...table(["what", "data", "unit", "ours", "note"], alone(figures)),
    ...(figures.notRun.length > 0 ? ["## Not run", ""] : []),
    ...figures.notRun.map(({ what, why }) => `- ${what}: ${why}`),
    ...(figures.notRun.length > 0 ? [""] : []),
  ].join("\n");
}

import { parseArgs } from "node:util";
import { recordsOf } from "./wrk.mjs";

const USUAL = [
  ...["ingest", "stream", "bulk", "batch", "events", "visible", "query", "simulate", "engine"],
  ...["page", "slider", "replicas", "bundle", "math", "models", "agents"],
];
/** Takes minutes and 10 GB of disk: only when asked for. */
const LONG = ["memory"];
export const PARTS = [...USUAL, ...LONG];

export const HELP = `npm run bench -- [options]

  --only A,B      parts: ${USUAL.join(", ")};
                  ${LONG.join(", ")}
                  (default: all but ${LONG.join(", ")})
  --seconds N     of one run of a load (10)
  --runs N        runs of each; medians are told (3)
  --sizes A,B     of the data: 1k, 100k, 1m (all)
  --quick         one run of 2 s, without 1m
  --check         end with 1 when a ratio is far from its target
  --record        write docs/proof/benchmark.md
  --no-build      take the packages as they were built last
`;

/** @typedef {{ parts: Set<string>, seconds: number, runs: number, sizes: string[], check: boolean, record: boolean, build: boolean, help: boolean }} Options */

/** @param {string[]} args @returns {Options} @throws Error that says what is wrong with them */
export function readOptions(args) {
  const { values } = parseArgs({
    args,
    allowNegative: true,
    options: {
      only: { type: "string", default: USUAL.join(",") },
      seconds: { type: "string" },
      runs: { type: "string" },
      sizes: { type: "string" },
      quick: { type: "boolean", default: false },
      check: { type: "boolean", default: false },
      record: { type: "boolean", default: false },
      build: { type: "boolean", default: true },
      help: { type: "boolean", default: false },
    },
  });
  const { quick, check, record, build, help } = values;
  const sizes = (values.sizes ?? (quick ? "1k,100k" : "1k,100k,1m")).split(",");
  for (const size of sizes) recordsOf(size);
  const parts = new Set(values.only.split(","));
  for (const part of parts)
    if (!PARTS.includes(part))
      throw new Error(`unknown part ${part}, expected ${PARTS.join(", ")}`);
  return {
    ...{ parts, sizes, check, record, build, help },
    seconds: whole("--seconds", values.seconds ?? (quick ? "2" : "10")),
    runs: whole("--runs", values.runs ?? (quick ? "1" : "3")),
  };
}

/** @param {string} name @param {string} text */
function whole(name, text) {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`${name} ${text}: expected a whole number from 1`);
  return value;
}

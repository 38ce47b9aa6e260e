// @ts-check
/**
 * A scanner panel from CSV to the what-if page, in one command:
 *
 *     node examples/retail-panel/run.mjs PANEL.csv
 *
 * Converts it, ingests it into a DuckDB file, fits the twin and serves the page until it is stopped. `--help` lists the
 * options for panels of another layout.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { convertPanelFile } from "./convert-file.mjs";
import { dominicks } from "./panel-options.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const cli = join(root, "packages/server/dist/cli.js");
const DEAD_LETTERS = 3;

const HELP = `node examples/retail-panel/run.mjs PANEL.csv [options]

  --store, --week, --brand, --units, --price, --deal, --feature COLUMN
                     names of the columns (${dominicks.store}, ${dominicks.week}, ${dominicks.brand}, ${dominicks.units}, ${dominicks.price}, ${dominicks.deal}, ${dominicks.feature})
  --start-date DATE  first day of week 1 (${dominicks.startDate})
  --currency CODE    of the prices (${dominicks.currency})
  --persona NAME     of all shoppers (${dominicks.persona})
  --zone ZONE        of the stores (America/Chicago)
  --out FOLDER       for records, DuckDB file and twin (./data/<name of the panel>)
  --port PORT        of the page (8000)
  --convert-only     stop after the conversion`;

const text = /** @type {const} */ ({ type: "string" });
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    store: text,
    week: text,
    brand: text,
    units: text,
    price: text,
    deal: text,
    feature: text,
    "start-date": text,
    currency: text,
    persona: text,
    zone: { type: "string", default: "America/Chicago" },
    out: text,
    port: { type: "string", default: "8000" },
    "convert-only": { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
const [panel] = positionals;
if (values.help || panel === undefined) {
  console.log(HELP);
  process.exit(values.help ? 0 : 2);
}
const out = resolve(values.out ?? join("data", basename(panel).replace(/\.csv$/i, "")));
const { zone, out: _out, port, help, "convert-only": only, "start-date": start, ...rest } = values;
const columns = { ...rest, ...(start === undefined ? {} : { startDate: start }), zone };

const made = await convertPanelFile(panel, out, columns).catch((error) => {
  console.error(`${panel}: ${error instanceof Error ? error.message : error}`);
  process.exit(2);
});
console.log(
  `${panel}: ${made.market} market records, ${made.behaviour} behaviour records in ${out}`,
);
if (made.problems > 0) {
  console.log(`${made.problems} places were left out; problems.txt there says which and why.`);
}
if (only) process.exit(0);

await run([join(root, "scripts/build.mjs")], [0]);
const names = ["--store", `duckdb:${join(out, "panel.duckdb")}`];
const reading = [...names, "--catalogue", join(out, "catalogue.json")];
await run([cli, "ingest", ...made.files, ...reading], [0, DEAD_LETTERS]);
await run([cli, "fit", ...reading, "--out", join(out, "twin.json")], [0]);
console.log("The what-if page is the address behind “What if:”; stop with Ctrl-C.");
await run([cli, "serve", ...reading, "--twin", join(out, "twin.json"), "--port", port], [0]);

/**
 * Runs a Node program to its end, in this one's terminal.
 *
 * @param {string[]} args
 * @param {number[]} fine exit codes with which the next step makes sense; any other ends this program too
 */
async function run(args, fine) {
  const child = spawn(process.execPath, args, { stdio: "inherit" });
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) {
    process.once(signal, () => child.kill(signal));
  }
  const [code] = await once(child, "exit");
  if (!fine.includes(code ?? 1)) process.exit(code ?? 1);
}

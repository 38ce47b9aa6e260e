import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import {
  type Catalogue,
  CoreError,
  fitTwin,
  type RecordStore,
  sentence,
  type Twin,
} from "@cdp-whatif/core";
import { EXIT, type ExitCode } from "./exit-code.js";
import { type StoreOptions, withStore } from "./store.js";
import type { Terminal } from "./terminal.js";

/** What `fit` takes. */
export interface FitOptions extends StoreOptions {
  /** How many of the last periods count; as many as the fit looks back unless told. */
  readonly periods?: number;
  /** File that the twin is written to; none: it is only described. */
  readonly out?: string;
  readonly json?: boolean;
}

/** The twin of everything in a store. @throws CoreError `no_data` and what `fitTwin` throws */
export async function twinOfStore(
  store: RecordStore,
  catalogue: Catalogue,
  { periods }: Pick<FitOptions, "periods"> = {},
): Promise<Twin> {
  const history = await store.history();
  if (history.cells.length === 0) {
    throw new CoreError(
      "no_data",
      "The store holds no behaviour records, so there is nothing to fit. Ingest some first: cdp-whatif ingest FILE…",
    );
  }
  return fitTwin(history, { catalogue, ...(periods !== undefined && { periods }) });
}

/** Fits a twin, tells how well it foretold the past, and writes it where asked. */
export async function fit(terminal: Terminal, options: FitOptions): Promise<ExitCode> {
  const twin = await withStore(terminal, options, ({ store, catalogue }) =>
    twinOfStore(store, catalogue, options),
  );
  if (options.out !== undefined) {
    const file = resolve(terminal.folder, options.out);
    await writeFile(file, `${JSON.stringify(twin)}\n`);
  }
  if (options.json) terminal.out(JSON.stringify(twinSummary(twin)));
  else for (const line of twinLines(twin, options.out)) terminal.out(line);
  return twin.verdict.status === "refused" ? EXIT.refused : EXIT.fine;
}

/** What a twin is and how good, without its numbers by cell. */
export function twinSummary(twin: Twin) {
  const { engine, historyDigest, demo, asOf, periodDays, brands, backtest, verdict } = twin;
  return {
    engine,
    history_digest: historyDigest,
    demo,
    as_of: asOf,
    period_days: periodDays,
    brands,
    cells: twin.cells.length,
    champion: "shrunk habit and choice",
    backtest,
    verdict,
  };
}

function twinLines(twin: Twin, out: string | undefined): string[] {
  const { backtest } = twin;
  const points = (share: number) => `${(100 * share).toFixed(2)} points`;
  const lines = [
    `Twin of ${twin.cells.length} cells and ${twin.brands.length} brands as of ${twin.asOf}, one period is ${twin.periodDays} days.`,
    backtest === null
      ? "Backtest: none, the history is too short."
      : `Backtest on ${backtest.forecasts} held-out forecasts: error ${points(backtest.meanAbsoluteError)}, repeating the last value ${points(backtest.naiveMeanAbsoluteError)}; the 80 % band held ${(100 * backtest.coverage80).toFixed(0)} %.`,
    `Verdict: ${twin.verdict.status}`,
    ...twin.verdict.reasons.map((reason) => `  ${sentence(reason, "en")}`),
    ...twin.verdict.needs.map((need) => `  would help: ${sentence(need, "en")}`),
  ];
  if (twin.demo) lines.push("Fitted from demo data, made by the generator.");
  if (out !== undefined) lines.push(`Written to ${out}.`);
  return lines;
}

import type { TwinBacktest } from "@cdp-whatif/core";
import { EXIT, type ExitCode } from "./exit-code.js";
import { twinOfStore } from "./fit.js";
import { readTwin } from "./input-file.js";
import { type StoreOptions, withStore } from "./store.js";
import { grouped, type Terminal } from "./terminal.js";

/** What `backtest` takes. */
export interface BacktestOptions extends StoreOptions {
  readonly twin?: string;
  readonly json?: boolean;
}

/** Tells how well the twin foretold days that it had not seen, beside repeating the last value. */
export async function backtest(terminal: Terminal, options: BacktestOptions): Promise<ExitCode> {
  const twin =
    options.twin !== undefined
      ? await readTwin(terminal, options.twin)
      : await withStore(terminal, options, ({ store, catalogue }) => twinOfStore(store, catalogue));
  if (options.json) {
    terminal.out(JSON.stringify({ backtest: twin.backtest, demo: twin.demo }));
  } else if (twin.backtest === null) {
    terminal.out("No backtest: the history is too short to hold any of it out.");
  } else {
    for (const line of backtestLines(twin.backtest)) terminal.out(line);
    if (twin.demo) terminal.out("From demo data, made by the generator.");
  }
  return twin.backtest === null ? EXIT.refused : EXIT.fine;
}

function backtestLines(found: TwinBacktest): string[] {
  const points = (share: number) => `${(100 * share).toFixed(2)} points`;
  const percent = (part: number) => `${(100 * part).toFixed(1)} %`;
  const better = found.meanAbsoluteError < found.naiveMeanAbsoluteError;
  return [
    `${grouped(found.forecasts)} forecasts of ${grouped(found.periods)} held-out periods`,
    `mean absolute error: ${points(found.meanAbsoluteError)}`,
    `repeating the last value: ${points(found.naiveMeanAbsoluteError)} (${better ? "the twin is better" : "the twin is not better"})`,
    `the 50 / 80 / 95 % bands held ${percent(found.coverage50)} / ${percent(found.coverage80)} / ${percent(found.coverage95)}`,
    `mean width of the 80 % band: ${points(found.width80)}`,
  ];
}

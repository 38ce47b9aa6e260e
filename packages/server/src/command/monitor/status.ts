import { resolve } from "node:path";
import { readStatus, type WindowFigures } from "../../monitor/status.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import type { Terminal } from "../terminal.js";
import { type MonitorFlags, monitorFolder, readMonitorSettings } from "./settings.js";

/** What `monitor status` takes. */
export interface StatusFlags extends MonitorFlags {
  readonly window?: string;
  readonly from?: string;
  readonly to?: string;
}

/** Tells how the target did. */
export async function status(terminal: Terminal, flags: StatusFlags): Promise<ExitCode> {
  const settings = readMonitorSettings();
  const folder = resolve(terminal.folder, monitorFolder(flags, settings));
  const found = await readStatus(folder, { ...flags, now: Date.now() });
  if (flags.json) terminal.out(JSON.stringify(found));
  else for (const line of statusLines(found)) terminal.out(line);
  return EXIT.fine;
}

function statusLines({ target, figures }: WindowFigures): string[] {
  const lines = [
    `${target}, ${figures.from} to ${figures.to}`,
    `  now: ${figures.state}, last round ${figures.last_round_at}`,
  ];
  for (const { name, text, target: aim, met } of Object.values(figures.figures)) {
    const verdict = met === null ? "" : met ? ", met" : ", MISSED";
    lines.push(`  ${name}: ${text} (target ${aim}${verdict})`);
  }
  const { unknown_share: unknown, maintenance_seconds: planned } = figures;
  lines.push(
    `  nobody watched: ${(unknown * 100).toFixed(2)} % of the time; maintenance: ${planned} s`,
  );
  for (const { from, seconds, ended } of figures.failures) {
    lines.push(`  failure at ${from}: ${seconds} s down${ended ? "" : ", still lasting"}`);
  }
  return lines;
}

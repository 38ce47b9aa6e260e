import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { reportCsv } from "../../monitor/report/csv.js";
import { reportHtml } from "../../monitor/report/html.js";
import { type MonthReport, monthReport } from "../../monitor/report/month-report.js";
import type { ReportLocale } from "../../monitor/report/wording.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import type { Terminal } from "../terminal.js";
import { type MonitorFlags, monitorFolder, readMonitorSettings } from "./settings.js";

/** What `monitor report` takes. */
export interface ReportFlags extends MonitorFlags {
  readonly month: string;
  readonly format: "html" | "csv" | "json";
  readonly locale: ReportLocale;
  readonly zone: string;
  readonly out?: string;
}

/** Writes the report of a month. */
export async function report(terminal: Terminal, flags: ReportFlags): Promise<ExitCode> {
  const folder = resolve(terminal.folder, monitorFolder(flags, readMonitorSettings()));
  const { month, zone, out } = flags;
  const content = textOf(await monthReport(folder, { month, zone, now: Date.now() }), flags);
  if (out === undefined) terminal.out(content.trimEnd());
  else {
    await writeFile(resolve(terminal.folder, out), content);
    terminal.err(`Written: ${out}`);
  }
  return EXIT.fine;
}

function textOf(found: MonthReport, { format, locale }: ReportFlags): string {
  switch (format) {
    case "html":
      return reportHtml(found, locale);
    case "csv":
      return reportCsv(found);
    case "json":
      return `${JSON.stringify(found, null, 2)}\n`;
  }
}

import { resolve } from "node:path";
import { type IngestReport, RECORD_KINDS } from "@cdp-whatif/core";
import { ingestFiles } from "@cdp-whatif/core/node";
import { parsingOf } from "../parsing.js";
import { EXIT, type ExitCode } from "./exit-code.js";
import { type StoreOptions, withStore } from "./store.js";
import { grouped, progressLine, type Terminal } from "./terminal.js";

/** What `ingest` takes. */
export interface IngestOptions extends StoreOptions {
  readonly json?: boolean;
}

/** Reads files and folders into the store and tells what became of every line. */
export async function ingest(
  terminal: Terminal,
  paths: readonly string[],
  options: IngestOptions,
): Promise<ExitCode> {
  const report = await withStore(terminal, options, async ({ store, catalogue, ruleSet }) => {
    const progress = progressLine(terminal);
    try {
      const { report: done, unknown } = await ingestFiles({
        paths: paths.map((path) => resolve(terminal.folder, path)),
        store,
        catalogue,
        ...parsingOf(ruleSet),
        ...(options.zone !== undefined && { zone: options.zone }),
        onProgress: ({ offset, size, read }) =>
          progress.show({ bytes: offset, totalBytes: size, records: read }),
      });
      for (const file of unknown) {
        terminal.err(`cdp-whatif: not read, its name does not end in .jsonl or .ndjson: ${file}`);
      }
      return done;
    } finally {
      progress.done();
    }
  });
  if (options.json) terminal.out(JSON.stringify(report));
  else for (const line of reportLines(report)) terminal.out(line);
  for (const { source, reason } of report.failed) terminal.err(`cdp-whatif: ${source}: ${reason}`);
  if (report.failed.length > 0) return EXIT.internal;
  return report.deadLettered > 0 ? EXIT.deadLetters : EXIT.fine;
}

/** A report as people read it. */
export function reportLines(report: IngestReport): string[] {
  const lines = [
    `Read ${grouped(report.read)} records: ${grouped(report.stored)} stored, ` +
      `${grouped(report.duplicates)} known already, ${grouped(report.deadLettered)} not accepted.`,
  ];
  for (const kind of RECORD_KINDS) {
    const count = report.byKind[kind];
    if (count) lines.push(`  ${kind}: ${grouped(count)}`);
  }
  const rules = Object.entries(report.byRule).sort(([, a], [, b]) => b - a);
  for (const [rule, count] of rules) lines.push(`  not accepted, ${rule}: ${grouped(count)}`);
  if (report.deadLettered > 0) {
    lines.push("See each with its place and reason: cdp-whatif dead-letters list");
  }
  if (report.demo) lines.push("These are demo data, made by the generator.");
  return lines;
}

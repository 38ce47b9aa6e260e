import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import {
  deriveBehaviour,
  type IngestReport,
  RECORD_KINDS,
  type Progress as SourceProgress,
} from "@cdp-whatif/core";
import { parquetFile } from "@cdp-whatif/core/duckdb";
import { type FoundFile, ingestFiles } from "@cdp-whatif/core/node";
import { parsingOf } from "../parsing.js";
import { sizeText } from "../size-text.js";
import { audited } from "./audited.js";
import { EXIT, type ExitCode } from "./exit-code.js";
import { type StoreOptions, withStore } from "./store.js";
import { grouped, type Progress, progressLine, type Terminal } from "./terminal.js";

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
  const input = paths.includes("-") ? await keepInput() : null;
  const report = await withStore(terminal, options, async (opened) => {
    const { store, catalogue, ruleSet } = opened;
    const progress = progressLine(terminal);
    const total = totalOf(progress.show);
    try {
      const reading = {
        paths: paths.map((path) =>
          path === "-" && input !== null ? input.file : resolve(terminal.folder, path),
        ),
        store,
        catalogue,
        ...parsingOf(ruleSet),
        parquet: parquetFile,
        ...(options.zone !== undefined && { zone: options.zone }),
        onDiscovered(files) {
          total.expect(files);
          for (const file of files) {
            if (!options.json) terminal.out(fileLine(file, terminal.folder));
            else if (!file.taken) terminal.err(`cdp-whatif: ${fileLine(file, terminal.folder)}`);
          }
        },
        onProgress: total.add,
      } satisfies Parameters<typeof ingestFiles>[0];
      const { report: done } = await audited(
        opened,
        "ingest",
        () => ingestFiles(reading),
        ({ report: { read, stored, deadLettered } }) => ({ read, stored, deadLettered }),
      );
      await deriveBehaviour({
        store,
        catalogue,
        ...(options.zone !== undefined && { zone: options.zone }),
      });
      return done;
    } finally {
      progress.done();
    }
  }).finally(() => input?.discard());
  if (options.json) terminal.out(JSON.stringify(report));
  else for (const line of reportLines(report)) terminal.out(line);
  for (const { source, reason } of report.failed) terminal.err(`cdp-whatif: ${source}: ${reason}`);
  if (report.failed.length > 0) return EXIT.internal;
  return report.deadLettered > 0 ? EXIT.deadLetters : EXIT.fine;
}

/** Standard input as a file: what it is, its first bytes say, and it is read twice. */
async function keepInput(): Promise<{ readonly file: string; discard(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "cdp-whatif-"));
  const file = join(folder, "stdin");
  const discard = () => rm(folder, { recursive: true, force: true });
  try {
    await pipeline(process.stdin, createWriteStream(file));
  } catch (error) {
    await discard();
    throw error;
  }
  return { file, discard };
}

/** What a file is, and whether it is read. */
function fileLine(file: FoundFile, folder: string): string {
  const { path, format, packing, kind, bytes, rows, taken, reason } = file;
  const near = relative(folder, path);
  const name = near === "" || near.startsWith("..") ? path : near;
  const said = reason === null ? "" : ` (${reason})`;
  if (!taken) return `not read: ${name}${said}`;
  const what = [kind ?? "unknown records", format ?? "unknown format"];
  if (packing !== null) what.push(packing);
  if (bytes !== null) what.push(sizeText(bytes));
  if (rows !== null) what.push(`${format === "parquet" ? "" : "about "}${grouped(rows)} rows`);
  return `${name}: ${what.join(", ")}${said}`;
}

/** Adds up the progress of sources that are read one after the other. */
function totalOf(show: (progress: Progress) => void) {
  const done = new Map<string, { bytes: number; records: number }>();
  const sizes = new Map<string, number>();
  const sum = (values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0);
  return {
    expect(files: readonly FoundFile[]) {
      for (const { path, taken, bytes } of files) if (taken) sizes.set(path, bytes ?? 0);
    },
    add({ source, bytes, read }: SourceProgress) {
      // A source before this one is done with, also where it had been read before.
      for (const path of sizes.keys()) {
        if (path === source) break;
        const records = done.get(path)?.records ?? 0;
        done.set(path, { bytes: sizes.get(path) ?? 0, records });
      }
      done.set(source, { bytes, records: read });
      show({
        bytes: sum([...done.values()].map((one) => one.bytes)),
        totalBytes: sum(sizes.values()),
        records: sum([...done.values()].map((one) => one.records)),
      });
    },
  };
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

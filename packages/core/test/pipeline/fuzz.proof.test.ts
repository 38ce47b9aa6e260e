import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { isProof, recordProof } from "../../../../scripts/record-proof.js";
import { openStore } from "../../src/duckdb/index.js";
import { byteSource, createPipeline, memoryStore, type RecordStore } from "../../src/index.js";
import { scanPlatform } from "../../src/node/scan-platform.js";
import { type ParsedPiece, parseSource } from "../../src/pipeline/parse-source.js";
import { parseSteps } from "../../src/pipeline/parse-steps.js";
import { scanSource } from "../../src/pipeline/scan/scan-source.js";
import { csvLines } from "../../src/source/index.js";
import { recordsOfColumns } from "../../src/store/behaviour-columns.js";
import { fuzzInput } from "./fuzz-line.js";

const LINES = 250;
const INPUTS = isProof ? 1_000_000 : 3_000;
const SEEDS = Array.from({ length: Math.ceil(INPUTS / LINES) }, (_, i) => i + 1);
const START = { offset: 0, line: 0 };
const folder = mkdtempSync(join(tmpdir(), "fuzz-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a law for every seed; a failure names its seed. */
async function forSeeds(law: (seed: number) => Promise<void>) {
  for (const seed of SEEDS) {
    await law(seed).catch((cause: unknown) => {
      throw new Error(`seed ${seed} fails: ${String(cause)}`, { cause });
    });
  }
}

/** Ingests what a seed makes; every line must be found again. @returns what was not accepted */
async function ingest(store: RecordStore, seed: number, csv: boolean) {
  const { bytes } = fuzzInput(seed, LINES);
  const plain = byteSource(csv ? Buffer.concat([HEADER, bytes]) : bytes, { name: `fuzz-${seed}` });
  const source = csv
    ? {
        ...plain,
        lines: (options: Parameters<typeof csvLines>[1]) => csvLines(plain.open, options),
      }
    : plain;
  const before = await store.content();
  const report = await createPipeline({ source, store, batchSize: 64 }).run();
  const after = await store.content();
  expect(report.failed).toEqual([]);
  // A quote that is not closed lets one row of CSV run over several lines.
  if (!csv) expect(report.read + report.blank).toBe(LINES);
  expect(report.read).toBe(report.stored + report.duplicates + report.deadLettered);
  const records = (of: typeof after) => Object.values(of.records).reduce((a, b) => a + b, 0);
  expect(records(after) - records(before)).toBe(report.stored - report.displaced);
  return report;
}
const HEADER = Buffer.from("timestamp,group,region,brand_percentages.A,key_insights\n");

it.each([
  ["memory", false],
  ["memory", true],
  ["duckdb", false],
] as const)(
  `stores, knows or keeps as a dead letter each of ${INPUTS} damaged lines, into %s, CSV %s`,
  { timeout: 6 * 3_600_000 },
  async (engine, csv) => {
    // A new store now and then, so that it doesn't hold everything.
    const all = { read: 0, stored: 0, duplicates: 0, deadLettered: 0 };
    let store: RecordStore | undefined;
    await forSeeds(async (seed) => {
      if (seed % 100 === 1) {
        await store?.close();
        const path = join(folder, `${seed}-${csv}.duckdb`);
        store = engine === "memory" ? memoryStore() : await openStore(`duckdb:${path}`);
      }
      if (store === undefined) throw new Error("there is no store");
      const report = await ingest(store, seed, csv);
      for (const name of ["read", "stored", "duplicates", "deadLettered"] as const)
        all[name] += report[name];
    });
    await store?.close();
    recordProof(
      `fuzz-${engine}${csv ? "-csv" : ""}`,
      `Damaged ${csv ? "rows of CSV" : "lines of JSON"} into ${engine}: none is lost`,
      { "lines made": SEEDS.length * LINES, seeds: `1 to ${SEEDS.length}`, ...all },
    );
  },
);

async function all(pieces: AsyncIterable<ParsedPiece>) {
  const records: { position: { line: number } }[] = [];
  const deadLetters: unknown[] = [];
  let [blank, next] = [0, START];
  for await (const piece of pieces) {
    records.push(...(piece.columns ?? []).flatMap(recordsOfColumns), ...piece.records);
    deadLetters.push(...piece.deadLetters);
    blank += piece.blank;
    next = piece.next;
  }
  records.sort((a, b) => a.position.line - b.position.line);
  return { records, deadLetters, blank, next };
}

it(`scans ${INPUTS} damaged lines to what parsing makes of them`, {
  timeout: 6 * 3_600_000,
}, async () => {
  let records = 0;
  await forSeeds(async (seed) => {
    const source = byteSource(fuzzInput(seed, LINES).bytes, { name: "s" });
    const general = await all(parseSource(source, START, { steps: parseSteps({}) }));
    expect(await all(scanSource(source, START, scanPlatform))).toEqual(general);
    records += general.records.length;
  });
  recordProof("fuzz-scanning", "Scanning is held against parsing on damaged lines", {
    lines: SEEDS.length * LINES,
    seeds: `1 to ${SEEDS.length}`,
    "records among them, equal in both": records,
  });
});

import { execFile } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, expect, it } from "vitest";
import * as z from "zod";
import { isProof, recordProof } from "../../../../scripts/record-proof.js";

const MIB = 2 ** 20;
const LARGE_MIB = isProof ? 5120 : 10;
const BOUND_MIB = 700;
const folder = mkdtempSync(join(tmpdir(), "cdp-large-"));
afterAll(() => rmSync(folder, { recursive: true }));

const Outcome = z.object({
  read: z.int(),
  stored: z.int(),
  failed: z.array(z.unknown()),
  bytes: z.int(),
  seconds: z.number(),
  peakMiB: z.number(),
});

/** Behaviour rows as a table or as JSON lines, a minute apart. @returns rows and bytes */
function writeRows(path: string, { mib, csv }: { mib: number; csv: boolean }) {
  const file = openSync(path, "w");
  let [bytes, rows] = [0, 0];
  if (csv)
    bytes += writeSync(
      file,
      "timestamp,group,region,brand_percentages.A,brand_percentages.B,key_insights\n",
    );
  while (bytes < mib * MIB) {
    let text = "";
    for (let i = 0; i < 2000; i++, rows++) {
      const minute = new Date(Date.UTC(1990, 0, 1) + rows * 60_000);
      const timestamp = minute.toISOString().slice(0, 19).replace("T", " ");
      const insights = [`第 ${rows} 分鐘 ${(rows * 2654435761) % 4294967296} ${"觀察".repeat(20)}`];
      text += csv
        ? `${timestamp},新鮮人,台北,40,60,"${JSON.stringify(insights).replaceAll('"', '""')}"\n`
        : `${JSON.stringify({ timestamp, group: "新鮮人", region: "台北", brand_percentages: { A: 40, B: 60 }, key_insights: insights })}\n`;
    }
    bytes += writeSync(file, text);
  }
  closeSync(file);
  return { rows, bytes };
}

it.each([
  ["JSON lines", false],
  ["CSV", true],
])(
  `reads ${LARGE_MIB} MiB of %s to the end in at most ${BOUND_MIB} MiB, with progress`,
  {
    timeout: 4 * 3_600_000,
  },
  async (format, csv) => {
    const input = join(folder, csv ? "rows.csv" : "rows.jsonl");
    const written = writeRows(input, { mib: LARGE_MIB, csv });
    const script = fileURLToPath(new URL("./ingest-files-child.ts", import.meta.url));
    const runner = fileURLToPath(new URL("../../../../scripts/run-source.mjs", import.meta.url));
    const options = ["--max-old-space-size=192", runner];
    const args = [...options, script, join(folder, `${format}.duckdb`), input];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    rmSync(input);
    const outcome = Outcome.parse(JSON.parse(stdout));
    expect(outcome).toMatchObject({
      read: written.rows,
      stored: written.rows,
      failed: [],
      bytes: written.bytes,
    });
    expect(outcome.peakMiB).toBeLessThan(BOUND_MIB);
    recordProof(`large-file-${csv ? "csv" : "json-lines"}`, `A large file of ${format}`, {
      "size, MiB": LARGE_MIB,
      records: outcome.stored,
      "peak resident memory, MiB": Math.round(outcome.peakMiB),
      "records a second": Math.round(outcome.stored / outcome.seconds),
    });
  },
);

import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { createRandom } from "./random.js";
import { runChild } from "./run-child.js";

const MIB = 1024 * 1024;
const SMALL_MIB = 32;
const LARGE_MIB = process.env.PROOF === "1" ? 4096 : 208;
const BOUND_MIB = 512;
/** Less than the difference of the inputs; two runs differ by some of it anyway. */
const GROWTH_MIB = 160;
const folder = mkdtempSync(join(tmpdir(), "cdp-memory-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Long lines, so that bytes grow faster than time: 16 KiB of insight each. */
function writeInput(path: string, mib: number): number {
  const random = createRandom(3);
  const words = Array.from({ length: 500 }, () => random().toString(36).slice(2, 10));
  const word = () => words[Math.floor(random() * words.length)];
  const file = openSync(path, "w");
  let [bytes, lines] = [0, 0];
  for (; bytes < mib * MIB; lines++) {
    const minute = new Date(Date.UTC(2020, 0, 1) + lines * 60_000);
    const line = JSON.stringify({
      timestamp: minute.toISOString().slice(0, 19).replace("T", " "),
      group: "新鮮人",
      region: "台北",
      total_personas: 500,
      brand_percentages: { "7-11": 29.4, FamilyMart: 33.6, Other: 37 },
      avg_satisfaction: 0.721,
      digital_adoption_rate: 0.957,
      gamification_engagement: 0.957,
      efficiency_score: 0.585,
      key_insights: [Array.from({ length: 1800 }, word).join(" ")],
    });
    bytes += writeSync(file, `${line}\n`);
  }
  closeSync(file);
  return lines;
}

async function peakOf(name: string, mib: number): Promise<number> {
  const input = join(folder, `${name}.jsonl`);
  const lines = writeInput(input, mib);
  const run = await runChild({
    store: join(folder, `${name}.duckdb`),
    input,
    batchSize: 100,
    nodeOptions: ["--max-old-space-size=96"],
  });
  rmSync(input);
  const done = run.messages.at(-1);
  if (done?.kind !== "done")
    throw new Error(`the child did not finish: ${JSON.stringify(done)} ${run.errors}`);
  expect(done.report).toMatchObject({ read: lines, stored: lines });
  return done.peakMiB;
}

it(`ingests ${LARGE_MIB} MiB in about the memory that ${SMALL_MIB} MiB take, at most ${BOUND_MIB} MiB`, {
  timeout: 20 * 60_000,
}, async () => {
  const small = await peakOf("small", SMALL_MIB);
  const large = await peakOf("large", LARGE_MIB);
  expect(large).toBeLessThan(BOUND_MIB);
  expect(large - small).toBeLessThan(GROWTH_MIB);
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, expect, it } from "vitest";
import { duckdbStore } from "../../src/duckdb/index.js";
import { fileSource } from "../../src/node/index.js";
import { createPipeline } from "../../src/pipeline/index.js";
import { memoryStore } from "../../src/store/index.js";
import { everything } from "../../src/testing/contract-support.js";
import { marketLines } from "./market-lines.js";
import { createRandom } from "./random.js";
import { runChild } from "./run-child.js";

const PROOF = process.env.PROOF === "1";
const KILLS = PROOF ? 60 : 8;
const LINES_PER_KILL = 1500;
const MINUTES = 60_000;

const folder = mkdtempSync(join(tmpdir(), "cdp-kill-"));
afterAll(() => rmSync(folder, { recursive: true }));

it(`keeps every acknowledged record once, through ${KILLS} kills at random moments`, {
  timeout: (PROOF ? 25 : 4) * MINUTES,
}, async () => {
  const random = createRandom(20_260_305);
  const input = join(folder, "behaviour.jsonl");
  const lines = marketLines((KILLS + 2) * LINES_PER_KILL, random);
  writeFileSync(input, `${lines.join("\n")}\n`);
  const store = join(folder, "killed.duckdb");

  let [kills, acknowledgedLine, accounted] = [0, 0, 0];
  let finished = false;
  while (!finished) {
    const killAfter = kills < KILLS ? 1 + Math.floor(random() * 8) : Number.POSITIVE_INFINITY;
    const delayMs = random() * 40;
    let commits = 0;
    const run = await runChild({
      store,
      input,
      batchSize: 100,
      onMessage: (message, kill) => {
        if (message.kind !== "stored") return;
        commits += 1;
        if (commits === killAfter) void setTimeout(delayMs).then(kill);
      },
    });
    expect(run.errors).toBe("");
    const [start] = run.messages;
    if (start?.kind !== "start") throw new Error(`the child did not start: ${run.errors}`);
    // What was acknowledged is durable; what lies between was committed, and its answer was lost with the process.
    expect(start.line).toBeGreaterThanOrEqual(acknowledgedLine);
    accounted += start.line - acknowledgedLine;
    acknowledgedLine = start.line;
    for (const message of run.messages) {
      if (message.kind !== "stored") continue;
      const { stored, duplicates, deadLettered } = message.counts;
      expect(stored + duplicates + deadLettered).toBe(message.read);
      accounted += message.read;
      acknowledgedLine = message.line;
    }
    if (run.killed) kills += 1;
    finished = run.messages.at(-1)?.kind === "done";
    expect(run.killed).toBe(!finished);
  }

  expect(kills).toBe(KILLS);
  expect(accounted).toBe(lines.length);
  const undisturbed = memoryStore();
  const source = await fileSource(input);
  await createPipeline({ source, store: undisturbed, zone: "Asia/Taipei" }).run();
  const survivor = await duckdbStore(store);
  expect(await everything(survivor)).toBe(await everything(undisturbed));
  expect(await survivor.checkpoint(input)).toEqual(await undisturbed.checkpoint(input));
  await survivor.close();
});

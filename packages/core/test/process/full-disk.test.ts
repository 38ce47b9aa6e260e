import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { duckdbStore } from "../../src/duckdb/index.js";
import { fileSource } from "../../src/node/index.js";
import { createPipeline } from "../../src/pipeline/index.js";
import { memoryStore } from "../../src/store/index.js";
import { everything } from "../../src/testing/contract-support.js";
import { marketLines } from "./market-lines.js";
import { createRandom } from "./random.js";
import { runChild } from "./run-child.js";

const MIB = 1024 * 1024;
const folder = mkdtempSync(join(tmpdir(), "cdp-full-"));
const disk = join(folder, "disk");
mkdirSync(disk);
/** A disk of 16 MiB where mounting is allowed, else a limit on the size of files. */
const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=16m", "tmpfs", disk]).status === 0;
const limited = spawnSync("bash", ["-c", "trap '' XFSZ; ulimit -f 1"]).status === 0;

afterAll(() => {
  if (mounted) spawnSync("umount", [disk]);
  rmSync(folder, { recursive: true });
});

const input = join(folder, "behaviour.jsonl");
const lines = marketLines(12_000, createRandom(7));
beforeAll(() => writeFileSync(input, `${lines.join("\n")}\n`));

const skipped = mounted || limited ? "" : " (needs mount or ulimit)";
it.skipIf(skipped !== "")(
  `says that the disk is full, keeps what was acknowledged, and loses nothing once there is space${skipped}`,
  { timeout: 240_000 },
  async () => {
    const store = join(disk, "store.duckdb");
    const ballast = join(disk, "ballast");
    // Enough room for the tables and some commits, not for all.
    if (mounted) writeFileSync(ballast, new Uint8Array(11 * MIB));
    const wrapper = mounted
      ? []
      : ["bash", "-c", "trap '' XFSZ; ulimit -f 3072; exec \"$@\"", "bash"];
    const full = await runChild({ store, input, batchSize: 100, wrapper });
    const failure = full.messages.at(-1);
    expect(failure).toMatchObject({ kind: "failed", code: "store_full" });
    if (failure?.kind !== "failed") throw new Error(full.errors);
    expect(failure.message).toContain(store);
    expect(failure.message).toContain("free some space");
    const stored = full.messages.filter((message) => message.kind === "stored");
    expect(stored.length).toBeGreaterThan(0);
    expect(statSync(store).size).toBeGreaterThan(0);

    if (mounted) truncateSync(ballast, 0);
    if (mounted) spawnSync("mount", ["-o", "remount,size=256m", disk]);
    const again = await runChild({ store, input, batchSize: 100 });
    const [start] = again.messages;
    if (start?.kind !== "start") throw new Error(`the child did not start: ${again.errors}`);
    expect(start.line).toBeGreaterThanOrEqual(stored.at(-1)?.line ?? 0);
    expect(again.messages.at(-1)).toMatchObject({ kind: "done" });

    const undisturbed = memoryStore();
    const source = await fileSource(input);
    await createPipeline({ source, store: undisturbed, zone: "Asia/Taipei" }).run();
    const survivor = await duckdbStore(store);
    expect(await everything(survivor)).toBe(await everything(undisturbed));
    await survivor.close();
  },
);

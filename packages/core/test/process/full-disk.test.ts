import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  rmSync,
  statfsSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { duckdbStore } from "../../src/duckdb/index.js";
import { fileSource } from "../../src/node/index.js";
import { createLineParser, createPipeline } from "../../src/pipeline/index.js";
import type { CanonicalRecord } from "../../src/schema/record.js";
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

it.skipIf(!mounted)(
  `goes on in the same process once there is space${mounted ? "" : " (needs mount)"}`,
  { timeout: 120_000 },
  async () => {
    spawnSync("mount", ["-o", "remount,size=16m", disk]);
    const ballast = join(disk, "ballast");
    // A small log is folded into the file often: that fails, too, and then the engine has to be opened anew.
    const store = await duckdbStore(join(disk, "small-log.duckdb"), { walMiB: 1 });
    const records = recordsOf(lines);
    const commit = (i: number) =>
      store.commit({ records: records.slice(i * 500, (i + 1) * 500), deadLetters: [] });
    await commit(0);
    const free = statfsSync(disk);
    writeFileSync(ballast, new Uint8Array(free.bavail * free.bsize - 2 * MIB));
    let [i, failure]: [number, unknown] = [1, null];
    while (failure === null && i * 500 < records.length) {
      failure = await commit(i).then(
        () => null,
        (error: unknown) => error,
      );
      if (failure === null) i += 1;
    }
    expect(failure).toMatchObject({ code: "store_full" });
    const held = (await store.content()).records.behaviour;
    expect(held).toBeGreaterThan(0);
    truncateSync(ballast, 0);
    while (i * 500 < records.length) {
      await commit(i);
      i += 1;
    }
    const undisturbed = memoryStore();
    await undisturbed.commit({ records, deadLetters: [] });
    const { version: _, ...content } = await undisturbed.content();
    expect(await store.content()).toMatchObject(content);
    expect(await everything(store)).toBe(await everything(undisturbed));
    await store.close();
  },
);

function recordsOf(texts: readonly string[]): CanonicalRecord[] {
  const parse = createLineParser({ zone: "Asia/Taipei" });
  return texts.flatMap((text, i) => {
    const position = { source: "behaviour.jsonl", line: i + 1, offset: i * 400 };
    const parsed = parse(text, { position });
    return parsed.ok ? [parsed.record] : [];
  });
}

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { duckdbStore } from "../../src/duckdb/index.js";
import { fileParser } from "../../src/node/file-parser.js";
import { fileSource } from "../../src/node/file-source.js";
import {
  createPipeline,
  type PipelineOptions,
  type SourceParser,
} from "../../src/pipeline/index.js";
import { memoryStore, type RecordStore } from "../../src/store/index.js";
import { everything } from "../../src/testing/contract-support.js";

const DAY = 86_400_000;
let folder = "";
let large = "";

/** Ten megabytes: behaviour, market, unknown names, conflicts, blank lines, lines that are wrong in several ways. */
function writeLines(): string {
  const lines: string[] = [];
  for (let i = 0; i < 6000; i++) {
    const date = new Date(Date.UTC(2020, 0, 1) + Math.floor(i / 3) * DAY).toISOString();
    const share = Math.round(((i * 7919) % 700) + 100) / 1000;
    lines.push(
      JSON.stringify({
        timestamp: `${date.slice(0, 10)} 02:00:00`,
        group: i % 125 === 7 ? "不知名" : ["新鮮人", "家庭族"][i % 2],
        region: ["台北", "台南", "高雄"][i % 3],
        total_personas: i % 251 === 3 ? -1 : 500,
        brand_percentages: { "7-11": 100 * share, Other: 100 * (1 - share) },
        avg_satisfaction: i % 4 === 0 ? null : 0.5,
        key_insights: [`第${i}則`, "數位支付採用率高", "x".repeat(1400)],
      }),
    );
    if (i % 175 === 0) lines.push("", "{not json", JSON.stringify({ any: i }));
    if (i % 225 === 0) {
      const price = 30 + (i % 5);
      lines.push(JSON.stringify({ date: date.slice(0, 10), region: "台北", brand: "7-11", price }));
    }
  }
  return lines.join("\n");
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cdp-parser-"));
  large = join(folder, "large.jsonl");
  await writeFile(large, writeLines());
});
afterAll(() => rm(folder, { recursive: true }));

let used = 0;
const counted: SourceParser = (...args) => {
  const pieces = fileParser(...args);
  if (pieces !== null) used += 1;
  return pieces;
};

async function ingest(store: RecordStore, options: Partial<PipelineOptions>) {
  const source = await fileSource(large);
  const pipeline = createPipeline({ source, store, batchSize: 1000, ...options });
  const report = await pipeline.run();
  // How many batches there are is not the same: a thread's end where a block of lines does.
  return { report, stages: pipeline.stages().filter(({ name }) => name !== "notification") };
}

it("makes of a large file what parsing it in this thread makes of it, and counts alike", async () => {
  const stores = [memoryStore(), memoryStore(), await duckdbStore(":memory:")] as const;
  const here = await ingest(stores[0], {});
  const inMemory = await ingest(stores[1], { parse: counted });
  const inDuckdb = await ingest(stores[2], { parse: counted });
  expect(used).toBe(2);
  expect(inMemory).toEqual(here);
  expect(inDuckdb).toEqual(here);
  expect(here.report.deadLettered).toBeGreaterThan(50);
  expect(here.report.byKind).toMatchObject({ market: 27 });
  const [first, ...others] = await Promise.all(stores.map(everything));
  for (const other of others) expect(other === first).toBe(true);
  await stores[2].close();
});

it("goes on where a run stopped, and ends its thread when it is stopped", async () => {
  const store = memoryStore();
  const stop = new AbortController();
  const stopped = ingest(store, {
    parse: counted,
    signal: stop.signal,
    onProgress: ({ read }) => {
      if (read >= 1000) stop.abort();
    },
  });
  await expect(stopped).rejects.toMatchObject({ code: "aborted" });
  const whole = memoryStore();
  await ingest(whole, {});
  const rest = await ingest(store, { parse: counted });
  expect(rest.report.read).toBeGreaterThan(0);
  expect((await everything(store)) === (await everything(whole))).toBe(true);
});

it("leaves small files to the pipeline, and what was given functions", async () => {
  const small = join(folder, "small.jsonl");
  await writeFile(small, "{}\n");
  const from = { offset: 0, line: 0 };
  expect(fileParser(await fileSource(small), from, {})).toBeNull();
  expect(fileParser(await fileSource(large), from, { rules: [() => null] })).toBeNull();
});

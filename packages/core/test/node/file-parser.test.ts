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
let table = "";

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

/** Nine megabytes of rows: plain ones, unknown names, conflicts, blank rows, rows that are wrong in several ways. */
function writeRows(): string {
  const rows = [
    "timestamp,group,region,brand_percentages.7-11,brand_percentages.Other,avg_satisfaction,key_insights",
  ];
  for (let i = 0; i < 6000; i++) {
    const date = new Date(Date.UTC(2020, 0, 1) + Math.floor(i / 3) * DAY).toISOString();
    const share = Math.round(((i * 7919) % 700) + 100) / 10;
    const group = i % 125 === 7 ? "不知名" : ["新鮮人", "家庭族"][i % 2];
    const said = i % 4 === 0 ? "" : i % 251 === 3 ? "viel" : "0.50";
    const text = i % 99 === 0 ? "a\nb" : "x".repeat(1400);
    const insights = JSON.stringify([`第${i}則`, text]).replaceAll('"', '""');
    rows.push(
      `${date.slice(0, 10)} 02:00:00,${group},${["台北", "台南", "高雄"][i % 3]},${share},${(100 - share).toFixed(1)},${said},"${insights}"`,
    );
    if (i % 175 === 0) rows.push("", ",,,,,,", "one,two", '"never closed');
  }
  return rows.join("\r\n");
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cdp-parser-"));
  large = join(folder, "large.jsonl");
  await writeFile(large, writeLines());
  table = join(folder, "large.csv");
  await writeFile(table, writeRows());
});
afterAll(() => rm(folder, { recursive: true }));

let used = 0;
const counted: SourceParser = (...args) => {
  const pieces = fileParser(...args);
  if (pieces !== null) used += 1;
  return pieces;
};

async function ingest(
  store: RecordStore,
  { path = large, ...options }: Partial<PipelineOptions> & { path?: string },
) {
  const source = await fileSource(path);
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

it("makes of a large table what parsing it in this thread makes of it, wherever a run stopped", async () => {
  const [here, there, inParts] = [memoryStore(), memoryStore(), memoryStore()];
  const before = used;
  const general = await ingest(here, { path: table });
  const scanned = await ingest(there, { path: table, parse: counted });
  expect(used).toBe(before + 1);
  expect(scanned).toEqual(general);
  expect(general.report).toMatchObject({ blank: 70, byKind: { behaviour: general.report.stored } });
  expect(general.report.deadLettered).toBeGreaterThan(50);
  const stop = new AbortController();
  const onProgress = ({ read }: { read: number }) => {
    if (read >= 1000) stop.abort();
  };
  const stopped = ingest(inParts, { path: table, parse: counted, signal: stop.signal, onProgress });
  await expect(stopped).rejects.toMatchObject({ code: "aborted" });
  await ingest(inParts, { path: table, parse: counted });
  const [first, ...others] = await Promise.all([here, there, inParts].map(everything));
  for (const other of others) expect(other === first).toBe(true);
});

it("leaves tables of other records to the pipeline", async () => {
  const market = join(folder, "market.csv");
  const row = `2026-03-05,台北,7-11,30,${"0".repeat(1000)}\n`;
  await writeFile(market, `date,region,brand,price,extra\n${row.repeat(9000)}`);
  const source = await fileSource(market);
  expect(source.size).toBeGreaterThan(8 * 1_048_576);
  expect(fileParser(source, { offset: 0, line: 0 }, {})).toBeNull();
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

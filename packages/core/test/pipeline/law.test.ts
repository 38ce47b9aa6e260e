import fc from "fast-check";
import { expect, it } from "vitest";
import {
  createPipeline,
  memoryStore,
  type RecordStore,
  replayDeadLetters,
} from "../../src/index.js";
import { behaviourLine, pieces } from "./line.js";

const valid = fc
  .record({
    group: fc.constantFrom("新鮮人", "Fresh Grad", "FinTech家庭", "Neu"),
    region: fc.constantFrom("台北", "臺北市", "台南", "Kaohsiung"),
    day: fc.integer({ min: 1, max: 4 }),
    family: fc.integer({ min: 0, max: 3 }),
    madeOn: fc.option(fc.integer({ min: 1, max: 3 }), { nil: null }),
  })
  .map(({ group, region, day, family, madeOn }) =>
    behaviourLine({
      timestamp: `2026-03-0${day} 02:00:00`,
      group,
      region,
      brand_distribution: { "7-11": 200, FamilyMart: 100 + family, Other: 200 - family },
      brand_percentages: undefined,
      ...(madeOn === null ? {} : { metadata: { generated_at: `2026-04-0${madeOn} 00:00:00` } }),
    }),
  );
const invalid = fc.constantFrom(
  "{",
  "[]",
  '{"event":"限時加倍"}',
  behaviourLine({ total_personas: 3 }),
  behaviourLine({ timestamp: "gestern" }),
);
const input = fc.array(
  fc.oneof({ weight: 4, arbitrary: valid }, { weight: 1, arbitrary: invalid }),
  {
    maxLength: 40,
  },
);

async function ingest(store: RecordStore, lines: readonly string[], batchSize = 7, piece = 300) {
  const bytes = new TextEncoder().encode(`${lines.join("\n")}\n`);
  const source = pieces(bytes, piece);
  return createPipeline({ source, store, batchSize, resume: false }).run();
}

/** What a store answers, without where each record was met first. */
async function answers(store: RecordStore) {
  const rows = await store.behaviour({});
  const letters = await store.deadLetters({});
  const { version: _, ...content } = await store.content();
  return JSON.stringify({
    rows: rows.map(({ position: _p, raw: _r, repairs: _q, ...row }) => row),
    letters: letters.map(({ position: _p, raw: _r, ...letter }) => letter),
    content,
    summary: await store.summary({}),
    buckets: await store.buckets({ bucket: "week" }),
    history: (await store.history()).digest,
  });
}

it("law 1: everything read is stored, a duplicate or a dead letter, per run, per source and over the store's life", async () => {
  await fc.assert(
    fc.asyncProperty(input, input, async (first, second) => {
      const store = memoryStore();
      let [stored, displaced, deadLettered] = [0, 0, 0];
      for (const lines of [first, second]) {
        const report = await ingest(store, lines);
        expect(report.read).toBe(lines.length);
        expect(report.read).toBe(report.stored + report.duplicates + report.deadLettered);
        const byRule = Object.values(report.byRule).reduce((a, b) => a + b, 0);
        expect(byRule).toBe(report.deadLettered);
        stored += report.stored;
        displaced += report.displaced;
        deadLettered += report.deadLettered;
      }
      const content = await store.content();
      expect(content.records.behaviour).toBe(stored - displaced);
      expect(content.deadLetters).toBe(deadLettered + displaced);
    }),
    { numRuns: 60 },
  );
});

it("law 2: the same input again, in any order and batching, leaves the same answers", async () => {
  const shuffled = input.chain((lines) =>
    fc.record({
      lines: fc.constant(lines),
      other: fc.shuffledSubarray(lines, { minLength: lines.length }),
      batchSize: fc.integer({ min: 1, max: 20 }),
      piece: fc.integer({ min: 1, max: 2000 }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(shuffled, async ({ lines, other, batchSize, piece }) => {
      const [a, b] = [memoryStore(), memoryStore()];
      await ingest(a, lines);
      await ingest(b, other, batchSize, piece);
      const once = await answers(a);
      expect(await answers(b)).toBe(once);
      const again = await ingest(a, other, batchSize, piece);
      expect(again).toMatchObject({ stored: 0, deadLettered: 0, duplicates: lines.length });
      expect(await answers(a)).toBe(once);
    }),
    { numRuns: 60 },
  );
});

it("law 4: a rejected record is kept whole, and can be replayed after a repair", async () => {
  const store = memoryStore();
  const broken = behaviourLine({ timestamp: "5 March" });
  await ingest(store, [broken, "{"]);
  const repair = ({ raw }: { raw: string }) => raw.replace("5 March", "2026-03-05 02:00:04");
  const report = await replayDeadLetters({ store, rule: "unreadable_date", repair });
  expect(report).toEqual({ read: 1, stored: 1, duplicates: 0, deadLettered: 0, skipped: 0 });
  const [record] = await store.behaviour({});
  expect(record).toMatchObject({ raw: broken, position: { source: "file", line: 1 } });
  expect(record?.repairs).toContain("replayed");
  expect(await store.deadLetters({ rule: "unreadable_date" })).toEqual([]);
  expect(await replayDeadLetters({ store })).toMatchObject({ read: 1, stored: 0, deadLettered: 1 });
  expect((await store.content()).deadLetters).toBe(1);
});

it("law 5: what a line does not say stays unknown", async () => {
  const optional = [
    "avg_satisfaction",
    "digital_adoption_rate",
    "gamification_engagement",
    "efficiency_score",
    "total_personas",
  ];
  await fc.assert(
    fc.asyncProperty(fc.subarray(optional), async (left) => {
      const store = memoryStore();
      const fields = Object.fromEntries(left.map((field) => [field, undefined]));
      await ingest(store, [behaviourLine({ ...fields, brand_distribution: undefined })]);
      const [record] = await store.behaviour({});
      const values = {
        avg_satisfaction: record?.satisfaction,
        digital_adoption_rate: record?.digitalAdoption,
        gamification_engagement: record?.gamification,
        efficiency_score: record?.efficiency,
        total_personas: record?.people,
      };
      for (const [field, value] of Object.entries(values)) {
        if (left.includes(field)) expect(value).toBeNull();
        else expect(value).toBe(JSON.parse(behaviourLine())[field]);
      }
    }),
  );
});

it("law 3 and 6: the checkpoint follows the commits, and one batch at most waits for the store", async () => {
  const inner = memoryStore();
  let [running, most] = [0, 0];
  const offsets: number[] = [];
  const store: RecordStore = {
    ...inner,
    async commit(batch) {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 1));
      const report = await inner.commit(batch);
      offsets.push(batch.checkpoint?.offset ?? -1);
      running -= 1;
      return report;
    },
  };
  const lines = Array.from({ length: 50 }, (_, i) => behaviourLine({ region: `R${i}` }));
  const told: number[] = [];
  const bytes = new TextEncoder().encode(`${lines.join("\n")}\n`);
  const pipeline = createPipeline({ source: pieces(bytes, 500), store, batchSize: 5 });
  pipeline.subscribe(({ sequence }) => {
    told.push(sequence);
  });
  const report = await pipeline.run();
  expect(report.stored).toBe(50);
  expect(most).toBe(1);
  expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
  expect(offsets.at(-1)).toBe(bytes.length);
  expect(told).toEqual(offsets.map((_, i) => i + 1));
  expect(pipeline.stages().map(({ name, state, out }) => [name, state, out])).toEqual([
    ["source_discovery", "done", 1],
    ["connection_establish", "done", 1],
    ["data_extraction", "done", 50],
    ["validation", "done", 50],
    ["transformation", "done", 50],
    ["enrichment", "done", 50],
    ["indexing", "done", 50],
    ["notification", "done", offsets.length],
  ]);
  expect(await createPipeline({ source: pieces(bytes, 500), store }).run()).toMatchObject({
    read: 0,
  });
});

it("lets a failure of the store through, and goes on from the checkpoint when run again", async () => {
  const inner = memoryStore();
  let commits = 0;
  const store: RecordStore = {
    ...inner,
    async commit(batch) {
      commits += 1;
      if (commits === 3) throw new Error("disk full");
      return inner.commit(batch);
    },
  };
  const lines = Array.from({ length: 40 }, (_, i) => behaviourLine({ region: `R${i}` }));
  const bytes = new TextEncoder().encode(lines.join("\n"));
  const run = () => createPipeline({ source: pieces(bytes, 400), store, batchSize: 4 }).run();
  await expect(run()).rejects.toThrow("disk full");
  const before = (await store.content()).records.behaviour;
  const report = await run();
  expect(report.read).toBe(report.stored + report.duplicates);
  expect(before + report.stored).toBe(40);
});

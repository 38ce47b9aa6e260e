import fc from "fast-check";
import { expect, it } from "vitest";
import { createIntake, StageBoard } from "../../src/pipeline/index.js";
import { memoryStore } from "../../src/store/memory-store.js";
import type { RecordStore } from "../../src/store/record-store.js";
import { marketMessage } from "../../src/testing/market-message.js";
import { failingStore } from "./live-support.js";

/** A store that counts its commits and takes a moment for each. */
function slowStore() {
  const store = memoryStore();
  const commits: number[] = [];
  return {
    ...store,
    commits,
    commit: async (batch: Parameters<RecordStore["commit"]>[0]) => {
      commits.push(batch.records.length);
      await new Promise((resolve) => setTimeout(resolve, 2));
      return store.commit(batch);
    },
  };
}

it("makes few commits of many deliveries, and each delivery durable before it is accepted", async () => {
  const store = slowStore();
  const intake = createIntake({ store });
  const deliveries = Array.from({ length: 200 }, (_, i) => [marketMessage(i + 1)]);
  await Promise.all(
    deliveries.map(async (messages, i) => {
      await intake.accept(messages, { source: "door" });
      const held = await store.records({ kind: "market" });
      expect(held.some(({ units }) => units === i + 1)).toBe(true);
    }),
  );
  expect(store.commits.length).toBeLessThan(10);
  expect((await store.content()).records.market).toBe(200);
});

it("tells each delivery of its own rejects, and keeps them", async () => {
  const intake = createIntake({ store: slowStore() });
  const good = intake.accept([marketMessage(1)], { source: "a" });
  const bad = intake.accept(["{", marketMessage(2)], { source: "b" });
  expect(await good).toMatchObject({ read: 1, deadLetters: [] });
  expect(await bad).toMatchObject({ read: 2, deadLetters: [{ rule: "invalid_json" }] });
});

it("refuses the deliveries of a commit that fails, and takes the next ones", async () => {
  const store = failingStore((commit) => commit === 1);
  const intake = createIntake({ store });
  await expect(intake.accept([marketMessage(1)], { source: "a" })).rejects.toThrow(
    "the disk is full",
  );
  expect((await store.content()).records.market).toBe(0);
  expect((await intake.accept([marketMessage(1)], { source: "a" })).commit.stored).toBe(1);
});

it("refuses more while too much waits already", async () => {
  const intake = createIntake({ store: slowStore(), mostWaiting: 3 });
  const send = (n: number) => intake.accept([marketMessage(n)], { source: "a" });
  const sent = Array.from({ length: 8 }, (_, i) => send(i + 1));
  const ends = await Promise.allSettled(sent);
  const refused = ends.filter(({ status }) => status === "rejected");
  expect(refused.length).toBeGreaterThan(0);
  for (const end of refused) expect(end).toMatchObject({ reason: { code: "store_busy" } });
  await expect(send(9)).resolves.toMatchObject({ read: 1 });
});

it("keeps read = stored + duplicates + dead-lettered, however deliveries are cut", async () => {
  const message = fc.oneof(fc.integer({ min: 1, max: 20 }).map(marketMessage), fc.constant("{"));
  const deliveries = fc.array(fc.array(message, { maxLength: 4 }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(deliveries, async (all) => {
      const store = memoryStore();
      const board = new StageBoard();
      const reports = new Set<object>();
      const sums = { stored: 0, duplicates: 0, deadLettered: 0 };
      const intake = createIntake({ store, board });
      const accepted = await Promise.all(
        all.map((messages) => intake.accept(messages, { source: "a" })),
      );
      for (const { commit } of accepted) {
        if (reports.has(commit)) continue;
        reports.add(commit);
        sums.stored += commit.stored;
        sums.duplicates += commit.duplicates;
        sums.deadLettered += commit.deadLettered;
      }
      const read = accepted.reduce((sum, one) => sum + one.read, 0);
      expect(read).toBe(sums.stored + sums.duplicates + sums.deadLettered);
      expect(board.all().find(({ name }) => name === "indexing")?.in ?? 0).toBe(read);
    }),
    { numRuns: 100 },
  );
});

import fc from "fast-check";
import { expect, it } from "vitest";
import { type LiveSource, SourceError } from "../../src/source/index.js";
import { memoryStore } from "../../src/store/memory-store.js";
import type { RecordStore } from "../../src/store/record-store.js";
import { marketMessage } from "../../src/testing/market-message.js";
import { run } from "./live-support.js";

it("keeps read = stored + duplicates + dead-lettered, and acknowledges only what is durable, whatever fails", async () => {
  const message = fc.oneof(
    fc.integer({ min: 1, max: 30 }).map(marketMessage),
    fc.constantFrom("{", "[1]", '{"date":"2026-03-05"}', "\u0000"),
  );
  const batches = fc.array(fc.array(message, { maxLength: 5 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(batches, fc.infiniteStream(fc.boolean()), async (all, chance) => {
      const next = () => chance.next().value;
      let trouble = 20;
      const unlucky = () => trouble-- > 0 && next();
      const memory = memoryStore();
      const held: RecordStore = {
        ...memory,
        commit: async (batch) => {
          if (unlucky()) throw new Error("before");
          const report = await memory.commit(batch);
          if (unlucky()) throw new Error("after");
          return report;
        },
      };
      const source: LiveSource = {
        name: "s",
        kind: "iterable",
        async *open({ cursor, signal }) {
          for (let at = cursor === null ? 0 : Number(cursor); at < all.length; at += 1) {
            if (signal.aborted) return;
            if (unlucky()) throw new SourceError("broken");
            yield {
              messages: all[at] ?? [],
              cursor: String(at + 1),
              acknowledge: async () => {
                expect(Number((await memory.checkpoint("s"))?.fingerprint)).toBeGreaterThan(at);
              },
            };
          }
        },
      };
      const state = await run(source, { store: held }).ended;
      expect(state.state).toBe("ended");
      expect(state.read).toBe(state.stored + state.duplicates + state.deadLettered);
      const { records, deadLetters } = await memory.content();
      const distinct = new Set(all.flat());
      expect(records.market + deadLetters).toBe(distinct.size);
    }),
    { numRuns: 200 },
  );
});

import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { RECORD_KINDS } from "../schema/record.js";
import { dayOfDate } from "../schema/time-text.js";
import { bucketStart } from "../store/bucket.js";
import { buildHistory } from "../store/history.js";
import type { RecordStore } from "../store/record-store.js";
import { arbitraryLetter, arbitraryRecord } from "./arbitrary-record.js";
import { expectCells } from "./cell-contract.js";
import { columnContract } from "./column-contract.js";
import { conflictContract } from "./conflict-contract.js";
import { everything, inBatches, isKind, json } from "./contract-support.js";
import { customerContract } from "./customer-contract.js";
import { letterContract } from "./letter-contract.js";
import { bucketRows, loserCount, selectBehaviour, standing, winners } from "./oracle.js";

/** How the suite comes by stores. */
export interface ContractOptions {
  /** An empty store. */
  readonly create: () => Promise<RecordStore>;
  /** Closes a store and opens what it left behind; durable stores only. */
  readonly reopen?: (store: RecordStore) => Promise<RecordStore>;
  /** Random cases of each property. */
  readonly runs?: number;
}

const records = fc.array(arbitraryRecord, { maxLength: 60 });
const letters = fc.array(arbitraryLetter, { maxLength: 12 });
const query = fc.record(
  {
    persona: fc.constantFrom("Fresh_Grad", "😀", "nobody"),
    region: fc.constantFrom("Taipei", "Tainan"),
    fromDay: fc.integer({ min: 20_508, max: 20_520 }),
    toDay: fc.integer({ min: 20_508, max: 20_520 }),
    order: fc.constantFrom("asc" as const, "desc" as const),
    limit: fc.integer({ min: 0, max: 8 }),
  },
  { requiredKeys: [] },
);

/** The suite that every store passes: ingestion is idempotent and independent of order, queries are what they say. */
export function storeContract(name: string, { create, reopen, runs = 25 }: ContractOptions): void {
  describe(`${name} store`, () => {
    const open = new Set<RecordStore>();
    const fresh = async () => {
      const store = await create();
      open.add(store);
      return store;
    };
    const closing = async (store: RecordStore) => {
      open.delete(store);
      await store.close();
    };
    afterEach(async () => {
      for (const store of open) await store.close();
      open.clear();
    });

    conflictContract(fresh);

    it("is empty at first", async () => {
      const store = await fresh();
      const content = await store.content();
      expect(content.records).toEqual(Object.fromEntries(RECORD_KINDS.map((kind) => [kind, 0])));
      expect(content).toMatchObject({ deadLetters: 0, personas: [], brands: [], fromDay: null });
      expect(await store.behaviour({})).toEqual([]);
      expect(await store.summary({})).toEqual([]);
      expect(await store.checkpoint("a.jsonl")).toBeNull();
      expect((await store.history()).cells).toEqual([]);
    });

    it("accounts for every record and every dead letter of each commit", async () => {
      await fc.assert(
        fc.asyncProperty(
          records,
          letters,
          fc.integer({ min: 1, max: 20 }),
          async (rows, dead, size) => {
            const store = await fresh();
            let [stored, deadLettered, displaced] = [0, 0, 0];
            for (const batch of inBatches(rows, dead, size)) {
              const report = await store.commit(batch);
              const read = batch.records.length + batch.deadLetters.length;
              expect(report.stored + report.duplicates + report.deadLettered).toBe(read);
              const byKind = Object.values(report.byKind).reduce((a, b) => a + b, 0);
              const byRule = Object.values(report.byRule).reduce((a, b) => a + b, 0);
              expect([byKind, byRule]).toEqual([report.stored, report.deadLettered]);
              expect(report.byRule.superseded ?? 0).toBe(report.superseded);
              stored += report.stored;
              deadLettered += report.deadLettered;
              displaced += report.displaced;
            }
            const content = await store.content();
            const held = Object.values(content.records).reduce((a, b) => a + b, 0);
            const tombstones = standing(rows).length - winners(rows).length;
            expect(held).toBe(stored - displaced - tombstones);
            expect(held).toBe(winners(rows).length);
            const letterIds = new Set(dead.map(({ id }) => id));
            expect(content.deadLetters).toBe(loserCount(rows) + letterIds.size);
            expect(content.deadLetters).toBeGreaterThanOrEqual(deadLettered);
            await closing(store);
          },
        ),
        { numRuns: runs },
      );
    });

    it("answers alike whatever the order and the batching, and when all of it comes again", async () => {
      const order = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
        minLength: 60,
        maxLength: 60,
      });
      await fc.assert(
        fc.asyncProperty(
          records,
          letters,
          order,
          fc.integer({ min: 1, max: 20 }),
          async (rows, dead, places, size) => {
            const [one, other] = [await fresh(), await fresh()];
            const shuffled = rows
              .map((row, i) => ({ row, place: places[i] ?? 0 }))
              .sort((a, b) => a.place - b.place)
              .map(({ row }) => row);
            for (const batch of inBatches(rows, dead, 1000)) await one.commit(batch);
            for (const batch of inBatches(shuffled, dead, size)) await other.commit(batch);
            const first = await everything(one);
            expect(await everything(other)).toBe(first);
            const { version } = await one.content();
            for (const batch of inBatches(shuffled, dead, size)) {
              const report = await one.commit(batch);
              expect([report.stored, report.deadLettered, report.displaced]).toEqual([0, 0, 0]);
            }
            expect(await everything(one)).toBe(first);
            expect((await one.content()).version).toBe(version);
            await closing(one);
            await closing(other);
          },
        ),
        { numRuns: runs },
      );
    });

    it("finds, sums up and buckets what trying all rows finds", async () => {
      const bucket = fc.constantFrom("day" as const, "week" as const, "month" as const);
      await fc.assert(
        fc.asyncProperty(
          records,
          fc.array(query, { minLength: 4, maxLength: 4 }),
          bucket,
          async (rows, queries, size) => {
            const store = await fresh();
            await store.commit({ records: rows, deadLetters: [] });
            const live = winners(rows);
            const behaviour = live.filter(isKind("behaviour"));
            const market = live.filter(isKind("market"));
            for (const asked of [{}, ...queries]) {
              const chosen = selectBehaviour(behaviour, asked);
              expect(json(await store.behaviour(asked))).toBe(json(chosen));
              await expectCells(store, { asked, behaviour });
              const buckets = bucketRows(chosen, (row) => bucketStart(dayOfDate(row.date), size));
              expect(json(await store.buckets({ ...asked, bucket: size }))).toBe(json(buckets));
              const summary = bucketRows(chosen, () => 0).map(({ day: _, ...row }) => row);
              expect(json(await store.summary(asked))).toBe(json(summary));
              const { persona: _persona, region: _region, ...rest } = asked;
              const found = await store.records({ kind: "market", ...rest });
              const directed = rest.order === "desc" ? [...market].reverse() : market;
              const within = directed.filter(({ date }) => {
                const day = dayOfDate(date);
                return day >= (rest.fromDay ?? day) && day <= (rest.toDay ?? day);
              });
              expect(json(found)).toBe(json(within.slice(0, rest.limit)));
            }
            await closing(store);
          },
        ),
        { numRuns: runs },
      );
    });

    it("gives every row exactly once when paged by cursor, in both directions", async () => {
      const order = fc.constantFrom("asc" as const, "desc" as const);
      await fc.assert(
        fc.asyncProperty(
          records,
          order,
          fc.integer({ min: 1, max: 5 }),
          async (rows, direction, limit) => {
            const store = await fresh();
            await store.commit({ records: rows, deadLetters: [] });
            const expected = selectBehaviour(winners(rows).filter(isKind("behaviour")), {
              order: direction,
            });
            const paged: typeof expected = [];
            for (;;) {
              const after = paged.at(-1);
              const page = await store.behaviour({ order: direction, limit, after });
              if (page.length === 0) break;
              paged.push(...page);
            }
            expect(json(paged)).toBe(json(expected));
            await closing(store);
          },
        ),
        { numRuns: runs },
      );
    });

    it("gives the history that the records make, digest and all", async () => {
      await fc.assert(
        fc.asyncProperty(
          records,
          fc.integer({ min: 20_500, max: 20_512 }),
          async (rows, fromDay) => {
            const store = await fresh();
            await store.commit({ records: rows, deadLetters: [] });
            for (const from of [undefined, fromDay]) {
              const live = winners(rows).filter(
                ({ date }) => from === undefined || dayOfDate(date) >= from,
              );
              const expected = buildHistory({
                behaviour: live.filter(isKind("behaviour")),
                market: live.filter(isKind("market")),
                webIntel: live.filter(isKind("web-intel")),
              });
              expect(await store.history({ fromDay: from })).toEqual(expected);
            }
            await closing(store);
          },
        ),
        { numRuns: runs },
      );
    });

    it("says what is in it", async () => {
      await fc.assert(
        fc.asyncProperty(records, async (rows) => {
          const store = await fresh();
          await store.commit({ records: rows, deadLetters: [] });
          const live = winners(rows);
          const days = live.map(({ date }) => dayOfDate(date)).sort((a, b) => a - b);
          const content = await store.content();
          expect(content.fromDay).toBe(days[0] ?? null);
          expect(content.toDay).toBe(days.at(-1) ?? null);
          expect(content.demo).toBe(live.some(({ demo }) => demo));
          const behaviour = live.filter(isKind("behaviour"));
          const market = live.filter(isKind("market"));
          const sorted = (texts: string[]) => [...new Set(texts)].sort();
          const brands = behaviour.flatMap(({ shares }) => Object.keys(shares));
          expect(content.personas).toEqual(sorted(behaviour.map(({ persona }) => persona)));
          expect(content.regions).toEqual(
            sorted([...behaviour, ...market].map(({ region }) => region)),
          );
          expect(content.brands).toEqual(sorted([...brands, ...market.map(({ brand }) => brand)]));
          await closing(store);
        }),
        { numRuns: runs },
      );
    });

    columnContract(fresh, { runs });
    letterContract(fresh, { runs });
    customerContract(fresh, { runs: Math.ceil(runs / 4) });

    if (reopen === undefined) return;
    it("has everything after it is closed and opened again", async () => {
      await fc.assert(
        fc.asyncProperty(records, letters, async (rows, dead) => {
          const store = await fresh();
          const checkpoint = { source: "a.jsonl", offset: 2 ** 40, line: 7, fingerprint: "f" };
          for (const batch of inBatches(rows, dead, 20))
            await store.commit({ ...batch, checkpoint });
          const before = await everything(store);
          const content = await store.content();
          open.delete(store);
          const again = await reopen(store);
          open.add(again);
          expect(await everything(again)).toBe(before);
          expect(await again.content()).toEqual(content);
          const kept = rows.length + dead.length === 0 ? null : checkpoint;
          expect(await again.checkpoint("a.jsonl")).toEqual(kept);
          await closing(again);
        }),
        { numRuns: Math.min(runs, 10) },
      );
    });
  });
}

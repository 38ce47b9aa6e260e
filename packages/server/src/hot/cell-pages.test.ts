import { type BehaviourRecord, memoryStore, parseBehaviourLine } from "@cdp-whatif/core";
import { expect, it } from "vitest";
import { type CellPages, createCellPages } from "./cell-pages.js";

function recordOf(timestamp: string, persona = "新鮮人"): BehaviourRecord {
  const line = {
    timestamp,
    group: persona,
    region: "台北",
    total_personas: 10,
    brand_percentages: { "7-11": 40, Other: 60 },
  };
  const parsed = parseBehaviourLine(JSON.stringify(line));
  if (!parsed.ok) throw new RangeError(JSON.stringify(parsed.rejection));
  return parsed.record;
}

const CELL = ["Fresh_Grad", "Taipei"] as const;
const rowsOf = (pages: CellPages) => pages.peek(...CELL)?.page.rows;
const commit = (store: ReturnType<typeof memoryStore>, record: BehaviourRecord) =>
  store.commit({ records: [record], deadLetters: [] });
const options = { budgetBytes: 1000, folder: "/tmp" };

it("reads a cell once and forgets it when a commit touches it", async () => {
  const store = memoryStore();
  const pages = createCellPages({ ...options, store });
  await commit(store, recordOf("2026-01-01 02:00:00"));
  expect(pages.peek(...CELL)).toBeUndefined();
  await pages.open(...CELL);
  expect(rowsOf(pages)).toBe(1);
  const second = recordOf("2026-01-02 02:00:00");
  await commit(store, second);
  pages.forget([second]);
  expect(pages.peek(...CELL)).toBeUndefined();
  await pages.open(...CELL);
  expect(rowsOf(pages)).toBe(2);
  expect(pages.statistics).toMatchObject({ pages: 1, hits: 2, misses: 2 });
  pages.close();
});

it("reads again when a commit comes while it reads", async () => {
  const store = memoryStore();
  const first = recordOf("2026-01-01 02:00:00");
  const second = recordOf("2026-01-02 02:00:00");
  await commit(store, first);
  let reads = 0;
  const slow = {
    ...store,
    async eachBehaviour(...asked: Parameters<typeof store.eachBehaviour>) {
      await store.eachBehaviour(...asked);
      reads += 1;
      if (reads > 1) return;
      await commit(store, second);
      pages.forget([second]);
    },
  };
  const pages = createCellPages({ ...options, store: slow });
  await Promise.all([pages.open(...CELL), pages.open(...CELL)]);
  expect([reads, rowsOf(pages)]).toEqual([2, 2]);
  pages.close();
});

it("leaves a cell to the store that commits never let it read", async () => {
  const store = memoryStore();
  const record = recordOf("2026-01-01 02:00:00");
  const restless = {
    ...store,
    async eachBehaviour() {
      await Promise.resolve();
      pages.forget([record]);
    },
  };
  const pages = createCellPages({ ...options, store: restless });
  await pages.open(...CELL);
  expect(pages.peek(...CELL)).toBeUndefined();
  pages.close();
});

it("leaves a cell to the store whose instants repeat", async () => {
  const record = recordOf("2026-01-01 02:00:00");
  const inner = memoryStore();
  await commit(inner, record);
  const store: typeof inner = {
    ...inner,
    async eachBehaviour(query, visit) {
      for (let i = 0; i < 2; i += 1) await inner.eachBehaviour(query, visit);
    },
  };
  const pages = createCellPages({ ...options, store });
  await pages.open(...CELL);
  expect(pages.peek(...CELL)).toBeNull();
  pages.close();
});

it("warms all cells, and stops when told", async () => {
  const store = memoryStore();
  await commit(store, recordOf("2026-01-01 02:00:00"));
  const pages = createCellPages({ ...options, store });
  const stop = new AbortController();
  await pages.warm(stop.signal);
  expect(rowsOf(pages)).toBe(1);
  stop.abort();
  pages.clear();
  await pages.warm(stop.signal);
  expect(pages.statistics.pages).toBe(0);
  await pages.probe();
  pages.close();
});

import type { BehaviourRecord, CanonicalRecord, RecordKind } from "../schema/record.js";
import { dayOfDate } from "../schema/time-text.js";
import { BehaviourAggregate } from "./behaviour-aggregate.js";
import { type BucketSize, bucketStart } from "./bucket.js";
import { buildHistory } from "./history.js";
import { MemoryTable } from "./memory-table.js";
import type {
  BehaviourBucket,
  BehaviourQuery,
  BehaviourSummaryRow,
  CellQuery,
  RecordStore,
} from "./record-store.js";

/** A store that keeps everything in memory: for pages, tests and small data. */
export function memoryStore(): RecordStore {
  const table = new MemoryTable();

  const select = (query: BehaviourQuery): BehaviourRecord[] => {
    const { persona, region } = query;
    const rows =
      persona !== undefined && region !== undefined
        ? table.cell(persona, region)
        : table.sorted("behaviour").filter((row) => isOf(row, query));
    return page(rows, query);
  };
  const aggregates = (
    query: BehaviourQuery,
    bucket: BucketSize | null,
  ): (BehaviourSummaryRow & { day: number })[] => {
    const groups = new Map<string, { day: number; aggregate: BehaviourAggregate }>();
    for (const row of select(query)) {
      const rowDay = dayOfDate(row.date);
      const day = bucket === null ? 0 : bucketStart(rowDay, bucket);
      const key = JSON.stringify([row.persona, row.region, day]);
      const group = groups.get(key) ?? { day, aggregate: new BehaviourAggregate(row) };
      groups.set(key, group);
      group.aggregate.add(row, rowDay);
    }
    return [...groups.values()]
      .map(({ day, aggregate }) => ({ day, ...aggregate.result() }))
      .sort((a, b) => order(a.persona, b.persona) || order(a.region, b.region) || a.day - b.day);
  };

  return {
    customers: table.customers,
    async commit(batch) {
      return table.commit(batch);
    },
    async checkpoint(source) {
      return table.checkpoints.get(source) ?? null;
    },
    async content() {
      return table.content();
    },
    async behaviour(query) {
      return select(query);
    },
    async eachBehaviour(query, visit) {
      for (const rows of table.cells()) {
        const cell = rows[0];
        if (cell === undefined || !isOf(cell, query)) continue;
        for (const row of rows) visit({ ...row, day: dayOfDate(row.date) });
      }
    },
    async summary(query) {
      return aggregates(query, null).map(({ day: _, ...row }) => row);
    },
    async buckets({ bucket, ...query }): Promise<BehaviourBucket[]> {
      return aggregates(query, bucket);
    },
    async records({ kind, ...query }) {
      return page(table.sorted(kind), query);
    },
    async history({ fromDay } = {}) {
      const query = { fromDay };
      return buildHistory({
        behaviour: select(query),
        market: page(table.sorted("market"), query),
        webIntel: page(table.sorted("web-intel"), query),
      });
    },
    async letterCounts() {
      const counts = new Map<string, number>();
      for (const { rule } of table.deadLetters.values()) {
        counts.set(rule, (counts.get(rule) ?? 0) + 1);
      }
      return Object.fromEntries([...counts].sort(([a], [b]) => order(a, b)));
    },
    async deadLetters({ rule, source, since, until, limit, afterId }) {
      return [...table.deadLetters.values()]
        .filter(
          (letter) =>
            (rule === undefined || letter.rule === rule) &&
            (source === undefined || letter.position.source === source) &&
            (since === undefined || (letter.rejectedAt ?? Number.NaN) >= since) &&
            (until === undefined || (letter.rejectedAt ?? Number.NaN) <= until) &&
            (afterId === undefined || letter.id > afterId),
        )
        .sort((a, b) => order(a.id, b.id))
        .slice(0, limit);
    },
    async removeDeadLetters(ids) {
      table.removeDeadLetters(ids);
    },
    trimDeadLetters: async (limits) => table.trimDeadLetters(limits),
    async close() {},
  };
}

function isOf(row: BehaviourRecord, { persona, region }: CellQuery): boolean {
  return (
    (persona === undefined || row.persona === persona) &&
    (region === undefined || row.region === region)
  );
}

interface PageQuery {
  readonly fromDay?: number | undefined;
  readonly toDay?: number | undefined;
  readonly order?: "asc" | "desc" | undefined;
  readonly limit?: number | undefined;
  readonly after?: { readonly at: number; readonly key: string } | undefined;
}

/** Rows of a page, from rows in order of instant and key. */
function page<R extends Extract<CanonicalRecord, { kind: RecordKind }>>(
  rows: readonly R[],
  { fromDay, toDay, order: direction = "asc", limit, after }: PageQuery,
): R[] {
  const sign = direction === "asc" ? 1 : -1;
  const within = rows.filter((row) => {
    if (after !== undefined) {
      const place = row.at - after.at || order(row.key, after.key);
      if (place * sign <= 0) return false;
    }
    if (fromDay === undefined && toDay === undefined) return true;
    const day = dayOfDate(row.date);
    return (fromDay === undefined || day >= fromDay) && (toDay === undefined || day <= toDay);
  });
  if (direction === "desc") within.reverse();
  return limit === undefined ? within : within.slice(0, limit);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

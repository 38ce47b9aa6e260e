import type {
  BehaviourColumns,
  BehaviourRecord,
  CustomerStore,
  RecordStore,
  StoreContent,
} from "@cdp-whatif/core";

/** What a commit changed, for those who keep something made from the store. */
export interface StoreChange {
  /** Cells of behaviour records that came or were derived anew; one displaced by them is of the same cell. */
  readonly behaviour: readonly Pick<BehaviourRecord, "persona" | "region">[];
  /** Whether customer events came or left,. */
  readonly customers: boolean;
  readonly stored: number;
  readonly deadLettered: number;
}

/** The cells of behaviour columns, each once. */
function cellsOf({ names, persona, region }: BehaviourColumns): StoreChange["behaviour"] {
  const pairs = new Set(
    Array.from(persona, (place, row) => place * names.length + (region[row] ?? 0)),
  );
  return [...pairs].map((pair) => ({
    persona: names[Math.floor(pair / names.length)] ?? "",
    region: names[pair % names.length] ?? "",
  }));
}

/** A store that tells of its changes and keeps its content at hand between them. */
export interface WatchedStore extends RecordStore {
  onChange(listener: (change: StoreChange) => void): void;
}

/**
 * Watches a store that only this process writes to.
 *
 * @remarks `content()` is read once per change: answers ask for it at every request.
 */
export function watchStore(store: RecordStore): WatchedStore {
  const listeners: ((change: StoreChange) => void)[] = [];
  let content: Promise<StoreContent> | undefined;
  const forget = () => {
    content = undefined;
  };
  const tellAll = (change: StoreChange) => {
    forget();
    for (const listener of listeners) listener(change);
  };
  const watchCustomers = (customers: CustomerStore): CustomerStore => ({
    touched: (limit) => customers.touched(limit),
    known: (ids) => customers.known(ids),
    pairs: (ids) => customers.pairs(ids),
    claims: (ids) => customers.claims(ids),
    events: (query) => customers.events(query),
    settle: (change) => customers.settle(change),
    async deriveDays(options) {
      const report = await customers.deriveDays(options);
      if (report.cells.length > 0) {
        tellAll({ behaviour: report.cells, customers: false, stored: 0, deadLettered: 0 });
      }
      return report;
    },
    close: (day) => customers.close(day),
    async drop(day) {
      const removed = await customers.drop(day);
      if (removed > 0) tellAll({ behaviour: [], customers: false, stored: 0, deadLettered: 0 });
      return removed;
    },
    async erase(erasure) {
      const removed = await customers.erase(erasure);
      tellAll({ behaviour: [], customers: true, stored: 0, deadLettered: 0 });
      return removed;
    },
  });
  return {
    ...(store.customers !== undefined && { customers: watchCustomers(store.customers) }),
    ...(store.identity !== undefined && { identity: store.identity }),
    ...(store.takesColumns === true && { takesColumns: true }),
    async commit(batch) {
      const customers =
        batch.records.some(({ kind }) => kind === "customer-event") ||
        (batch.events ?? []).some(({ rows }) => rows > 0);
      const behaviour = [
        ...batch.records.filter((record) => record.kind === "behaviour"),
        ...(batch.columns ?? []).flatMap(cellsOf),
      ];
      const tell = (stored: number, deadLettered: number) => {
        tellAll({ behaviour, customers, stored, deadLettered });
      };
      try {
        const report = await store.commit(batch);
        const deadLettered = report.deadLettered + report.displaced;
        if (report.stored + deadLettered > 0) tell(report.stored, deadLettered);
        return report;
      } catch (error) {
        // A commit that failed may still have reached the store.
        tell(0, 0);
        throw error;
      }
    },
    content() {
      if (content === undefined) {
        const asked = store.content();
        content = asked;
        asked.catch(forget);
      }
      return content;
    },
    checkpoint: (source) => store.checkpoint(source),
    behaviour: (query) => store.behaviour(query),
    eachBehaviour: (query, visit) => store.eachBehaviour(query, visit),
    summary: (query) => store.summary(query),
    buckets: (query) => store.buckets(query),
    records: (query) => store.records(query),
    history: (query) => store.history(query),
    deadLetters: (query) => store.deadLetters(query),
    letterCounts: () => store.letterCounts(),
    removeDeadLetters: (ids) => store.removeDeadLetters(ids).finally(forget),
    ...(store.probe !== undefined && { probe: () => store.probe?.() ?? Promise.resolve() }),
    trimDeadLetters: (limits) => store.trimDeadLetters(limits).finally(forget),
    ...(store.space !== undefined && { space: store.space }),
    ...(store.compact !== undefined && { compact: store.compact }),
    close: () => store.close(),
    onChange: (listener) => {
      listeners.push(listener);
    },
  };
}

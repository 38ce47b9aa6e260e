import type { BehaviourRecord, RecordStore, StoreContent } from "@cdp-whatif/core";

/** What a commit changed, for those who keep something made from the store. */
export interface StoreChange {
  /** Behaviour records of the batch; a record displaced by one of them is of the same cell. */
  readonly behaviour: readonly BehaviourRecord[];
  readonly stored: number;
  readonly deadLettered: number;
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
  return {
    async commit(batch) {
      const behaviour = batch.records.filter((record) => record.kind === "behaviour");
      const tell = (stored: number, deadLettered: number) => {
        forget();
        for (const listener of listeners) listener({ behaviour, stored, deadLettered });
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
    summary: (query) => store.summary(query),
    buckets: (query) => store.buckets(query),
    records: (query) => store.records(query),
    history: (query) => store.history(query),
    deadLetters: (query) => store.deadLetters(query),
    letterCounts: () => store.letterCounts(),
    removeDeadLetters: (ids) => store.removeDeadLetters(ids).finally(forget),
    close: () => store.close(),
    onChange: (listener) => {
      listeners.push(listener);
    },
  };
}

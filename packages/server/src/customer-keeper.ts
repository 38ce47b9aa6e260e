import {
  type Catalogue,
  type CustomerAnswer,
  deriveBehaviour,
  type EraseReport,
  eraseCustomer,
  type RecordStore,
  readCustomer,
} from "@cdp-whatif/core";

/** Keeps what is derived from customer events up with the store, one piece of work at a time. */
export interface CustomerKeeper {
  /** Derives once nothing has changed for a moment. */
  changed(): void;
  /** Derives now; resolves when nothing is left to derive of what was there. */
  refresh(): Promise<void>;
  /** @throws CoreError `not_found` */
  read(id: string): Promise<CustomerAnswer>;
  /** @param until - events after this instant are taken again; null: none ever. @throws CoreError `not_found` */
  erase(id: string, until: number | null): Promise<EraseReport>;
  close(): Promise<void>;
}

/** What the keeper works with. */
export interface CustomerKeeperOptions {
  readonly store: RecordStore;
  readonly catalogue: Catalogue;
  readonly zone?: string | undefined;
  /** Buyers that a cell needs on a day to be told of. */
  readonly leastPeople?: number | undefined;
  readonly onFailure?: (error: unknown) => void;
  readonly now: () => number;
  readonly debounceMs?: number | undefined;
}

/** Creates a keeper that has nothing to do yet. */
export function createCustomerKeeper({
  store,
  catalogue,
  zone,
  leastPeople,
  onFailure,
  now,
  debounceMs = 100,
}: CustomerKeeperOptions): CustomerKeeper {
  const stopping = new AbortController();
  const options = { store, catalogue, zone: zone ?? catalogue.zone, leastPeople };
  let last: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
  const refresh = () =>
    inTurn(async () => {
      await deriveBehaviour({ ...options, signal: stopping.signal });
    });
  return {
    changed() {
      if (stopping.signal.aborted || timer !== undefined) return;
      timer = setTimeout(() => {
        timer = undefined;
        refresh().catch((error: unknown) => onFailure?.(error));
      }, debounceMs);
      timer.unref();
    },
    refresh,
    read: (id) => readCustomer({ ...options, id, asOf: now() }),
    erase: (id, until) => inTurn(() => eraseCustomer({ ...options, id, until })),
    async close() {
      stopping.abort();
      clearTimeout(timer);
      await last;
    },
  };
}

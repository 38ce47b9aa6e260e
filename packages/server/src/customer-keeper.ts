import { setTimeout as sleep } from "node:timers/promises";
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

/** How long others get for each time that deriving took: it may use a fifth of the time while events keep arriving. */
const REST = 4;
/** Nobody waits longer than that for what came last, ms. */
const LONGEST_REST_MS = 2000;

/** Measures pieces of work, and how long to rest after them. */
function createRest(signal: AbortSignal) {
  let [from, until] = [0, 0];
  const end = () => {
    const now = performance.now();
    until = now + Math.min(LONGEST_REST_MS, REST * (now - from));
  };
  const due = () => until - performance.now();
  const begin = () => {
    from = performance.now();
  };
  return {
    begin,
    end,
    due,
    async take() {
      end();
      await sleep(due(), undefined, { signal, ref: false }).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
      begin();
    },
  };
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
  const rest = createRest(stopping.signal);
  let last: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
  const derive = (pause?: () => Promise<void>) =>
    inTurn(() => deriveBehaviour({ ...options, signal: stopping.signal, pause }));
  return {
    changed() {
      if (stopping.signal.aborted || timer !== undefined) return;
      timer = setTimeout(
        () => {
          timer = undefined;
          rest.begin();
          derive(rest.take)
            .then(rest.end)
            .catch((error: unknown) => onFailure?.(error));
        },
        Math.max(debounceMs, rest.due()),
      );
      timer.unref();
    },
    async refresh() {
      await derive();
    },
    read: (id) => readCustomer({ ...options, id, asOf: now() }),
    erase: (id, until) => inTurn(() => eraseCustomer({ ...options, id, until })),
    async close() {
      stopping.abort();
      clearTimeout(timer);
      await last;
    },
  };
}

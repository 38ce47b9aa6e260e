import {
  type Catalogue,
  type CustomerAnswer,
  deriveBehaviour,
  type EraseReport,
  eraseCustomer,
  expireEvents,
  type RecordStore,
  readCustomer,
} from "@cdp-whatif/core";
import { Rest } from "./rest.js";

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
  /** Removes single events of days before this one; what was derived of them stays. @returns how many were removed */
  expire(beforeDay: number): Promise<number>;
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

/** Nobody waits longer than that for what came last, ms. */
const LONGEST_REST_MS = 2000;

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
  const rest = new Rest(LONGEST_REST_MS);
  /** Pieces of work that somebody waits for: deriving does not rest before them. */
  let awaited = 0;
  let last: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
  const awaitedInTurn = <T>(work: () => Promise<T>): Promise<T> => {
    awaited += 1;
    rest.wake();
    return inTurn(() => {
      awaited -= 1;
      return work();
    });
  };
  const signal = stopping.signal;
  const deriveAtLeisure = async () => {
    const pause = async () => {
      if (awaited === 0 && !signal.aborted) await rest.take();
    };
    rest.begin();
    await deriveBehaviour({ ...options, signal, pause });
    rest.end();
  };
  return {
    changed() {
      if (signal.aborted || timer !== undefined) return;
      timer = setTimeout(
        () => {
          timer = undefined;
          inTurn(deriveAtLeisure).catch((error: unknown) => onFailure?.(error));
        },
        Math.max(debounceMs, rest.due()),
      );
      timer.unref();
    },
    async refresh() {
      await awaitedInTurn(() => deriveBehaviour({ ...options, signal }));
    },
    read: (id) => readCustomer({ ...options, id, asOf: now() }),
    erase: (id, until) => awaitedInTurn(() => eraseCustomer({ ...options, id, until })),
    expire: (beforeDay) => awaitedInTurn(() => expireEvents({ ...options, beforeDay, signal })),
    async close() {
      stopping.abort();
      rest.wake();
      clearTimeout(timer);
      await last;
    },
  };
}

import type { AnomalyReport, BehaviourBucket, RecordStore } from "@cdp-whatif/core";
import { CoreError } from "@cdp-whatif/core/error";
import { DoorError } from "../problem.js";
import { startWorker } from "../thread/start-worker.js";
import { replyOf } from "../thread/worker-reply.js";

/** To the thread: days of all cells, from the first on; then that there are no more. */
export type AnomalyMessage = { readonly rows: readonly BehaviourBucket[] } | { readonly end: true };

/** Finds anomalies of all cells, once for each state of the data and last day. */
export interface AnomalyFinder {
  /**
   * @param toDay - days after it are not looked at
   * @throws DoorError `not_ready` when too many searches wait already
   */
  find(toDay: number | undefined): Promise<AnomalyReport>;
  /** The data changed. */
  forget(): void;
  close(): Promise<void>;
}

interface Search {
  readonly report: Promise<AnomalyReport>;
  /** What begins later sees every change. */
  begun: boolean;
}

/** Rows asked for at once: few enough that requests that arrive meanwhile hardly wait. */
const ROWS_AT_ONCE = 2000;
const MOST_WAITING = 8;
const MOST_KEPT = 32;

/**
 * Searches in a thread, one after the other, so that a search over many cells holds up nobody who asks for data.
 *
 * @remarks A search that was asked for goes on when the data change meanwhile: it tells what stood when it began.
 */
export function createAnomalyFinder(store: RecordStore): AnomalyFinder {
  const stopping = new AbortController();
  const known = new Map<number | undefined, Search>();
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return {
    find(toDay) {
      const found = known.get(toDay);
      if (found !== undefined) return found.report;
      if (waiting >= MOST_WAITING) {
        throw new DoorError(
          "not_ready",
          `${waiting} searches for anomalies wait already; try again in a few seconds.`,
          { "retry-after": "5" },
        );
      }
      waiting += 1;
      const begin = () => {
        search.begun = true;
        return findInThread(store, { toDay, signal: stopping.signal });
      };
      const search: Search = { report: last.then(begin), begun: false };
      known.set(toDay, search);
      const end = () => {
        waiting -= 1;
      };
      const fail = () => {
        if (known.get(toDay) === search) known.delete(toDay);
      };
      last = search.report.catch(fail).finally(end);
      const [oldest] = known.keys();
      if (known.size > MOST_KEPT) known.delete(oldest);
      return search.report;
    },
    forget() {
      for (const [toDay, { begun }] of known) if (begun) known.delete(toDay);
    },
    async close() {
      stopping.abort();
      await last;
    },
  };
}

async function findInThread(
  store: RecordStore,
  { toDay: until, signal }: { toDay: number | undefined; signal: AbortSignal },
): Promise<AnomalyReport> {
  if (signal.aborted) throw new CoreError("aborted", "the search for anomalies was stopped");
  const worker = startWorker("anomaly");
  const post = (message: AnomalyMessage) => worker.postMessage(message);
  const reply = replyOf<AnomalyReport>(worker, { what: "the search for anomalies", signal });
  // A failure is thrown where it is awaited; until then it must not count as unhandled.
  reply.catch(() => undefined);
  try {
    const { fromDay, toDay, records } = await store.content();
    if (fromDay !== null && toDay !== null) {
      const rowsPerDay = records.behaviour / (toDay - fromDay + 1);
      const daysAtOnce = Math.max(1, Math.floor(ROWS_AT_ONCE / Math.max(1, rowsPerDay)));
      const end = Math.min(until ?? toDay, toDay);
      for (let day = fromDay; day <= end && !signal.aborted; day += daysAtOnce) {
        const window = { fromDay: day, toDay: Math.min(end, day + daysAtOnce - 1) };
        post({ rows: await store.buckets({ ...window, bucket: "day" }) });
      }
    }
    post({ end: true });
    return await reply;
  } finally {
    await worker.terminate();
  }
}

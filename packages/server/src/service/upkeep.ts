import { tmpdir } from "node:os";
import type { LiveNews } from "@cdp-whatif/core";
import { CoreError } from "@cdp-whatif/core/error";
import { createRedisCache } from "../cache/redis-cache.js";
import { createScopes } from "../cache/scope.js";
import { type CustomerKeeper, createCustomerKeeper } from "../customer-keeper.js";
import { type AnswerCache, createAnswerCache } from "../hot/answer-cache.js";
import { type CellPages, createCellPages } from "../hot/cell-pages.js";
import { type AnomalyFinder, createAnomalyFinder } from "../intel/anomaly-finder.js";
import { releaseMemory } from "../release-memory.js";
import { tracedSimulator } from "../trace/traced.js";
import { createKeptFit, fittingCode } from "../twin/kept-fit.js";
import { createThreadEngine } from "../twin/live-engine.js";
import { createSettling } from "../twin/settling.js";
import { createSimulator, type Simulator } from "../twin/simulator.js";
import { createTwinKeeper, type TwinKeeper } from "../twin/twin-keeper.js";
import type { WatchedStore } from "../watched-store.js";
import type { ServiceOptions } from "./options.js";

const MIB = 2 ** 20;

/** What is made from the store, kept up with it: behaviour derived from customer events, pages of cells, answers, anomalies, the twin. */
export interface Upkeep {
  readonly customers: CustomerKeeper;
  readonly pages: CellPages;
  /** Answers that stand until the data change. */
  readonly kept: AnswerCache;
  /** Answers that stand until the twin changes. */
  readonly runs: AnswerCache;
  readonly anomalyFinder: AnomalyFinder;
  readonly twin: TwinKeeper;
  /** Simulates on the current twin. */
  readonly simulator: Simulator;
  /** Rises with every change of the data. */
  readonly dataVersion: () => number;
  /** Makes everything from what is stored now; resolves when that is done. */
  refresh(): Promise<void>;
  /** Ends threads and files. */
  close(): Promise<void>;
}

/** What the log says of it: the surest few of the changes. */
const briefOf = (news: LiveNews) =>
  "changes" in news
    ? { ...news, changes: news.changes.slice(0, 5).map(({ text }) => text) }
    : { ...news };

/** Makes what is made from a store, and makes it anew when that changes. */
export function createUpkeep(
  options: ServiceOptions,
  { store, signal }: { store: WatchedStore; signal: AbortSignal },
): Upkeep {
  const { catalogue, log } = options;
  const failed = (what: string) => (error: unknown) => {
    // Work that is given up because the server stops is no failure.
    const stopped = signal.aborted && error instanceof CoreError && error.code === "aborted";
    if (!stopped) log?.error({ err: error }, what);
  };
  const deriveFailed = failed("behaviour could not be derived");
  const scopes = createScopes({ store, catalogue, zone: options.zone });
  const { budgetBytes = 8 * MIB, redis, ttlSeconds = 600 } = options.cache ?? {};
  const cache = redis && createRedisCache(redis, scopes);
  const kept = createAnswerCache({
    budgetBytes,
    shared: cache && { cache, scope: scopes.ofData, ttlSeconds },
  });
  const runs = createAnswerCache({
    budgetBytes,
    shared: cache && { cache, scope: () => scopes.ofTwin(twin), ttlSeconds },
  });
  const { mostAgentSteps } = options;
  const threads = createSimulator({
    ...(options.threads !== undefined && { threads: options.threads }),
    ...(mostAgentSteps !== undefined && { mostAgentSteps }),
  });
  const simulator = options.tracer ? tracedSimulator(threads, options.tracer) : threads;
  const pages = createCellPages({
    store,
    budgetBytes: options.pageBudgetBytes ?? 16 * MIB,
    folder: tmpdir(),
    onFailure: failed("a cell could not be read"),
  });
  const settling = createSettling({ quietMs: options.debounceMs ?? 2000, signal });
  const { storeFile } = options;
  const keptFit =
    storeFile === undefined
      ? undefined
      : createKeptFit({
          ...{ file: `${storeFile}.fit`, catalogue, code: fittingCode() },
          onFailure: failed("the twin's fit could not be kept"),
        });
  // What lies beside a sealed store would have to be sealed, too; it may have been there before the key.
  if (options.keys) keptFit?.forget();
  const engine = createThreadEngine({
    history: (query) => store.history(query),
    kept: options.keys ? undefined : keptFit,
    ...{ catalogue, signal, quiet: settling.quiet, release: releaseMemory },
  });
  const twin: TwinKeeper = createTwinKeeper({
    engine,
    given: options.twin,
    onTwin(fitted) {
      runs.clear();
      simulator.use(fitted);
    },
    onNews(news) {
      // That there is a first twin is told by whoever started the server.
      if (news.kind === "refitted" && news.cause === "start") return;
      log?.info(briefOf(news), `twin: ${news.kind}`);
    },
    onFailure: failed("the twin could not be fitted"),
    ...(options.debounceMs !== undefined && { settleMs: Math.min(250, options.debounceMs) }),
  });
  const customers = createCustomerKeeper({
    store,
    catalogue,
    zone: options.zone,
    leastPeople: options.leastPeople,
    onFailure: deriveFailed,
    now: () => Date.now(),
    debounceMs: options.deriveDebounceMs,
  });
  const anomalyFinder = createAnomalyFinder(store);
  let dataVersion = 0;
  store.onChange(({ behaviour, customers: ofCustomers, stored }) => {
    if (ofCustomers) customers.changed();
    dataVersion += 1;
    pages.forget(behaviour);
    kept.clear();
    anomalyFinder.forget();
    if (behaviour.length === 0 && stored === 0) return;
    keptFit?.forget();
    settling.stir();
    twin.changed();
  });
  return {
    customers,
    pages,
    kept,
    runs,
    anomalyFinder,
    twin,
    simulator,
    dataVersion: () => dataVersion,
    async refresh() {
      await customers.refresh().catch(deriveFailed);
      // First what the server is not ready without; one after the other, since both hold much of the data while they work.
      await twin.refit();
      releaseMemory();
      await pages.warm(signal).catch(failed("the cells could not be read ahead"));
      releaseMemory();
    },
    async close() {
      await customers.close();
      await anomalyFinder.close();
      await twin.close();
      await engine.close();
      await keptFit?.settled();
      await simulator.close();
      pages.close();
    },
  };
}

import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Catalogue,
  CoreError,
  createIntake,
  type Intake,
  Notification,
  type RecordStore,
  RuleSet,
  StageBoard,
  type Twin,
} from "@cdp-whatif/core";
import { nodeTextHasher, systemTiming } from "@cdp-whatif/core/node";
import type { Logger } from "pino";
import { createApp } from "./app.js";
import { createShelf } from "./asset/shelf.js";
import { type CustomerKeeper, createCustomerKeeper } from "./customer-keeper.js";
import { serverChecks } from "./health/server-checks.js";
import { createVitals } from "./health/vitals.js";
import { createAnswerCache } from "./hot/answer-cache.js";
import { behaviourBytes } from "./hot/behaviour-bytes.js";
import { createBufferPool } from "./hot/buffer-pool.js";
import { createCellPages } from "./hot/cell-pages.js";
import { ingestInto } from "./ingest.js";
import { createCounters } from "./metrics.js";
import type { Target } from "./notify/definition.js";
import { createOutbox } from "./notify/outbox.js";
import { createStreamHub } from "./notify/stream-hub.js";
import { parsingOf } from "./parsing.js";
import { createQuestions } from "./question.js";
import { releaseMemory } from "./release-memory.js";
import { replayInto } from "./replay.js";
import type { Door } from "./route/mount.js";
import type { DefinedSource } from "./source/source-kind.js";
import { createSupervisor } from "./source/supervisor.js";
import { createTrackingParser } from "./tracking/parse-thread.js";
import { checkKeys, type WriteKey } from "./tracking/write-key.js";
import { fitInThread } from "./twin/fit-in-thread.js";
import { createSimulator } from "./twin/simulator.js";
import { createTwinKeeper, type TwinKeeper } from "./twin/twin-keeper.js";
import { type WatchedStore, watchStore } from "./watched-store.js";
import type { Webhook } from "./webhook/definition.js";
import { createReceiver } from "./webhook/receive.js";

/** What a server is made of. */
export interface ServiceOptions {
  readonly store: RecordStore;
  readonly catalogue: Catalogue;
  /** IANA zone of naive local times; the catalogue's when omitted. */
  readonly zone?: string | undefined;
  /** Rules of the user's own, and what is declared about the data. */
  readonly ruleSet?: RuleSet | undefined;
  /** Live sources that are run beside the server once it is prepared. */
  readonly sources?: readonly DefinedSource[];
  /** Webhooks that can be delivered to. */
  readonly webhooks?: readonly Webhook[];
  /** Who is told of durable batches by webhooks; needs `folder`. */
  readonly notify?: readonly Target[];
  /** A fitted twin that stands; otherwise one is fitted from the store. */
  readonly twin?: Twin | undefined;
  /** Folder that the server writes to, watched by `/health`. */
  readonly folder?: string | undefined;
  readonly log?: Logger | undefined;
  readonly allowedOrigins?: readonly string[];
  /** Bytes of serialised rows kept in memory; those beyond go to a scratch file. */
  readonly pageBudgetBytes?: number;
  readonly bodyLimitBytes?: number;
  readonly ingestLimitBytes?: number;
  /** Largest body of the tracking API, unpacked; Segment's own limit is 500 kB. */
  readonly trackingLimitBytes?: number;
  /** Keys of senders of customer events; without any, every key is taken. */
  readonly writeKeys?: readonly WriteKey[];
  /** Records of small deliveries that may wait for their commit; more are refused. Default 100,000. */
  readonly mostWaiting?: number | undefined;
  readonly threads?: number;
  readonly debounceMs?: number;
  /** How long after customer events came behaviour is derived from them. */
  readonly deriveDebounceMs?: number;
  /** Buyers that a cell needs on a day for behaviour to be derived. Default 1. */
  readonly leastPeople?: number;
}

/** A server that does not listen yet. */
export interface Service {
  readonly app: Door;
  readonly store: WatchedStore;
  readonly twin: TwinKeeper;
  readonly customers: CustomerKeeper;
  /** Where small deliveries go in; what it accepted is durable. */
  readonly intake: Intake;
  /** Told of each durable batch, whichever way it came. */
  readonly notification: Notification;
  /** Starts webhooks out, before anything is taken in; `prepare` does so when it was not done. */
  startTelling(): Promise<void>;
  /** Starts webhooks out and the live sources, fits the twin and reads all cells, while requests are answered; resolves when the latter are done. */
  prepare(): Promise<void>;
  /** Ends the streams of events, which would not end themselves. */
  endStreams(): void;
  /** Ends threads and files; the store stays open. */
  close(): Promise<void>;
}

const MIB = 2 ** 20;

/** Joins store, twin, caches and routes. @throws CoreError `invalid_input` when there is nowhere to keep what is told */
export function createService(options: ServiceOptions): Service {
  const { catalogue, log } = options;
  const store = watchStore(options.store);
  const scratchFolder = tmpdir();
  const bootId = randomBytes(4).toString("hex");
  const counters = createCounters();
  const vitals = createVitals();
  const stopping = new AbortController();
  let closing: Promise<void> | undefined;
  const kept = createAnswerCache({ budgetBytes: 8 * MIB });
  const simulator = createSimulator(
    options.threads === undefined ? {} : { threads: options.threads },
  );
  const pages = createCellPages({
    store,
    budgetBytes: options.pageBudgetBytes ?? 16 * MIB,
    folder: scratchFolder,
    onFailure: (error) => log?.error({ err: error }, "a cell could not be read"),
  });
  const twin = createTwinKeeper({
    history: () => store.history(),
    fit: (history) => {
      releaseMemory();
      return fitInThread(history, { catalogue, signal: stopping.signal });
    },
    given: options.twin,
    onTwin: (fitted) => simulator.use(fitted),
    onFailure: (error) => log?.error({ err: error }, "the twin could not be fitted"),
    ...(options.debounceMs !== undefined && { debounceMs: options.debounceMs }),
  });
  const now = () => Date.now();
  const deriveFailed = (error: unknown) =>
    log?.error({ err: error }, "behaviour could not be derived");
  const customers = createCustomerKeeper({
    store,
    catalogue,
    zone: options.zone,
    leastPeople: options.leastPeople,
    onFailure: deriveFailed,
    now,
    debounceMs: options.deriveDebounceMs,
  });
  let dataVersion = 0;
  store.onChange(({ behaviour, customers: ofCustomers, stored, deadLettered }) => {
    if (ofCustomers) customers.changed();
    dataVersion += 1;
    counters.records += stored;
    counters.deadLetters += deadLettered;
    pages.forget(behaviour);
    kept.clear();
    if (behaviour.length > 0 || stored > 0) twin.changed();
  });
  const questions = createQuestions({ store, catalogue, twin });
  const board = new StageBoard();
  const notification = new Notification(board);
  const ruleSet = options.ruleSet ?? RuleSet.parse({});
  const parsing = {
    store,
    catalogue,
    board,
    notification,
    hash: nodeTextHasher,
    now: Date.now,
    ...parsingOf(ruleSet),
    ...(options.zone !== undefined && { zone: options.zone }),
  };
  const ingest = ingestInto(parsing);
  const intake = createIntake({ ...parsing, mostWaiting: options.mostWaiting });
  const trackingLimitBytes = options.trackingLimitBytes ?? 4 * MIB;
  const writeKeys = options.writeKeys ?? [];
  const tracking = createTrackingParser({
    ...{ catalogue, ruleSet, writeKeys, zone: options.zone, limitBytes: trackingLimitBytes },
  });
  const hub = createStreamHub({ boot: systemTiming.now() });
  notification.subscribe((event) => hub.tell(event));
  const outbox = outboxOf(options);
  const telling = (options.notify ?? []).length > 0;
  if (telling) notification.subscribe((event) => outbox.tell(event));
  let told: Promise<void> | undefined;
  const startTelling = () => {
    told ??= telling ? outbox.start() : Promise.resolve();
    return told;
  };
  const supervisor = createSupervisor(options.sources ?? [], {
    ...parsing,
    timing: systemTiming,
    onFailure: ({ name, state, failures, lastError }) =>
      log?.warn({ source: name, state, failures, reason: lastError }, "a source failed"),
  });

  const app = createApp({
    ...questions,
    behaviourBytes: behaviourBytes({
      buffers: createBufferPool({ budgetBytes: 8 * MIB }),
      pages,
      known: questions.known,
      slowly: questions.behaviour,
    }),
    store,
    twin,
    customers,
    now,
    simulator,
    pages,
    kept,
    runs: createAnswerCache({ budgetBytes: 8 * MIB }),
    counters,
    bootId,
    dataVersion: () => dataVersion,
    ingest,
    intake,
    tracking,
    writeKey: checkKeys(writeKeys),
    trackingLimitBytes,
    sources: supervisor.states,
    receiver: createReceiver(options.webhooks ?? [], { intake, now: systemTiming.now }),
    hub,
    outbox,
    stages: () => board.all(),
    replay: replayInto(parsing),
    ruleSet,
    onRun: () => {
      counters.simulations += 1;
    },
    bodyLimitBytes: options.bodyLimitBytes ?? MIB,
    ingestLimitBytes: options.ingestLimitBytes ?? 256 * MIB,
    scratchFolder,
    allowedOrigins: options.allowedOrigins ?? [],
    shelf: createShelf(),
    log,
    health: {
      checks: serverChecks({
        store: options.store,
        cache: () => pages.probe(),
        folder: options.folder ?? scratchFolder,
        vitals,
        sources: supervisor.states,
      }),
      vitals,
      twin,
      onFailure: (check, { reason, milliseconds }) =>
        log?.warn({ check, reason, milliseconds }, "a health check failed"),
    },
  });

  return {
    app,
    store,
    twin,
    customers,
    intake,
    notification,
    async prepare() {
      twin.announce();
      await startTelling();
      if (stopping.signal.aborted) return;
      supervisor.start();
      await customers.refresh().catch(deriveFailed);
      // One after the other: both hold much of the data while they work.
      await pages.warm(stopping.signal);
      releaseMemory();
      await twin.refit();
      releaseMemory();
    },
    startTelling,
    endStreams: () => hub.close(),
    close() {
      closing ??= (async () => {
        stopping.abort();
        hub.close();
        await supervisor.close();
        await customers.close();
        await outbox.close();
        await tracking.close();
        vitals.stop();
        await twin.close();
        await simulator.close();
        pages.close();
      })();
      return closing;
    },
  };
}

function outboxOf({ notify = [], folder, store, log }: ServiceOptions) {
  if (notify.length > 0 && folder === undefined) {
    throw new CoreError(
      "invalid_input",
      '"notify" needs a store in a file: what is told waits in a folder beside it',
    );
  }
  return createOutbox({
    targets: notify,
    folder: join(folder ?? tmpdir(), "outbox"),
    store,
    timing: systemTiming,
    onFailure: ({ name }, reason) =>
      log?.warn({ target: name, reason }, "a target did not take it"),
  });
}

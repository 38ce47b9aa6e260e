import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { Notification, StageBoard } from "@cdp-whatif/core";
import { createAccess } from "./access/access.js";
import { createApp } from "./app.js";
import { createShelf } from "./asset/shelf.js";
import { auditCheck } from "./audit/audit-check.js";
import { basePathOf } from "./base-path.js";
import { behaviourBytes } from "./hot/behaviour-bytes.js";
import { createBufferPool } from "./hot/buffer-pool.js";
import { createCounters } from "./metrics.js";
import { createQuestions } from "./question.js";
import { keepRetention } from "./retention/keep-retention.js";
import { limitStore } from "./retention/limit-store.js";
import { createRetention, type Retention } from "./retention/retention.js";
import { retentionFamilies } from "./retention/retention-families.js";
import { roomCheck } from "./retention/room-check.js";
import { createInflow } from "./service/inflow.js";
import { createObservation } from "./service/observation.js";
import type { Service, ServiceOptions } from "./service/options.js";
import { createOutflow } from "./service/outflow.js";
import { rewritingOf } from "./service/rewriting.js";
import { createUpkeep } from "./service/upkeep.js";
import { tracedStore } from "./trace/traced.js";
import { watchStore } from "./watched-store.js";

export type { Service, ServiceOptions } from "./service/options.js";

const MIB = 2 ** 20;

/**
 * Joins store, twin, caches and routes: what comes in (`service/inflow.ts`), who is told (`service/outflow.ts`), what is
 * made from the data (`service/upkeep.ts`), and the door that leads to all of it.
 *
 * @throws CoreError `invalid_input` when there is nowhere to keep what is told
 */
export function createService(options: ServiceOptions): Service {
  const { catalogue, log } = options;
  const scratchFolder = tmpdir();
  const access = options.access === undefined ? null : createAccess(options.access, log);
  const stopping = new AbortController();
  const bootId = randomBytes(4).toString("hex");
  const { tracer } = options;
  const counters = createCounters();
  let refused = 0;
  let retention: Retention | null = null;
  const store = watchStore(
    limitStore(tracer ? tracedStore(options.store, tracer) : options.store, {
      room: () => retention?.state() ?? null,
      onRefused: (count) => {
        refused += count;
      },
    }),
  );
  store.onChange(({ stored, deadLettered }) => {
    counters.records += stored;
    counters.deadLetters += deadLettered;
  });
  const rewriting = rewritingOf(options);
  const upkeep = createUpkeep(options, { store, signal: stopping.signal });
  const { customers, pages, twin } = upkeep;
  const board = new StageBoard();
  const notification = new Notification(board);
  const inflow = createInflow(options, { store, board, notification });
  const outflow = createOutflow(options, { store: options.store, notification });
  const stages = () => board.all();
  const { folder, retention: policy } = options;
  if (policy !== undefined && folder !== undefined)
    retention = createRetention({
      ...{ policy, store, folder, expire: customers.expire, now: Date.now },
    });
  const room = retention;
  let keeping: ReturnType<typeof keepRetention> | undefined;

  const ownFamilies = () =>
    room === null
      ? (options.families?.() ?? [])
      : [...(options.families?.() ?? []), ...retentionFamilies(room.state(), refused)];
  const observed = { ...options, families: ownFamilies };
  const { health, phases, families, stop } = createObservation(observed, {
    ...{ counters, bootId, scratchFolder, stages, inflow, outflow, upkeep },
    checks: [
      ...(access?.checks ?? []),
      ...(options.audit === undefined ? [] : [auditCheck(options.audit)]),
      ...(room === null ? [] : [roomCheck(room)]),
    ],
  });
  const questions = createQuestions({ ...upkeep, store, catalogue });

  const app = createApp({
    ...questions,
    behaviourBytes: behaviourBytes({
      buffers: createBufferPool({ budgetBytes: 8 * MIB }),
      pages,
      known: questions.known,
      slowly: questions.behaviour,
    }),
    ...inflow,
    ...outflow,
    ...upkeep,
    store,
    now: () => Date.now(),
    monitorFolder: options.monitorFolder,
    counters,
    bootId,
    etag: () => `W/"data-${bootId}-${upkeep.dataVersion()}"`,
    twinEtag: () => `W/"twin-${bootId}-${twin.version()}"`,
    basePath: basePathOf(options),
    stages,
    onRun: () => {
      counters.simulations += 1;
    },
    bodyLimitBytes: options.bodyLimitBytes ?? MIB,
    ingestLimitBytes: options.ingestLimitBytes ?? 256 * MIB,
    scratchFolder,
    sealsScratch: (options.keys ?? null) !== null,
    allowedOrigins: options.allowedOrigins ?? [],
    shelf: createShelf(),
    log,
    tracer,
    audit: options.audit,
    rewriting,
    gate: access?.gate,
    signIn: access?.signIn,
    countsRequests: access?.counts ?? false,
    health,
    families,
  });

  let closing: Promise<void> | undefined;
  const close = async () => {
    phases.stopping();
    stopping.abort();
    outflow.hub.close();
    await inflow.close();
    await keeping?.close();
    await upkeep.close();
    await outflow.close();
    await rewriting?.close();
    await access?.close();
    stop();
  };
  return {
    app,
    store,
    twin,
    customers,
    intake: inflow.intake,
    notification,
    retention: () => room?.state() ?? null,
    async prepare() {
      twin.announce();
      await outflow.start();
      if (stopping.signal.aborted) return;
      inflow.start();
      await upkeep.refresh();
      phases.started();
      if (room !== null && !stopping.signal.aborted) keeping = keepRetention(room, { log });
    },
    drain: () => phases.stopping(),
    startTelling: () => outflow.start(),
    resealOutbox: () => outflow.outbox.reseal(),
    endStreams: () => outflow.hub.close(),
    close() {
      closing ??= close();
      return closing;
    },
  };
}

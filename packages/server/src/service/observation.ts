import type { Stage } from "@cdp-whatif/core";
import { backupCheck } from "../backup/backup-check.js";
import type { HealthCheck } from "../health/check.js";
import { measureLoopDelay } from "../health/loop-delay.js";
import { createPhases, type Phases } from "../health/phase.js";
import { createRounds } from "../health/rounds.js";
import { type FollowedMonitor, serverChecks } from "../health/server-checks.js";
import { createVitals } from "../health/vitals.js";
import { answerFamilies } from "../metric/answer-families.js";
import { dataFamilies } from "../metric/data-families.js";
import { type Family, gauge } from "../metric/family.js";
import { watchGarbage } from "../metric/garbage.js";
import { processFamilies } from "../metric/process-families.js";
import { requestFamilies } from "../metric/request-families.js";
import type { Counters } from "../metrics.js";
import { lastRoundAge } from "../monitor/record/last-round-age.js";
import type { HealthDeps } from "../route/health.js";
import type { Inflow } from "./inflow.js";
import type { ServiceOptions } from "./options.js";
import type { Outflow } from "./outflow.js";
import type { Upkeep } from "./upkeep.js";

/** What is seen of a server from outside: its health and its metrics. */
export interface Observation {
  readonly phases: Phases;
  readonly health: HealthDeps;
  readonly families: () => Promise<readonly Family[]>;
  stop(): void;
}

/** The parts of a server that are looked at. */
export interface ObservedParts {
  readonly counters: Counters;
  readonly bootId: string;
  readonly scratchFolder: string;
  readonly stages: () => readonly Stage[];
  /** Checks of other parts. */
  readonly checks: readonly HealthCheck[];
  readonly inflow: Pick<Inflow, "sources">;
  readonly outflow: Pick<Outflow, "hub" | "outbox">;
  readonly upkeep: Pick<Upkeep, "kept" | "runs" | "pages" | "twin">;
}

/** The rounds of the monitor whose folder is known. */
function followMonitor(folder: string | undefined): FollowedMonitor | undefined {
  if (folder === undefined) return undefined;
  return { everyMs: 30_000, lastRound: () => lastRoundAge(folder, { now: Date.now() }) };
}

/** The look at the last backup, of a store that is in a file. */
function backupChecks({ storeFile, health = {} }: ServiceOptions): HealthCheck[] {
  const { backupHours: hours } = health;
  if (storeFile === undefined || hours === null) return [];
  return [backupCheck({ storeFile, hours, now: Date.now })];
}

/** Starts to look at a server. */
export function createObservation(options: ServiceOptions, parts: ObservedParts): Observation {
  const { store, log, folder = parts.scratchFolder } = options;
  const { counters, bootId, stages, inflow, outflow, upkeep } = parts;
  const { kept, runs, pages, twin } = upkeep;
  const redis = options.cache?.redis;
  const vitals = createVitals(options.health?.vitals);
  const loopDelay = measureLoopDelay();
  const garbage = watchGarbage();
  const phases = createPhases();
  const checks = serverChecks({
    monitor: followMonitor(options.monitorFolder),
    ...options.health,
    more: [...parts.checks, ...backupChecks(options), ...(options.health?.more ?? [])],
    ...{ store, folder, vitals, holdsStore: options.folder !== undefined },
    cache: async () => {
      await pages.probe();
      await redis?.ping();
    },
    sources: inflow.sources,
    twinFailure: twin.failure,
  });
  const outcome = createRounds(checks, {
    standsMs: options.health?.standsMs,
    onChange: (check, { level, reason, milliseconds }) =>
      log?.[level === "pass" ? "info" : "warn"](
        { check, level, reason, milliseconds },
        `a health check: ${level}`,
      ),
  });
  const { sources } = inflow;
  const { outbox, hub } = outflow;
  const { storeFile } = options;
  return {
    phases,
    health: { ...{ outcome, vitals, loopDelay, twin, bootId }, phase: phases.current },
    async families() {
      const [health, data] = await Promise.all([
        outcome(),
        dataFamilies({ store, stages, sources, outbox, folder, storeFile }),
      ]);
      const caches = { data: kept.counts(), twin: runs.counts() };
      const listeners = hub.listeners();
      return [
        ...requestFamilies(counters),
        ...data,
        ...answerFamilies({ pages: pages.statistics, caches, twin, health, listeners }),
        ...(redis === undefined
          ? []
          : [gauge("cdp_redis_up", "1 while Redis can be asked.", redis.usable ? 1 : 0)]),
        ...processFamilies({ vitals, loopDelay }),
        ...garbage.families(),
        ...(options.families?.() ?? []),
      ];
    },
    stop() {
      vitals.stop();
      loopDelay.stop();
      garbage.stop();
    },
  };
}

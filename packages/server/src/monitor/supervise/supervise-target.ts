import type { Alerts } from "../alert/alerts.js";
import type { MonitorClock } from "../clock.js";
import type { Probe } from "../probe/probe.js";
import type { Watcher } from "../watch/watcher.js";
import { startGuarded } from "./guarded-process.js";
import { createSupervisor, type SupervisionLimits, type Supervisor } from "./supervisor.js";

/** A command that is kept running, and how. */
export interface Supervision {
  readonly command: readonly string[];
  /** Folder that it runs in. */
  readonly folder: string;
  /** Time that it has to end when it is told to. */
  readonly graceMs: number;
  readonly limits: SupervisionLimits;
}

/** The rules whose incidents restarts belong to. */
const CONCERNED = ["target-down", "restart-loop", "supervisor-gave-up"];

/** A supervisor of the target, whose doings become part of the incident that they answer. */
export function superviseTarget({
  supervise,
  clock,
  random,
  watcher,
  alerts,
  flush,
  ask,
  tell,
  signal,
}: {
  supervise: Supervision;
  clock: MonitorClock;
  random: () => number;
  watcher: Watcher;
  alerts: Alerts;
  flush: () => Promise<void>;
  ask: () => Promise<Probe>;
  tell: (sentence: string) => void;
  signal: AbortSignal;
}): Supervisor {
  const { command, folder, graceMs, limits } = supervise;
  return createSupervisor({
    ...{ limits, clock, random, tell, signal },
    spawn: () => startGuarded(command, { folder, graceMs, clock }),
    async note(finding) {
      watcher.note(finding);
      await flush();
    },
    async verify() {
      const look = await watcher.look("verify");
      await flush();
      return look;
    },
    answers: async () => (await ask()).state !== "down",
    record: (what, detail, at) => alerts.note(CONCERNED, what, { detail, at }),
    escalate: (reason) => alerts.escalate(CONCERNED, reason),
  });
}

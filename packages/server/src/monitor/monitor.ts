import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { type Alerts, openAlerts } from "./alert/alerts.js";
import type { AlertConfiguration } from "./alert/configuration.js";
import type { MonitorClock } from "./clock.js";
import { readPlan } from "./maintenance/plan.js";
import { isPlannedAt } from "./maintenance/window.js";
import { type Probe, probe } from "./probe/probe.js";
import { writeAbout } from "./record/about.js";
import { lockFolder } from "./record/lock.js";
import { openRecord, type RecordWriter, type Retention } from "./record/record-writer.js";
import { type Supervision, superviseTarget } from "./supervise/supervise-target.js";
import type { Supervisor } from "./supervise/supervisor.js";
import { diskPercent } from "./watch/disk-percent.js";
import { runRounds } from "./watch/rounds.js";
import { tellChanges } from "./watch/tell-changes.js";
import { createWatcher } from "./watch/watcher.js";

/** What a monitor watches, and how. */
export interface MonitorOptions {
  /** Origin and base path of the server. */
  readonly target: URL;
  readonly folder: string;
  readonly everyMs: number;
  readonly timeoutMs: number;
  readonly key?: string | undefined;
  readonly degradedIsUp: boolean;
  readonly retention: Retention;
  readonly alerts: AlertConfiguration;
  readonly runbookUrl?: string | undefined;
  /** The command that is kept running, and how. */
  readonly supervise?: Supervision | undefined;
  readonly clock: MonitorClock;
  readonly random: () => number;
  /** Told in a sentence of what changes. */
  readonly tell: (sentence: string) => void;
  /** Told of the supervisor before it starts, so that signals can be passed on. */
  readonly onSupervisor?: (supervisor: Supervisor) => void;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** How the target is asked; replaced in simulations. */
  readonly look?: () => Promise<Probe>;
  /** Whether rounds survive the loss of power; off in simulations. */
  readonly durable?: boolean;
}

const TIDY_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Messages under way have so long when the monitor ends; what does not arrive is sent after its next start. */
const LAST_WORDS_MS = 3000;

/**
 * Watches a target until the signal is aborted.
 *
 * @returns the exit code of the supervised command; 0 without one
 * @throws CoreError `store_locked` when another monitor has the folder
 */
export async function runMonitor(options: MonitorOptions): Promise<number> {
  const { folder, everyMs, clock, tell } = options;
  await mkdir(folder, { recursive: true, mode: 0o750 });
  const boot = randomBytes(4).toString("hex");
  const lock = await lockFolder(folder, { boot, now: clock.now, staleMs: 3 * everyMs });
  try {
    const { retention, durable = true } = options;
    const writer = await openRecord(folder, { retention, durable });
    for (const sentence of writer.mended) tell(sentence);
    try {
      return await watchTarget(options, { boot, writer, renew: () => lock.renew() });
    } finally {
      writer.close();
    }
  } finally {
    await lock.release();
  }
}

async function watchTarget(
  options: MonitorOptions,
  { boot, writer, renew }: { boot: string; writer: RecordWriter; renew: () => Promise<void> },
): Promise<number> {
  const { target, folder, everyMs, timeoutMs, key, clock, tell, signal, supervise } = options;
  const failed = (what: string) => (error: unknown) =>
    tell(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  const address = target.origin + target.pathname;
  const { degradedIsUp } = options;
  await writeAbout(folder, {
    target: address,
    everyMs,
    degradedIsUp,
    boot,
    startedAt: clock.now(),
  });
  let plan = await readPlan(folder);
  let disk: number | null = null;
  const sending = new AbortController();
  const alerts: Alerts = await openAlerts({
    ...options.alerts,
    ...{ folder, clock, tell, target: address, random: options.random, signal: sending.signal },
    runbookUrl: options.runbookUrl,
    recent: writer.recent,
    isPlanned: (at) => isPlannedAt(plan, at),
  });
  const flush = () => alerts.flush().catch(failed("alerts could not be stored"));
  const tellChange = tellChanges(tell);
  let supervisor: Supervisor | undefined;
  const ask =
    options.look ?? (() => probe({ target, timeoutMs, key, elapsed: clock.elapsed, signal }));
  const watcher = createWatcher({
    ...{ clock, writer, boot, everyMs, signal, probe: ask },
    onLook(look) {
      tellChange(look);
      if (look.observation.kind === "stop") return;
      supervisor?.report(look);
      alerts.see(look, {
        diskPercent: disk,
        gaveUp: supervisor?.gaveUp() ?? false,
        recovering: supervisor?.recovering() ?? false,
      });
      supervisor?.see(look);
    },
    onFailure: failed("the round could not be stored, and waits in memory"),
  });
  if (supervise !== undefined) {
    const parts = { ...options, supervise, watcher, alerts, flush, ask };
    supervisor = superviseTarget(parts);
    options.onSupervisor?.(supervisor);
    await supervisor.start();
  }
  let tidied = Number.NEGATIVE_INFINITY;
  await runRounds({
    clock,
    everyMs,
    signal,
    async round(lateMs) {
      plan = await readPlan(folder).catch((error: unknown) => {
        failed("the maintenance cannot be read; the plan as it was stands")(error);
        return plan;
      });
      disk = await diskPercent(folder).catch(() => null);
      await watcher.look("round", lateMs);
      await flush();
      await renew().catch(failed("the lock could not be renewed"));
      if (clock.elapsed() - tidied < TIDY_MS) return;
      tidied = clock.elapsed();
      await writer.tidy(clock.now()).catch(failed("the record could not be tidied"));
      const before = clock.now() - options.retention.keepDays * DAY_MS;
      await alerts.forget(before).catch(failed("old incidents could not be removed"));
    },
  });
  const code = (await supervisor?.stop()) ?? 0;
  watcher.note({ kind: "stop", state: "unknown", target: null });
  await flush();
  const sent = alerts.close();
  await Promise.race([sent, clock.wait(LAST_WORDS_MS, sending.signal)]);
  sending.abort();
  await sent;
  return code;
}

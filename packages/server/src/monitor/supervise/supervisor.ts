import type { MonitorClock } from "../clock.js";
import type { Finding } from "../record/recorder.js";
import type { Look } from "../watch/watcher.js";
import { createBudget, type RestartLimits, waitBefore } from "./back-off.js";
import type { GuardedProcess } from "./guarded-process.js";

/** When a process is restarted, and when it counts as recovered. */
export interface SupervisionLimits extends RestartLimits {
  /** Rounds in a row in which it is critical or does not answer. */
  readonly unhealthyRounds: number;
  /** Time from a restart to the look that says whether it helped. */
  readonly verifyAfterMs: number;
}

/** Keeps a process running. */
export interface Supervisor {
  /** Starts it; resolves when it answers, or has had the time to. */
  start(): Promise<void>;
  /** Writes into the incident what a look after a restart found, before it is judged. */
  report(look: Look): void;
  /** Told of every round. */
  see(look: Look): void;
  /** Whether restarts are not tried any more. */
  gaveUp(): boolean;
  /** Whether a restart is under way and not verified. */
  recovering(): boolean;
  send(signal: NodeJS.Signals): void;
  /** Ends it; resolves with its exit code. */
  stop(): Promise<number>;
  /** Exit code of the first start if it ended before it ever answered. */
  readonly failedStart: () => number | null;
}

/** What a supervisor works with. */
export interface SupervisorParts {
  readonly limits: SupervisionLimits;
  readonly spawn: () => GuardedProcess;
  readonly clock: MonitorClock;
  readonly random: () => number;
  readonly note: (finding: Finding) => Promise<void>;
  /** Looks whether the restart helped. */
  readonly verify: () => Promise<Look | null>;
  /** Whether it answers; stores nothing. */
  readonly answers: () => Promise<boolean>;
  /** Writes into the open incident what was done. */
  readonly record: (what: string, detail: string | null, at?: number) => void;
  readonly escalate: (reason: string) => void;
  readonly tell: (sentence: string) => void;
  readonly signal: AbortSignal;
}

const ASK_MS = 250;

/** Creates a supervisor; nothing runs until it is started. */
export function createSupervisor(parts: SupervisorParts): Supervisor {
  const { limits, spawn, clock, random, note, verify, record, escalate, tell, signal } = parts;
  const budget = createBudget(limits);
  let child: GuardedProcess | undefined;
  let recovering: Promise<void> | undefined;
  let unhealthy = 0;
  let gaveUp = false;
  let failedStart: number | null = null;

  const run = () => {
    const started = spawn();
    child = started;
    started.ended.then((code) => {
      // Whoever recovers, or stops, waits for the end itself.
      if (child === started && recovering === undefined && !signal.aborted) {
        recover(`the process ended with code ${code}`, { noted: false });
      }
    });
    return started;
  };

  const recover = (reason: string, { noted }: { noted: boolean }) => {
    recovering ??= recovery(reason, noted)
      .catch((error: unknown) => tell(`the restart failed: ${String(error)}`))
      .finally(() => {
        recovering = undefined;
        unhealthy = 0;
        // It may have ended just after it was found healthy.
        if (!gaveUp && !signal.aborted && child?.isRunning() === false) {
          recover("the process ended after the restart", { noted: false });
        }
      });
  };

  const down = (reason: string) => note({ kind: "exit", state: "down", target: null, reason });

  const recovery = async (reason: string, noted: boolean): Promise<void> => {
    if (!noted) await down(reason);
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      if (!budget.take(clock.elapsed())) {
        gaveUp = true;
        record(
          "gave up",
          `${limits.most} restarts within ${limits.withinMs / 1000} s did not help`,
        );
        tell(`gave up: ${limits.most} restarts within ${limits.withinMs / 1000} s did not help`);
        if (child?.isRunning() !== true) await down("restarting was given up");
        return;
      }
      if (child?.isRunning()) {
        record("stopping", reason);
        await child.stop();
      }
      await clock.wait(waitBefore(attempt, limits, random), signal);
      if (signal.aborted) return;
      const started = run();
      record(`restarted (attempt ${attempt})`, reason);
      tell(`${new Date(clock.now()).toISOString()} restarted, attempt ${attempt}: ${reason}`);
      const helped = await verified(started);
      if (helped === null || signal.aborted) return;
      reason = helped;
      escalate(`attempt ${attempt}: ${helped}`);
    }
  };

  /** Null when it is healthy again, else why it is not. */
  const verified = async (started: GuardedProcess): Promise<string | null> => {
    const over = new AbortController();
    const whole = AbortSignal.any([signal, over.signal]);
    const code = await Promise.race([
      started.ended,
      clock.wait(limits.verifyAfterMs, whole).then(() => null),
    ]);
    over.abort();
    if (signal.aborted) return null;
    if (code !== null) {
      const reason = `it ended with code ${code} right after the restart`;
      await down(reason);
      return reason;
    }
    const observation = (await verify())?.observation;
    if (observation === undefined) return null;
    if (observation.state === "up" || observation.state === "degraded") return null;
    const seconds = limits.verifyAfterMs / 1000;
    return `it is ${observation.state} ${seconds} s after the restart`;
  };

  return {
    async start() {
      const started = run();
      const end = clock.elapsed() + limits.verifyAfterMs;
      while (clock.elapsed() < end && started.isRunning() && !signal.aborted) {
        if (await parts.answers()) return;
        await clock.wait(ASK_MS, signal);
      }
      if (!started.isRunning()) failedStart = await started.ended;
    },
    report({ observation: { kind, at, state, reason } }) {
      if (kind !== "verify") return;
      const helped = state === "up" || state === "degraded";
      const because = reason === undefined ? "" : `: ${reason}`;
      const detail = `${state} ${limits.verifyAfterMs / 1000} s after the restart${because}`;
      record(helped ? "verified" : "not verified", detail, at);
    },
    see({ observation: { kind, state, reason } }) {
      if (kind !== "round" || recovering !== undefined || signal.aborted) return;
      const isUnhealthy = state === "critical" || state === "down";
      if (state !== "unknown") unhealthy = isUnhealthy ? unhealthy + 1 : 0;
      // It recovered by itself, or somebody helped: from now on it is restarted again.
      if (state === "up") gaveUp = false;
      if (gaveUp || unhealthy < limits.unhealthyRounds) return;
      recover(`${state} for ${unhealthy} rounds${reason === undefined ? "" : `: ${reason}`}`, {
        noted: true,
      });
    },
    gaveUp: () => gaveUp,
    recovering: () => recovering !== undefined,
    send: (name) => child?.send(name),
    async stop() {
      const code = await child?.stop();
      await recovering;
      // A restart that was under way when it was told to stop.
      return (await child?.stop()) ?? code ?? 0;
    },
    failedStart: () => failedStart,
  };
}

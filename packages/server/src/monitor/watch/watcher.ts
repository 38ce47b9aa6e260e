import type { MonitorClock } from "../clock.js";
import type { Probe } from "../probe/probe.js";
import { type Totals, totalsIn, trafficBetween } from "../probe/traffic.js";
import type { Observation, Traffic } from "../record/observation.js";
import type { RecordWriter } from "../record/record-writer.js";
import { createRecorder, type Finding, type Moment } from "../record/recorder.js";

/** What the monitor just learned. */
export interface Look {
  readonly observation: Observation;
  /** Null for what was learned without asking the target. */
  readonly probe: Probe | null;
  /** The monitor could not store it, and tries again with the next one. */
  readonly unstored: boolean;
}

/** Makes observations of what is found, stores them, and tells of them. */
export interface Watcher {
  /** A finding of the monitor's own, such as the end of a process. */
  note(finding: Finding): Look;
  /** Asks the target and notes what it finds; null when the monitor was stopped meanwhile. */
  look(kind: "round" | "verify", lateMs?: number): Promise<Look | null>;
}

/** What a watcher works with. */
export interface WatcherParts {
  readonly clock: MonitorClock;
  readonly writer: Pick<RecordWriter, "append" | "nextNumber">;
  readonly boot: string;
  readonly everyMs: number;
  readonly probe: () => Promise<Probe>;
  readonly onLook: (look: Look) => void;
  readonly onFailure: (error: unknown) => void;
  readonly signal: AbortSignal;
}

/** Starts watching; the first look begins the record anew. */
export function createWatcher(parts: WatcherParts): Watcher {
  const { clock, writer, boot, everyMs, probe, onLook, onFailure, signal } = parts;
  const limitMs = 2 * everyMs;
  const recorder = createRecorder({ clock, boot, limitMs, firstNumber: writer.nextNumber });
  let counted: { readonly totals: Totals; readonly target: string | null } | undefined;

  const keep = (finding: Finding, found: Probe | null, moment?: Moment): Look => {
    const observation = recorder.place(finding, moment);
    let unstored = false;
    try {
      writer.append(observation);
    } catch (error) {
      unstored = true;
      onFailure(error);
    }
    const look = { observation, probe: found, unstored };
    onLook(look);
    return look;
  };

  const trafficOf = ({ samples, target }: Probe): Traffic | undefined => {
    const totals = samples === null ? null : totalsIn(samples);
    if (totals === null) return undefined;
    const before = counted;
    counted = { totals, target };
    // Of what happened before the monitor started, nothing is known.
    if (before === undefined) return undefined;
    return trafficBetween(before.totals, totals, before.target !== target);
  };

  return {
    note: (finding) => keep(finding, null),
    async look(kind, lateMs = 0) {
      const moment = { now: clock.now(), elapsed: clock.elapsed() };
      const found = await probe();
      if (signal.aborted) return null;
      return keep(
        findingOf(kind, found, { lateMs, traffic: trafficOf(found), now: moment.now }),
        found,
        moment,
      );
    },
  };
}

function findingOf(
  kind: "round" | "verify",
  { state, target, latencyMs, status, checks, reason, vitals }: Probe,
  { lateMs, traffic, now }: { lateMs: number; traffic: Traffic | undefined; now: number },
): Finding {
  const failed = Object.keys(checks).filter((name) => checks[name] !== "pass");
  const { uptime_seconds: uptime } = vitals;
  const counts = traffic !== undefined && traffic.requests > 0;
  return {
    kind,
    state,
    target,
    ...(lateMs > 0 && { lateMs }),
    ...(latencyMs !== undefined && { latencyMs }),
    ...(status !== undefined && { status }),
    ...(failed.length > 0 && { failed }),
    ...(reason !== undefined && { reason: reason.slice(0, 300) }),
    ...(uptime !== undefined && { startedAt: Math.round(now - uptime * 1000) }),
    ...(counts && { traffic }),
  };
}

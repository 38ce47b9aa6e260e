import type { RecordStore, SourceState } from "@cdp-whatif/core";
import { type Finding, type HealthCheck, PASS } from "./check.js";
import { levelOf } from "./level.js";
import { HEALTH_LIMITS, type HealthLimits } from "./limits.js";
import { probeFolder, type VolumeUse } from "./probe-folder.js";
import type { Vitals } from "./vitals.js";

/** The monitor's rounds, where there is a monitor. */
export interface FollowedMonitor {
  /** How long ago the last round was stored, and the time between two; null when there is none yet. */
  readonly lastRound: () => Promise<{ readonly ageMs: number; readonly everyMs: number } | null>;
  /** Time between two rounds of a monitor that has stored none yet. */
  readonly everyMs: number;
}

/** What the checks look at. */
export interface CheckedParts {
  /** Asked past every cache. */
  readonly store: RecordStore;
  /** Rejects when answers cannot be kept. */
  readonly cache: () => Promise<void>;
  /** Folder that the server must be able to write to. */
  readonly folder: string;
  /** Whether the store is in that folder: without it nothing can be stored. */
  readonly holdsStore?: boolean;
  readonly volumeUse?: (() => Promise<VolumeUse>) | undefined;
  readonly vitals: Vitals;
  readonly monitor?: FollowedMonitor | undefined;
  /** Live sources; those that have none need no check. */
  readonly sources: () => readonly SourceState[];
  /** Why the twin could not be fitted last; null when it could, or need not be. */
  readonly twinFailure: () => string | null;
  readonly limits?: Partial<HealthLimits> | undefined;
  /** Checks of other parts. */
  readonly more?: readonly HealthCheck[] | undefined;
}

/** The checks of `/health`: without its database, or the folder that this is in, the server is of no use. */
export function serverChecks(parts: CheckedParts): HealthCheck[] {
  const { store, cache, folder, volumeUse, vitals, sources, twinFailure } = parts;
  const { holdsStore = false, more = [] } = parts;
  const limits = { ...HEALTH_LIMITS, ...parts.limits };
  const check = (name: string, probe: HealthCheck["probe"], critical = false): HealthCheck => ({
    ...{ name, critical, probe },
  });
  return [
    check("database", () => passing(probeStore(store)), true),
    check("cache", () => passing(cache())),
    check("filesystem", () => probeFolder(folder, limits, volumeUse), holdsStore),
    check("memory", async () =>
      levelOf("memory in use", {
        found: vitals.memoryPercent(),
        limits: limits.memoryPercent,
        unit: "%",
      }),
    ),
    check("cpu", async () =>
      levelOf("processor in use", {
        found: vitals.cpuLoadPercent() ?? 0,
        limits: limits.cpuPercent,
        unit: "%",
      }),
    ),
    check("uptime_tracker", () => probeTracker(parts, limits)),
    check("sources", async () => expectFlowing(sources())),
    check("twin", async () => {
      const reason = twinFailure();
      return reason === null ? PASS : { level: "fail", reason };
    }),
    ...more,
  ];
}

async function passing(probe: Promise<unknown>): Promise<Finding> {
  await probe;
  return PASS;
}

async function probeStore(store: RecordStore): Promise<void> {
  await store.probe?.();
  await store.content();
}

async function probeTracker(
  { monitor, vitals }: CheckedParts,
  { silenceSeconds }: HealthLimits,
): Promise<Finding> {
  if (monitor === undefined) {
    const found = vitals.sinceSampleSeconds();
    return levelOf("time without a sample", { found, limits: silenceSeconds, unit: "s" });
  }
  const last = await monitor.lastRound();
  // A monitor that starts beside the server has two rounds' time for its first one.
  const found = last === null ? process.uptime() : last.ageMs / 1000;
  const mostSeconds = (2 * (last?.everyMs ?? monitor.everyMs)) / 1000;
  const limits = { warn: Number.POSITIVE_INFINITY, fail: mostSeconds };
  return levelOf("time since the monitor's last round", { found, limits, unit: "s" });
}

/** Tries that may fail one after the other before it counts. */
const MOST_FAILURES = 3;

/** A source that fails now and then is no matter; one that fails over and over, or was given up, is. */
function expectFlowing(sources: readonly SourceState[]): Finding {
  const stuck = sources.filter(
    ({ state, failures }) =>
      state === "given_up" || (state !== "open" && failures >= MOST_FAILURES),
  );
  if (stuck.length === 0) return PASS;
  const reasons = stuck.map(({ name, state, lastError }) => `${name}: ${state}: ${lastError}`);
  return { level: "fail", reason: reasons.join("; ") };
}

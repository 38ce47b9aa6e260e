import { randomUUID } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RecordStore, SourceState } from "@cdp-whatif/core";
import type { HealthCheck } from "./check.js";
import type { Vitals } from "./vitals.js";

/** Above these, a check fails. */
export interface HealthLimits {
  readonly memoryPercent: number;
  readonly cpuPercent: number;
  /** The sampler must have run within this time. */
  readonly silenceSeconds: number;
}

export const HEALTH_LIMITS: HealthLimits = {
  memoryPercent: 95,
  cpuPercent: 99.5,
  silenceSeconds: 30,
};

/** Tries that may fail one after the other before it counts. */
const MOST_FAILURES = 3;

/** What the checks look at. */
export interface CheckedParts {
  /** Asked for its content, past every cache. */
  readonly store: RecordStore;
  /** Writes a row to the page cache and reads it back. */
  readonly cache: () => Promise<void>;
  /** Folder that the server must be able to write to. */
  readonly folder: string;
  readonly vitals: Vitals;
  /** Live sources; those that have none need no check. */
  readonly sources: () => readonly SourceState[];
  readonly limits?: HealthLimits;
}

/** The checks of `/health`. */
export function serverChecks({
  store,
  cache,
  folder,
  vitals,
  sources,
  limits = HEALTH_LIMITS,
}: CheckedParts): HealthCheck[] {
  return [
    {
      name: "database",
      critical: true,
      probe: async () => {
        await store.content();
      },
    },
    { name: "cache", critical: false, probe: cache },
    { name: "filesystem", critical: false, probe: () => probeFolder(folder) },
    {
      name: "memory",
      critical: false,
      probe: async () => atMost("memory in use", vitals.memoryPercent(), limits.memoryPercent, "%"),
    },
    {
      name: "cpu",
      critical: false,
      probe: async () => atMost("processor in use", vitals.cpuPercent(), limits.cpuPercent, "%"),
    },
    {
      name: "uptime_tracker",
      critical: false,
      probe: async () =>
        atMost("time without a sample", vitals.sinceSampleSeconds(), limits.silenceSeconds, "s"),
    },
    { name: "sources", critical: false, probe: async () => expectFlowing(sources()) },
  ];
}

async function atMost(what: string, found: number, limit: number, unit: string): Promise<void> {
  if (!(found <= limit)) {
    throw new Error(`${what}: ${found.toFixed(1)} ${unit}, expected at most ${limit} ${unit}`);
  }
}

/** A source that fails now and then is no matter; one that fails over and over, or was given up, is. */
function expectFlowing(sources: readonly SourceState[]): void {
  const stuck = sources.filter(
    ({ state, failures }) =>
      state === "given_up" || (state !== "open" && failures >= MOST_FAILURES),
  );
  if (stuck.length === 0) return;
  throw new Error(stuck.map(({ state, lastError }) => `${state}: ${lastError}`).join("; "));
}

async function probeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, `.health-${randomUUID()}`);
  const content = randomUUID();
  try {
    await writeFile(file, content, { flush: false });
    const found = await readFile(file, "utf8");
    if (found !== content) throw new Error(`read back ${found.length} other bytes than written`);
  } finally {
    await rm(file, { force: true });
  }
}

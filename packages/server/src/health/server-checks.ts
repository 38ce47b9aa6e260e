import { randomUUID } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RecordStore } from "@cdp-whatif/core";
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

/** What the checks look at. */
export interface CheckedParts {
  /** Asked for its content, past every cache. */
  readonly store: RecordStore;
  /** Writes a row to the page cache and reads it back. */
  readonly cache: () => Promise<void>;
  /** Folder that the server must be able to write to. */
  readonly folder: string;
  readonly vitals: Vitals;
  readonly limits?: HealthLimits;
}

/** The six checks of `/health`. */
export function serverChecks({
  store,
  cache,
  folder,
  vitals,
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
  ];
}

async function atMost(what: string, found: number, limit: number, unit: string): Promise<void> {
  if (!(found <= limit)) {
    throw new Error(`${what}: ${found.toFixed(1)} ${unit}, expected at most ${limit} ${unit}`);
  }
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

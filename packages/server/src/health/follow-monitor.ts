import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { FollowedMonitor } from "./server-checks.js";

/**
 * Follows a monitor by the folder that it stores its rounds in: the last was stored when a file there was last written.
 *
 * @param options.everyMs - between two rounds
 * @param options.now - ms since 1970
 */
export function followMonitor(
  folder: string,
  { everyMs = 30_000, now = () => Date.now() }: { everyMs?: number; now?: () => number } = {},
): FollowedMonitor {
  return {
    everyMs,
    async lastRound() {
      const written = await lastWritten(folder);
      return written === null ? null : { ageMs: Math.max(0, now() - written), everyMs };
    },
  };
}

async function lastWritten(folder: string): Promise<number | null> {
  const names = await readdir(folder, { recursive: true }).catch((error: unknown) => {
    // A monitor that has not started yet has no folder.
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  });
  const found = await Promise.all(names.map((name) => stat(join(folder, name))));
  const times = found.filter((one) => one.isFile()).map(({ mtimeMs }) => mtimeMs);
  return times.length === 0 ? null : times.reduce((a, b) => Math.max(a, b));
}

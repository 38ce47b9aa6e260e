import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Where the kernel tells of control groups. */
export interface CgroupPlaces {
  /** Default `/sys/fs/cgroup`. */
  readonly root?: string;
  /** Which groups this process is in; default `/proc/self/cgroup`. */
  readonly membership?: string;
}

/** What a container may take and takes; null where nothing limits it. */
export interface CgroupReading {
  readonly memory: { readonly usedBytes: number; readonly limitBytes: number } | null;
  /** Cores that may be used, and the processor time taken so far. */
  readonly cpu: { readonly cores: number; readonly usedSeconds: number } | null;
}

/**
 * The limits that bind this process, of all groups from its own to the outermost: the one whose memory is fullest, and
 * the one with the least processor time. Version 2, version 1, and both side by side.
 *
 * @see Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/memory.rst of the Linux kernel
 */
export function readCgroup({
  root = "/sys/fs/cgroup",
  membership = "/proc/self/cgroup",
}: CgroupPlaces = {}): CgroupReading {
  const groups = groupsOf(text(membership) ?? "");
  const unified = folders(root, groups.get("") ?? "/");
  const memory = [
    ...unified.map(memoryOfSecond),
    ...folders(join(root, "memory"), groups.get("memory") ?? "/").map(memoryOfFirst),
  ].filter((one) => one !== null);
  // Where time is counted in other groups than it is shared out in, only this process' own is known.
  const counted = groups.get("cpuacct") === groups.get("cpu");
  const accounts = counted ? folders(join(root, "cpuacct"), groups.get("cpu") ?? "/") : [];
  const cpu = [
    ...unified.map(cpuOfSecond),
    ...folders(join(root, "cpu"), groups.get("cpu") ?? "/").map((folder, depth) =>
      cpuOfFirst(folder, accounts[depth] ?? null),
    ),
  ].filter((one) => one !== null);
  return {
    memory: most(memory, ({ usedBytes, limitBytes }) => usedBytes / limitBytes),
    cpu: most(cpu, ({ cores }) => -cores),
  };
}

/** Group by controller; version 2's has the controller "". */
function groupsOf(membership: string): Map<string, string> {
  const lines = membership.split("\n").map((line) => /^\d+:([^:]*):(.*)$/.exec(line));
  return new Map(
    lines.flatMap((match) =>
      match === null ? [] : (match[1] ?? "").split(",").map((name) => [name, match[2] ?? "/"]),
    ),
  );
}

/** Folders of a group and of those around it. Inside a container the inner ones may not be there; its own is the outermost. */
function folders(root: string, group: string): string[] {
  const parts = group.split("/").filter((part) => part !== "" && part !== "..");
  return Array.from({ length: parts.length + 1 }, (_, depth) =>
    join(root, ...parts.slice(0, depth)),
  );
}

function memoryOfSecond(folder: string): CgroupReading["memory"] {
  const limitBytes = figure(join(folder, "memory.max"));
  const used = figure(join(folder, "memory.current"));
  if (limitBytes === null || used === null) return null;
  return { usedBytes: used - field(join(folder, "memory.stat"), "inactive_file"), limitBytes };
}

/** Version 1 writes a number near 2^63 where there is no limit. */
const NO_LIMIT = 2 ** 62;

function memoryOfFirst(folder: string): CgroupReading["memory"] {
  const limitBytes = figure(join(folder, "memory.limit_in_bytes"));
  const used = figure(join(folder, "memory.usage_in_bytes"));
  if (limitBytes === null || limitBytes > NO_LIMIT || used === null) return null;
  const reclaimable = field(join(folder, "memory.stat"), "total_inactive_file");
  return { usedBytes: used - reclaimable, limitBytes };
}

function cpuOfSecond(folder: string): CgroupReading["cpu"] {
  const [quota, period] = (text(join(folder, "cpu.max")) ?? "").trim().split(" ").map(Number);
  const usedSeconds = field(join(folder, "cpu.stat"), "usage_usec") / 1e6;
  return coresOf(quota, period, usedSeconds);
}

function cpuOfFirst(folder: string, accounting: string | null): CgroupReading["cpu"] {
  const quota = figure(join(folder, "cpu.cfs_quota_us"));
  const period = figure(join(folder, "cpu.cfs_period_us"));
  const used = accounting === null ? null : figure(join(accounting, "cpuacct.usage"));
  return coresOf(
    quota ?? Number.NaN,
    period ?? Number.NaN,
    used === null ? ownSeconds() : used / 1e9,
  );
}

function ownSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function coresOf(quota = Number.NaN, period = Number.NaN, usedSeconds = 0): CgroupReading["cpu"] {
  const cores = quota / period;
  return cores > 0 && Number.isFinite(cores) ? { cores, usedSeconds } : null;
}

/** The number in a file; null when there is no such file, or no number (`max`: no limit). */
function figure(file: string): number | null {
  const found = text(file)?.trim();
  return found !== undefined && /^\d+$/.test(found) ? Number(found) : null;
}

/** The number behind a name in a file of names and numbers; 0 when it is not there. */
function field(file: string, name: string): number {
  const found = new RegExp(`^${name} (\\d+)$`, "m").exec(text(file) ?? "");
  return Number(found?.[1] ?? 0);
}

function text(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined; // not there, or not for us: what it would limit is not limited
  }
}

function most<One>(all: readonly One[], figureOf: (one: One) => number): One | null {
  return all.reduce<One | null>(
    (best, one) => (best === null || figureOf(one) > figureOf(best) ? one : best),
    null,
  );
}

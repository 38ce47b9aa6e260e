import { existsSync, mkdirSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A control group of a test's own. */
export interface ControlGroup {
  /** Runs what follows it inside. */
  readonly command: readonly string[];
  /** Takes microseconds of processor in a tenth of a second. */
  readonly quotaFile: string;
  /** Once what ran inside has ended. */
  remove(): Promise<void>;
}

const ROOT = "/sys/fs/cgroup";

/** Makes a group with limits; null where the machine does not let us. */
export function controlGroup(
  name: string,
  { memoryMiB }: { memoryMiB: number },
): ControlGroup | null {
  const second = existsSync(join(ROOT, "cgroup.controllers"));
  const bytes = memoryMiB * 2 ** 20;
  const groups = second
    ? [{ folder: join(ROOT, name), files: { "memory.max": bytes } }]
    : [
        { folder: join(ROOT, "memory", name), files: { "memory.limit_in_bytes": bytes } },
        { folder: join(ROOT, "cpu", name), files: {} },
        { folder: join(ROOT, "cpuacct", name), files: {} },
      ];
  const remove = async () => {
    // Processes leave a little after they have ended.
    for (const { folder } of groups) {
      for (let tries = 0; tries < 200 && !isRemoved(folder); tries += 1) await sleep(10);
    }
  };
  try {
    for (const { folder, files } of groups) {
      mkdirSync(folder);
      for (const [file, value] of Object.entries(files)) {
        writeFileSync(join(folder, file), String(value));
      }
    }
  } catch {
    void remove();
    return null; // not allowed here: the test that wants it says that it is skipped
  }
  const enter = groups.map(({ folder }) => `echo $$ > ${folder}/cgroup.procs`).join(" && ");
  const quotaFile = second
    ? join(ROOT, name, "cpu.max")
    : join(ROOT, "cpu", name, "cpu.cfs_quota_us");
  return { quotaFile, command: ["bash", "-c", `${enter} && exec "$@"`, "bash"], remove };
}

function isRemoved(folder: string): boolean {
  if (!existsSync(folder)) return true;
  try {
    rmdirSync(folder);
    return true;
  } catch {
    return false; // somebody is in it still
  }
}

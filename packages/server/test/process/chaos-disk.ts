import { spawnSync } from "node:child_process";
import { mkdirSync, statfsSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const MIB = 2 ** 20;

/**
 * A small disk that can be filled and emptied: a tmpfs where mounting is allowed, else a folder and a limit on the size of the
 * files that a process writes.
 */
export function smallDisk(folder: string, sizeMib = 96) {
  const path = join(folder, "disk");
  mkdirSync(path);
  const ballast = join(path, "ballast");
  const mounted =
    spawnSync("mount", ["-t", "tmpfs", "-o", `size=${sizeMib}m`, "tmpfs", path], {
      stdio: "ignore",
    }).status === 0;
  // The soft limit only, so that it can be taken back.
  const limit = (pid: number, bytes: string) =>
    spawnSync("prlimit", ["--pid", String(pid), `--fsize=${bytes}:`], { stdio: "ignore" });
  return {
    path,
    kind: mounted
      ? `tmpfs of ${sizeMib} MiB`
      : "limit on the size of files (mounting is not allowed here)",
    /** @param pid - of the process that is to find it full */
    fill(pid: number) {
      if (!mounted) {
        limit(pid, "4096");
        return;
      }
      const { bavail, bsize } = statfsSync(path);
      const chunk = new Uint8Array(MIB);
      try {
        for (let left = bavail * bsize; left > 0; left -= MIB) {
          writeFileSync(ballast, left < MIB ? chunk.subarray(0, left) : chunk, { flag: "a" });
        }
      } catch (error) {
        // Somebody else's writing took the rest: full it is.
        if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
      }
    },
    empty(pid: number) {
      if (mounted) truncateSync(ballast, 0);
      else limit(pid, "unlimited");
    },
    close() {
      if (mounted) spawnSync("umount", ["-l", path]);
    },
  };
}

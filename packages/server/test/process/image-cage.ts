import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";

/** Mounts as a container has them: root read-only, `/data` and `/tmp` to write to, no new privileges, and with another user no capability. */
const SCRIPT = `set -e
mount --make-rprivate /
mount --bind "$ROOT" "$ROOT"
mount --bind "$DATA" "$ROOT/data"
mount -t tmpfs -o size=256m,mode=1777 tmpfs "$ROOT/tmp"
mount -t tmpfs -o mode=755 tmpfs "$ROOT/dev"
for name in null zero random urandom; do touch "$ROOT/dev/$name"; mount --bind "/dev/$name" "$ROOT/dev/$name"; done
mount -t proc proc "$ROOT/proc"
mount -o remount,ro,bind "$ROOT"
exec setpriv --no-new-privs /usr/sbin/chroot --userspec=10001:10001 --groups= "$ROOT" \\
  /usr/local/bin/cdp-whatif "$@"`;

/** An image's root and its volume. */
export interface Cage {
  readonly root: string;
  readonly data: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Starts the image's entry point with these arguments, as the image's user. */
export function startCaged(
  { root, data, environment }: Cage,
  args: readonly string[],
): ChildProcess {
  const env = {
    ...environment,
    PATH: "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    ROOT: root,
    DATA: data,
  };
  const unshare = ["--mount", "--pid", "--fork", "--kill-child", "sh", "-c", SCRIPT, "cage"];
  return spawn("unshare", [...unshare, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
}

/** Runs it to its end. */
export async function runCaged(cage: Cage, args: readonly string[]) {
  const child = startCaged(cage, args);
  const texts: string[] = [];
  child.stdout?.on("data", (text: Buffer) => void texts.push(text.toString()));
  child.stderr?.on("data", (text: Buffer) => void texts.push(text.toString()));
  const [code] = await once(child, "close");
  return { code: Number(code), text: texts.join("") };
}

/** The process of the image that runs under `unshare`. */
export async function cagedProcess(child: ChildProcess): Promise<number> {
  for (const pid of await readdir("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
    if (new RegExp(`^PPid:\\s+${child.pid}$`, "m").test(status)) return Number(pid);
  }
  throw new Error("the process of the image is not there");
}

import { readFileSync } from "node:fs";
import { link, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { CoreError } from "@cdp-whatif/core/error";
import * as z from "zod";

const Holder = z.strictObject({
  host: z.string(),
  pid: z.int(),
  /** When the process started, in the kernel's ticks: tells it from a later one with the same number. */
  started: z.string(),
  boot: z.string(),
});
type Holder = z.infer<typeof Holder>;

/** The right to be a folder's only monitor. */
export interface FolderLock {
  /** Says that the holder still runs; to be called every round. */
  renew(): Promise<void>;
  release(): Promise<void>;
}

/**
 * Takes the lock of a folder; one whose holder has died is taken over.
 *
 * @remarks A holder of this machine counts as dead when its process is gone. One of another machine or container, whose
 * processes cannot be seen, when it did not renew for `staleMs`.
 * @throws CoreError `store_locked` that names the holder
 */
export async function lockFolder(
  folder: string,
  { boot, now, staleMs }: { boot: string; now: () => number; staleMs: number },
): Promise<FolderLock> {
  const path = join(folder, "lock.json");
  const mine = JSON.stringify({
    host: hostname(),
    pid: process.pid,
    started: startOf(process.pid),
    boot,
  });
  const own = `${path}.${boot}`;
  await writeFile(own, mine, { mode: 0o640 });
  try {
    for (let tries = 0; tries < 5; tries += 1) {
      if (await linked(own, path)) return held(path, mine, now);
      await removeStale(path, { boot, now, staleMs });
    }
  } finally {
    await rm(own, { force: true });
  }
  throw new CoreError("store_locked", `${path} changes hands all the time; try again`);
}

function held(path: string, mine: string, now: () => number): FolderLock {
  return {
    async renew() {
      const seconds = now() / 1000;
      await utimes(path, seconds, seconds);
    },
    async release() {
      if ((await contentOf(path)) === mine) await rm(path, { force: true });
    },
  };
}

async function linked(own: string, path: string): Promise<boolean> {
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

async function removeStale(
  path: string,
  { boot, now, staleMs }: { boot: string; now: () => number; staleMs: number },
): Promise<void> {
  const content = await contentOf(path);
  if (content === null) return;
  const holder = holderOf(content);
  const age = now() - (await stat(path)).mtimeMs;
  if (holder !== null && isAlive(holder, age, staleMs)) {
    throw new CoreError(
      "store_locked",
      `${path} is held by process ${holder.pid} on ${holder.host}, which was last seen ${Math.max(0, Math.round(age / 1000))} s ago: ` +
        "one monitor at a time has a folder. Stop that one, or choose another --folder.",
    );
  }
  const aside = `${path}.${boot}.old`;
  await rename(path, aside);
  const moved = await contentOf(aside);
  // Somebody else took it over in between: it is put back.
  if (moved !== content) await linked(aside, path);
  await rm(aside, { force: true });
}

function isAlive(holder: Holder, ageMs: number, staleMs: number): boolean {
  if (holder.host !== hostname()) return ageMs < staleMs;
  const started = startOf(holder.pid);
  if (started === null) return false;
  return started === holder.started;
}

async function contentOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

function holderOf(content: string): Holder | null {
  try {
    return Holder.parse(JSON.parse(content));
  } catch {
    // Cut off by a crash, or nothing of ours: nobody holds it.
    return null;
  }
}

/** When a process started, as the kernel has it, or only that it runs; null when there is none. */
function startOf(pid: number): string | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may hold spaces; the start is the 22nd field.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? null : (fields[19] ?? "");
  } catch {
    return isRunning(pid) ? "" : null;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

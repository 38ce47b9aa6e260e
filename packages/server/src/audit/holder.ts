import { mkdir, open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

/** The one process that appends to a log. */
const holderFile = (folder: string) => join(folder, "holder.pid");

/** Folders whose logs this process has. */
const held = new Set<string>();

/**
 * Takes the log for this process.
 *
 * @param patience.ms - for how long a living holder is waited for
 * @param patience.takeOver - takes it from one that does not let go, which a server may, since its store has a lock of its own
 * @returns false when another living process has it
 */
export async function holdLog(
  folder: string,
  { ms, takeOver }: { readonly ms: number; readonly takeOver: boolean },
): Promise<boolean> {
  if (held.has(folder)) return false;
  for (let waited = 0; ; waited += PAUSE_MS) {
    if (await tryToHold(folder)) break;
    if (waited < ms) await setTimeout(PAUSE_MS);
    else if (takeOver) await rm(holderFile(folder), { force: true });
    else return false;
  }
  held.add(folder);
  return true;
}

const PAUSE_MS = 100;

async function tryToHold(folder: string): Promise<boolean> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (let tries = 0; tries < 3; tries += 1) {
    try {
      const file = await open(holderFile(folder), "wx", 0o600);
      await file.writeFile(String(process.pid));
      await file.close();
      return true;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
    const pid = Number(await readFile(holderFile(folder), "utf8").catch(() => "0"));
    // A container's process has the number that the one before it had.
    if (pid !== process.pid && isAlive(pid)) return false;
    await rm(holderFile(folder), { force: true });
  }
  return false;
}

/** Gives the log free. */
export async function releaseLog(folder: string): Promise<void> {
  held.delete(folder);
  await rm(holderFile(folder), { force: true });
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

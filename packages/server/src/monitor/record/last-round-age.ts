import { open } from "node:fs/promises";
import { readAbout } from "./about.js";
import { recordFiles } from "./layout.js";
import { parseObservation } from "./observation.js";

/** Bytes at the end of a file among which its last whole line is. */
const TAIL_BYTES = 256 * 1024;

/** How long ago the monitor stored something. */
export interface LastRound {
  readonly ageMs: number;
  /** Time between two rounds. */
  readonly everyMs: number;
}

/**
 * How old the last stored round of a monitor's folder is; null when there is none.
 *
 * @param options.now - ms since 1970
 */
export async function lastRoundAge(
  folder: string,
  { now }: { now: number },
): Promise<LastRound | null> {
  const file = (await recordFiles(folder)).at(-1);
  const about = await readAbout(folder);
  if (file === undefined || about === null || file.kind !== "rounds") return null;
  const at = await lastAt(file.path);
  return at === null ? null : { ageMs: Math.max(0, now - at), everyMs: about.everyMs };
}

async function lastAt(path: string): Promise<number | null> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(size - start),
      0,
      size - start,
      start,
    );
    const lines = buffer.toString("utf8", 0, bytesRead).split("\n").slice(0, -1);
    for (const line of lines.reverse()) {
      const observation = parseObservation(line);
      if (observation !== null) return observation.at;
    }
    return null;
  } finally {
    await file.close();
  }
}

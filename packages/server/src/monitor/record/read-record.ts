import { readFile, stat } from "node:fs/promises";
import { CoreError } from "@cdp-whatif/core/error";
import { type RecordFile, recordFiles } from "./layout.js";
import { type Observation, parseObservation } from "./observation.js";
import { foldObservations, WatchRun } from "./watch-span.js";

/** Observations of a file of rounds; lines that are none are counted. */
export async function readRounds(
  path: string,
): Promise<{ readonly observations: Observation[]; readonly unreadable: number }> {
  const observations: Observation[] = [];
  let unreadable = 0;
  for (const line of (await readFile(path, "utf8")).split("\n")) {
    if (line === "") continue;
    const observation = parseObservation(line);
    if (observation === null) unreadable += 1;
    else observations.push(observation);
  }
  return { observations, unreadable };
}

interface Kept {
  readonly stamp: string;
  readonly run: WatchRun | null;
}

/** Reads a record again and again; files that did not change are read once. */
export function createRecordReader(folder: string): { readonly runs: () => Promise<WatchRun[]> } {
  let kept = new Map<string, Kept>();
  return {
    async runs() {
      const now = new Map<string, Kept>();
      for (const file of await recordFiles(folder)) {
        const { size, mtimeMs } = await stat(file.path);
        const stamp = `${size} ${mtimeMs}`;
        const known = kept.get(file.name);
        now.set(file.name, known?.stamp === stamp ? known : { stamp, run: await readRun(file) });
      }
      kept = now;
      return [...now.values()].flatMap(({ run }) => (run === null ? [] : [run]));
    },
  };
}

/**
 * What a file of the record says; null when it is empty.
 *
 * @throws CoreError `file_unreadable`
 */
export async function readRun({ kind, path }: RecordFile): Promise<WatchRun | null> {
  if (kind === "rounds") return foldObservations((await readRounds(path)).observations);
  try {
    return WatchRun.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (error) {
    throw new CoreError(
      "file_unreadable",
      `${path} is no compacted record of the monitor: move it away, and its day counts as unknown`,
      [],
      { cause: error },
    );
  }
}

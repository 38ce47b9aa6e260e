import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { open, readFile, truncate } from "node:fs/promises";
import { join } from "node:path";
import { writeDurably } from "../../notify/write-durably.js";
import { dateOf, fileName, type RecordFile, recordFiles } from "./layout.js";
import { type Observation, parseObservation } from "./observation.js";
import { readRounds, readRun } from "./read-record.js";
import { foldObservations } from "./watch-span.js";

/** Appends to the record of a folder; only whoever holds the folder's lock may have one. */
export interface RecordWriter {
  /** Number of the next observation. */
  readonly nextNumber: number;
  /** What was mended on opening, in sentences. */
  readonly mended: readonly string[];
  /** The last observations of the record, oldest first. */
  readonly recent: readonly Observation[];
  /** Makes an observation durable. What cannot be written waits for the next time; then this throws. */
  append(observation: Observation): void;
  /** Compacts and removes what is old enough. */
  tidy(now: number): Promise<void>;
  close(): void;
}

/** How long things stay. */
export interface Retention {
  /** Whole days for which every round is kept. */
  readonly roundDays: number;
  /** Days for which anything is kept. */
  readonly keepDays: number;
}

const DAY_MS = 86_400_000;
/** About a day of rounds; what waits beyond that while the disk is full is lost, and its time unknown. */
const MOST_WAITING = 3000;

/**
 * Opens a record for writing. A last line that a crash cut off is removed.
 *
 * @param options.durable - whether an observation survives the loss of power; off in simulations
 */
export async function openRecord(
  folder: string,
  { retention, durable = true }: { retention: Retention; durable?: boolean },
): Promise<RecordWriter> {
  const files = await recordFiles(folder);
  const last = files.at(-1);
  const mended: string[] = [];
  let known: readonly Observation[] = [];
  if (last?.kind === "rounds") {
    const sentence = await mendEnd(last.path);
    if (sentence !== null) mended.push(sentence);
    const { observations, unreadable } = await readRounds(last.path);
    known = observations;
    if (unreadable > 0) mended.push(`${last.path}: ${unreadable} lines are unreadable; skipped`);
  }
  const nextNumber = await numberAfter(last, known);

  let current: { readonly date: string; readonly fd: number; readonly path: string } | undefined;
  let waiting: Observation[] = [];
  const fileFor = (observation: Observation) => {
    const date = dateOf(observation.at);
    if (current?.date === date) return current.fd;
    if (current !== undefined) closeSync(current.fd);
    current = undefined;
    const continued = last?.kind === "rounds" && last.date === date && observation.n === nextNumber;
    const path = continued ? last.path : join(folder, fileName("rounds", observation.n, date));
    const fd = openSync(path, "a", 0o640);
    current = { date, fd, path };
    return fd;
  };
  return {
    nextNumber,
    mended,
    recent: known,
    append(observation) {
      waiting.push(observation);
      if (waiting.length > MOST_WAITING) waiting = waiting.slice(-MOST_WAITING);
      while (waiting[0] !== undefined) {
        const fd = fileFor(waiting[0]);
        writeLine(fd, `${JSON.stringify(waiting[0])}\n`, { durable });
        waiting.shift();
      }
    },
    async tidy(now) {
      const oldest = dateOf(now - retention.roundDays * DAY_MS);
      for (const file of await recordFiles(folder)) {
        if (file.kind === "spans") {
          if (file.date < dateOf(now - retention.keepDays * DAY_MS)) unlinkSync(file.path);
        } else if (file.date < oldest && file.path !== current?.path) await compact(folder, file);
      }
    },
    close() {
      if (current !== undefined) closeSync(current.fd);
      current = undefined;
    },
  };
}

/** Writes a line whole, or nothing of it: a part that got in before the disk was full is taken back. */
function writeLine(fd: number, line: string, { durable }: { durable: boolean }): void {
  const { size } = fstatSync(fd);
  const bytes = Buffer.from(line);
  try {
    for (let written = 0; written < bytes.length; ) written += writeSync(fd, bytes, written);
    if (durable) fdatasyncSync(fd);
  } catch (error) {
    ftruncateSync(fd, size);
    throw error;
  }
}

async function compact(folder: string, { path, firstNumber, date }: RecordFile): Promise<void> {
  const run = foldObservations((await readRounds(path)).observations);
  if (run !== null) {
    await writeDurably(join(folder, fileName("spans", firstNumber, date)), JSON.stringify(run));
  }
  unlinkSync(path);
}

/** Removes a last line without its end; what it says, or null when there is none. */
async function mendEnd(path: string): Promise<string | null> {
  const bytes = await readFile(path);
  const end = bytes.lastIndexOf(10) + 1;
  if (end === bytes.length) return null;
  const tail = bytes.subarray(end);
  if (parseObservation(tail.toString("utf8")) !== null) {
    const file = await open(path, "a");
    await file.writeFile("\n");
    await file.close();
    return null;
  }
  await truncate(path, end);
  return `${path}: the last line was cut off after ${tail.length} bytes by a crash; removed, its round counts as unknown`;
}

async function numberAfter(
  last: RecordFile | undefined,
  known: readonly Observation[],
): Promise<number> {
  if (last === undefined) return 1;
  const found = known.at(-1);
  if (found !== undefined) return found.n + 1;
  if (last.kind === "rounds") return last.firstNumber;
  return ((await readRun(last))?.last.n ?? 0) + 1;
}

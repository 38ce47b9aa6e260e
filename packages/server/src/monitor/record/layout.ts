import { readdir } from "node:fs/promises";
import { join } from "node:path";

/** A file of the record: its first observation's number orders them, whatever the clock did. */
export interface RecordFile {
  readonly path: string;
  readonly name: string;
  /** `rounds`: a line for each observation; `spans`: compacted. */
  readonly kind: "rounds" | "spans";
  readonly firstNumber: number;
  /** UTC date of the first observation. */
  readonly date: string;
}

const NAME = /^(rounds|spans)-(\d{12})-(\d{4}-\d\d-\d\d)\.(?:jsonl|json)$/;

/** Name of a file of the record. */
export function fileName(kind: RecordFile["kind"], firstNumber: number, date: string): string {
  const number = String(firstNumber).padStart(12, "0");
  return `${kind}-${number}-${date}.${kind === "rounds" ? "jsonl" : "json"}`;
}

/**
 * The files of a folder in the order in which they were written; one that was compacted only as such.
 *
 * @returns empty when there is no such folder
 */
export async function recordFiles(folder: string): Promise<RecordFile[]> {
  const files = new Map<string, RecordFile>();
  for (const name of (await namesIn(folder)).sort()) {
    const [, kind, number, date] = NAME.exec(name) ?? [];
    if ((kind !== "rounds" && kind !== "spans") || number === undefined || date === undefined)
      continue;
    // Names are sorted, so that "spans" replaces "rounds".
    files.set(number, {
      path: join(folder, name),
      name,
      kind,
      firstNumber: Number(number),
      date,
    });
  }
  return [...files.values()].sort((a, b) => a.firstNumber - b.firstNumber);
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

/** UTC date of a moment. */
export const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

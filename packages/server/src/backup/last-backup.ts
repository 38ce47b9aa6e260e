import { readFile } from "node:fs/promises";
import * as z from "zod";
import { writeDurably } from "../notify/write-durably.js";

/** What is noted beside a store of the newest backup of it. */
const Note = z.strictObject({ made_at: z.iso.datetime() });

const noteFile = (storeFile: string): string => `${storeFile}.last-backup.json`;

/** Notes beside a store when it was backed up, for the server that has it. */
export function noteBackup(storeFile: string, madeAt: number): Promise<void> {
  const note: z.infer<typeof Note> = { made_at: new Date(madeAt).toISOString() };
  return writeDurably(noteFile(storeFile), `${JSON.stringify(note)}\n`);
}

/**
 * When a store was backed up last, in milliseconds since 1970; null: never.
 *
 * @throws Error when what is noted cannot be read
 */
export async function lastBackupAt(storeFile: string): Promise<number | null> {
  const path = noteFile(storeFile);
  try {
    return Date.parse(Note.parse(JSON.parse(await readFile(path, "utf8"))).made_at);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw new Error(`${path} does not say when the last backup was made`, { cause: error });
  }
}

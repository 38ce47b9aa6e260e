import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { writeDurably } from "../../notify/write-durably.js";

/** What a folder's monitor watches, and how. */
export const About = z.strictObject({
  target: z.string(),
  everyMs: z.int().positive(),
  /** Whether time in which the target is degraded counts as up. */
  degradedIsUp: z.boolean(),
  boot: z.string(),
  startedAt: z.int(),
});
export type About = z.infer<typeof About>;

const path = (folder: string) => join(folder, "about.json");

/** Says what is watched. */
export function writeAbout(folder: string, about: About): Promise<void> {
  return writeDurably(path(folder), JSON.stringify(about));
}

/** What a folder's monitor watches; null when none ever ran there. */
export async function readAbout(folder: string): Promise<About | null> {
  try {
    return About.parse(JSON.parse(await readFile(path(folder), "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

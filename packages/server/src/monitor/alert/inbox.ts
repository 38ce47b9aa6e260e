import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { jsonOrNull } from "../../json-or-null.js";
import { writeDurably } from "../../notify/write-durably.js";

const Acknowledgement = z.strictObject({ incident: z.string(), by: z.string(), at: z.int() });
export type Acknowledgement = z.infer<typeof Acknowledgement>;

const inboxOf = (folder: string) => join(folder, "inbox");

/** Leaves word for the monitor of a folder that somebody cares for an incident. */
export async function leaveAcknowledgement(folder: string, word: Acknowledgement): Promise<void> {
  await mkdir(inboxOf(folder), { recursive: true, mode: 0o750 });
  await writeDurably(join(inboxOf(folder), `ack-${word.incident}.json`), JSON.stringify(word));
}

/** Takes what was left since; what cannot be read is removed and told. */
export async function takeAcknowledgements(
  folder: string,
  tell: (sentence: string) => void,
): Promise<Acknowledgement[]> {
  const taken: Acknowledgement[] = [];
  for (const name of await namesIn(inboxOf(folder))) {
    const path = join(inboxOf(folder), name);
    const text = await readFile(path, "utf8");
    const found = Acknowledgement.safeParse(jsonOrNull(text));
    if (found.success) taken.push(found.data);
    else tell(`${path} is no acknowledgement; removed`);
    await rm(path, { force: true });
  }
  return taken;
}

async function namesIn(path: string): Promise<string[]> {
  try {
    return (await readdir(path)).filter((name) => /^ack-[a-z0-9-]+\.json$/.test(name));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { CoreError } from "@cdp-whatif/core/error";
import { writeDurably } from "../../notify/write-durably.js";
import { Incident } from "./incident.js";

const folderOf = (folder: string) => join(folder, "incidents");
/** Its name begins with the time at which it opened, so that names are in order. */
const NAME = /^(\d{15})-[a-z0-9-]+\.json$/;

/** File name of an incident. */
function nameOf({ openedAt, rule }: Incident): string {
  return `${String(openedAt).padStart(15, "0")}-${rule}.json`;
}

/** Makes an incident durable as it is now. */
export async function writeIncident(folder: string, incident: Incident): Promise<void> {
  await mkdir(folderOf(folder), { recursive: true, mode: 0o750 });
  await writeDurably(join(folderOf(folder), nameOf(incident)), JSON.stringify(incident));
}

/**
 * The incidents of a folder, oldest first.
 *
 * @param options.since - only those that opened at this moment or later, ms since 1970
 * @throws CoreError `file_unreadable`
 */
export async function readIncidents(
  folder: string,
  { since = 0 }: { since?: number } = {},
): Promise<Incident[]> {
  const names = (await incidentNames(folder)).filter((name) => openedAt(name) >= since);
  return Promise.all(names.map((name) => readIncident(join(folderOf(folder), name))));
}

async function readIncident(path: string): Promise<Incident> {
  try {
    return Incident.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (error) {
    throw new CoreError("file_unreadable", `${path} is no incident: move it away`, [], {
      cause: error,
    });
  }
}

/** Removes incidents that opened before a moment. */
export async function removeIncidents(folder: string, before: number): Promise<void> {
  for (const name of await incidentNames(folder)) {
    if (openedAt(name) < before) await rm(join(folderOf(folder), name));
  }
}

const openedAt = (name: string) => Number(NAME.exec(name)?.[1]);

async function incidentNames(folder: string): Promise<string[]> {
  try {
    return (await readdir(folderOf(folder))).filter((name) => NAME.test(name)).sort();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

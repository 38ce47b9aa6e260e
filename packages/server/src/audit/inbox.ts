import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { jsonOrNull } from "../json-or-null.js";
import { writeDurably } from "../notify/write-durably.js";
import { AuditEvent, type AuditKey, auditHash } from "./entry.js";

/**
 * Entries of other processes that wait for the one that has the log: a command that runs beside a server must not append to the
 * same chain.
 */
const Waiting = z.strictObject({ event: AuditEvent, mac: z.string() });

const inboxOf = (folder: string) => join(folder, "inbox");

/** Of the fields in the order of the schema, which is the one that they are read in. */
function macOf(event: AuditEvent, key: AuditKey): string {
  return auditHash(`inbox ${JSON.stringify(AuditEvent.parse(event))}`, key);
}

/** Leaves an entry for the process that has the log. */
export async function putInInbox(folder: string, event: AuditEvent, key: AuditKey): Promise<void> {
  await mkdir(inboxOf(folder), { recursive: true, mode: 0o700 });
  const mac = macOf(event, key);
  const name = `${Date.parse(event.at)}-${randomUUID()}.json`;
  await writeDurably(join(inboxOf(folder), name), JSON.stringify({ event, mac }));
}

/** Takes what waits. A file that is no entry, or not made with the key, is told as that and not believed. */
export async function takeInbox(
  folder: string,
  key: AuditKey,
): Promise<{ readonly events: readonly AuditEvent[]; readonly done: () => Promise<void> }> {
  const names = await readdir(inboxOf(folder)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const taken = names.filter((name) => name.endsWith(".json")).sort();
  const events: AuditEvent[] = [];
  for (const name of taken) {
    const found = Waiting.safeParse(
      jsonOrNull(await readFile(join(inboxOf(folder), name), "utf8")),
    );
    const isOurs = found.success && macOf(found.data.event, key) === found.data.mac;
    if (isOurs) events.push(found.data.event);
    else events.push(stranger());
  }
  return {
    events,
    async done() {
      for (const name of taken) await rm(join(inboxOf(folder), name), { force: true });
    },
  };
}

function stranger(): AuditEvent {
  return {
    at: new Date(0).toISOString(),
    kind: "log",
    client: null,
    action: "audit.stranger",
    subject: null,
    status: null,
    outcome: "refused",
    requestId: null,
    bytes: null,
  };
}

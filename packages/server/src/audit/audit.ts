import { join } from "node:path";
import { CoreError } from "@cdp-whatif/core/error";
import type { StoreKeys } from "@cdp-whatif/core/seal";
import { type AuditLog, openAuditLog } from "./audit-log.js";
import type { AuditEvent, AuditKey } from "./entry.js";
import { holdLog, releaseLog } from "./holder.js";
import { putInInbox, takeInbox } from "./inbox.js";
import type { AuditSettings } from "./options.js";
import { type Marker, markerOf } from "./subject.js";

/** An audit log at work in a server. */
export interface Audit extends Pick<AuditLog, "add" | "flush" | "state"> {
  readonly settings: AuditSettings;
  readonly mark: Marker;
  /** Everything is on disk, and the log free for others. */
  close(): Promise<void>;
}

/** What an audit log is opened with. */
export interface AuditOptions {
  readonly settings: AuditSettings;
  /** Folder that the log's own folder is made in. */
  readonly folder: string;
  readonly keys?: StoreKeys | null | undefined;
  readonly now?: () => number;
  readonly onFailure?: (reason: string) => void;
}

const INBOX_MS = 2000;
const SERVER_PATIENCE = { ms: 3000, takeOver: true };
const COMMAND_PATIENCE = { ms: 0, takeOver: false };

/** Folder of the log beside a store. */
export function auditFolder(folder: string): string {
  return join(folder, "audit");
}

/** What authenticates a log. */
export function auditKeyOf(keys: StoreKeys | null | undefined): AuditKey {
  return keys?.mac("audit") ?? null;
}

/**
 * Opens the log of a server, and takes what commands leave for it.
 *
 * @throws CoreError `store_unavailable` when its folder cannot be written and the settings are strict
 */
export async function openAudit(options: AuditOptions): Promise<Audit> {
  const { settings, keys, now = Date.now, onFailure } = options;
  const folder = auditFolder(options.folder);
  await holdLog(folder, SERVER_PATIENCE);
  const key = auditKeyOf(keys);
  const log = await openAuditLog({
    ...settings,
    folder,
    key,
    now,
    onFailure: onFailure ?? noFailure,
  });
  const takeFromInbox = async () => {
    const { events, done } = await takeInbox(folder, key);
    if (events.length === 0) return;
    for (const event of events) log.add(event);
    await log.flush();
    await done();
  };
  let taking: Promise<void> = Promise.resolve();
  const take = () => {
    taking = taking.then(takeFromInbox).catch(() => undefined);
    return taking;
  };
  const timer = setInterval(take, INBOX_MS).unref();
  return {
    settings,
    mark: markerOf(keys, folder),
    add: log.add,
    flush: log.flush,
    state: log.state,
    async close() {
      clearInterval(timer);
      await take();
      await log.close();
      await releaseLog(folder);
    },
  };
}

function noFailure(): void {}

/** An entry about a command or a job. */
export function auditEvent(
  about: Pick<AuditEvent, "kind" | "action" | "outcome"> & Partial<AuditEvent>,
): AuditEvent {
  return {
    at: new Date().toISOString(),
    client: null,
    subject: null,
    status: null,
    requestId: null,
    bytes: null,
    ...about,
  };
}

/** Adds the entry of a command: to the log, or where a server has that, to what waits for it. */
export async function auditCommand(
  { folder: beside, keys, settings, now = Date.now }: AuditOptions,
  event: AuditEvent,
): Promise<void> {
  const folder = auditFolder(beside);
  const key = auditKeyOf(keys);
  if (!(await holdLog(folder, COMMAND_PATIENCE))) return putInInbox(folder, event, key);
  try {
    const log = await openAuditLog({ ...settings, folder, key, now });
    log.add(event);
    await log.close();
  } finally {
    await releaseLog(folder);
  }
}

/** Why a command ended as it did. */
export function outcomeOf(error: unknown): AuditEvent["outcome"] {
  return error instanceof CoreError ? "refused" : "failed";
}

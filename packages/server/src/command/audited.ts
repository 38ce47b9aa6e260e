import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { readStoreKeys } from "@cdp-whatif/core/duckdb";
import { isLoopback } from "../address.js";
import { type Audit, auditCommand, auditEvent, openAudit, outcomeOf } from "../audit/audit.js";
import type { AuditEvent } from "../audit/entry.js";
import { auditSettingsOf, masterKeysOf, protectionSettings } from "../setting/protection.js";
import { readSettings } from "../setting/read-settings.js";
import type { SettingValues } from "../setting/setting.js";
import type { OpenedStore } from "./store.js";
import type { Terminal } from "./terminal.js";

/** What decides whether and how a server keeps one. */
interface AuditedServer {
  readonly host: string;
  readonly settings: SettingValues<typeof protectionSettings>;
}

/** The audit log beside a store in a file, where the settings want one; says whether data are encrypted. */
export async function serverAudit(
  terminal: Terminal,
  { file, keys, store }: OpenedStore,
  { host, settings: protection }: AuditedServer,
): Promise<Audit | undefined> {
  if (keys === null && file !== null) {
    const { records } = await store.content();
    if (!isLoopback(host) || records["customer-event"] > 0) {
      terminal.err(
        "Data are not encrypted at rest: CDP_DATA_KEY is not set (docs/guide/encryption.md).",
      );
    }
  }
  const settings = auditSettingsOf(protection);
  if (file === null || settings === null) return undefined;
  return openAudit({
    settings,
    folder: dirname(file),
    keys,
    onFailure: (reason) => terminal.err(`The audit log cannot be written: ${reason}`),
  });
}

/** Runs a command that changes data, and keeps in the audit log that it ran and how it ended. */
export async function audited<Result>(
  { file, keys }: Pick<OpenedStore, "file" | "keys">,
  action: string,
  work: () => Promise<Result>,
  detailOf: (result: Result) => AuditEvent["detail"] = () => undefined,
): Promise<Result> {
  const { protection } = readSettings({ protection: protectionSettings }, process.env);
  const settings = auditSettingsOf(protection);
  const keep = async (about: Pick<AuditEvent, "outcome" | "detail">) => {
    if (file === null || settings === null) return;
    const event = auditEvent({ kind: "command", action, ...about });
    await auditCommand({ settings, folder: dirname(file), keys }, event);
  };
  let result: Result;
  try {
    result = await work();
  } catch (error) {
    await keep({ outcome: outcomeOf(error), detail: undefined });
    throw error;
  }
  await keep({ outcome: "done", detail: detailOf(result) });
  return result;
}

/**
 * Keeps a change of API keys in the audit log beside a store, if there is one: as an entry that waits for the server where that has
 * the log.
 *
 * @throws CoreError `wrong_key` when the store is sealed and its key is not given
 */
export async function auditKey(
  terminal: Terminal,
  { store }: { readonly store: string },
  { action, id }: { readonly action: string; readonly id: string },
): Promise<void> {
  if (!store.startsWith("duckdb:")) return;
  const file = resolve(terminal.folder, store.slice("duckdb:".length));
  if (!existsSync(dirname(file))) return;
  const { protection } = readSettings({ protection: protectionSettings }, process.env);
  const keys = await readStoreKeys(file, masterKeysOf(protection));
  await audited(
    { file, keys },
    action,
    async () => undefined,
    () => ({ key: id }),
  );
}

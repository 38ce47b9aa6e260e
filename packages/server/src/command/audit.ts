import { createWriteStream, existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { readStoreKeys } from "@cdp-whatif/core/duckdb";
import { CoreError } from "@cdp-whatif/core/error";
import type { StoreKeys } from "@cdp-whatif/core/seal";
import { auditFolder, auditKeyOf } from "../audit/audit.js";
import { auditFiles } from "../audit/audit-file.js";
import { type AuditChoice, exportAudit } from "../audit/export.js";
import { HEAD_FILE } from "../audit/head.js";
import { verifyAudit } from "../audit/verify.js";
import { masterKeysOf, protectionSettings } from "../setting/protection.js";
import { readSettings } from "../setting/read-settings.js";
import { EXIT, type ExitCode } from "./exit-code.js";
import { grouped, type Terminal } from "./terminal.js";

/** What commands on the audit log take. */
export interface AuditCommandOptions {
  readonly store: string;
  readonly json?: boolean;
}

/**
 * Says whether the log is whole, and where it is not.
 *
 * @throws CoreError `file_not_found` where there is none: a log that was taken away is not whole
 */
export async function verifyAuditLog(
  terminal: Terminal,
  options: AuditCommandOptions,
): Promise<ExitCode> {
  const { folder, keys } = await placeOf(terminal, options);
  const found = await verifyAudit({ folder, key: auditKeyOf(keys) });
  const { ok, entries, files, from, to, keyed, notes, fault } = found;
  if (options.json) terminal.out(JSON.stringify({ folder, ...found }));
  else if (ok) {
    const span = from === null ? "" : `, ${from} to ${to}`;
    terminal.out(`The audit log is whole: ${grouped(entries)} entries in ${files} files${span}.`);
    if (!keyed)
      terminal.out("No key authenticates it: who can write the files can make all of it anew.");
    if (notes > 0)
      terminal.out(
        `${notes} entries tell of faults that were found at a start, or of lost entries.`,
      );
  } else
    terminal.err(
      `The audit log is NOT whole: ${fault?.file}, line ${fault?.line}: ${fault?.reason}.`,
    );
  return ok ? EXIT.fine : EXIT.refused;
}

/** What `audit export` takes. */
export interface AuditExportOptions extends AuditCommandOptions, AuditChoice {
  readonly out?: string;
}

/**
 * Writes entries as JSON lines or CSV.
 *
 * @throws CoreError `file_not_found`
 */
export async function exportAuditLog(
  terminal: Terminal,
  { out, ...options }: AuditExportOptions,
): Promise<ExitCode> {
  const { folder } = await placeOf(terminal, options);
  if (out === undefined) {
    for await (const line of exportAudit(folder, options)) terminal.out(line.trimEnd());
    return EXIT.fine;
  }
  const file = createWriteStream(resolve(terminal.folder, out), { mode: 0o600 });
  await pipeline(Readable.from(exportAudit(folder, options)), file);
  return EXIT.fine;
}

async function placeOf(
  terminal: Terminal,
  { store }: AuditCommandOptions,
): Promise<{ folder: string; keys: StoreKeys | null }> {
  if (!store.startsWith("duckdb:")) {
    throw new CoreError(
      "invalid_input",
      "the audit log lies beside a store in a file: --store duckdb:PATH",
    );
  }
  const file = resolve(terminal.folder, store.slice("duckdb:".length));
  const { protection } = readSettings({ protection: protectionSettings }, process.env);
  const keys = await readStoreKeys(file, masterKeysOf(protection));
  const folder = auditFolder(dirname(file));
  if ((await auditFiles(folder)).length === 0 && !existsSync(join(folder, HEAD_FILE)))
    throw new CoreError("file_not_found", `there is no audit log in ${folder}`);
  return { folder, keys };
}

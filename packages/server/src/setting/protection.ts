import { CoreError } from "@cdp-whatif/core/error";
import { type MasterKeys, masterKey } from "@cdp-whatif/core/seal";
import * as z from "zod";
import type { AuditSettings } from "../audit/options.js";
import { type SettingValues, settingGroup, textList, wholeNumber, yesOrNo } from "./setting.js";

/** A key of 32 bytes in base64 or hex. */
const key = (name: string) =>
  z.string().transform((text, context) => {
    try {
      return masterKey(text, name);
    } catch (error) {
      if (!(error instanceof CoreError)) throw error;
      context.addIssue({ code: "custom", message: error.message.replace(`${name}: `, "") });
      return z.NEVER;
    }
  });

/** Encryption at rest, and the audit log. */
export const protectionSettings = settingGroup({
  dataKey: {
    env: "CDP_DATA_KEY",
    schema: key("CDP_DATA_KEY").optional(),
    help: "Master key of encryption at rest: 32 bytes in base64 or hex; without it data are not encrypted.",
    secret: true,
  },
  oldDataKeys: {
    env: "CDP_DATA_KEYS_OLD",
    schema: textList.pipe(z.array(key("CDP_DATA_KEYS_OLD"))).default([]),
    help: "Master keys that were used before, with commas: what they wrap stays readable.",
    secret: true,
  },
  engineEncryption: {
    env: "CDP_ENGINE_ENCRYPTION",
    schema: yesOrNo.default(false),
    help: "Encrypt the whole file by DuckDB, too; needs CDP_DATA_KEY and DuckDB's extension httpfs. For new stores.",
  },
  audit: {
    env: "CDP_AUDIT",
    schema: yesOrNo.default(true),
    help: "Whether calls of the REST interface and changes by commands are kept in the audit log.",
  },
  auditReads: {
    env: "CDP_AUDIT_READS",
    schema: yesOrNo.default(true),
    help: "Whether calls that only read are kept, too.",
  },
  auditStrict: {
    env: "CDP_AUDIT_STRICT",
    schema: yesOrNo.default(false),
    help: "Refuse calls while the audit log cannot be written; otherwise they are answered and health is degraded.",
  },
  auditSyncMs: {
    env: "CDP_AUDIT_SYNC_MS",
    schema: wholeNumber(10, 60_000).default(1000),
    help: "Longest time until an entry of the audit log is on disk, in milliseconds: what a crash may lose.",
  },
  auditFileMiB: {
    env: "CDP_AUDIT_FILE_MIB",
    schema: wholeNumber(1, 4096).default(64),
    help: "Size at which the audit log begins another file, in MiB; each day begins another, too.",
  },
  auditDays: {
    env: "CDP_AUDIT_DAYS",
    schema: wholeNumber(1, 36_500).default(400),
    help: "Days for which files of the audit log are kept.",
  },
});
type Values = SettingValues<typeof protectionSettings>;

/** The keys that settings mean; absent where data are not encrypted. @throws CoreError `invalid_input` */
export function masterKeysOf({ dataKey, oldDataKeys }: Values): MasterKeys | undefined {
  if (dataKey !== undefined) return { current: dataKey, old: oldDataKeys };
  if (oldDataKeys.length === 0) return undefined;
  throw new CoreError(
    "invalid_input",
    "CDP_DATA_KEYS_OLD is set without CDP_DATA_KEY, the key that is written with.",
    [{ pointer: "/CDP_DATA_KEY", detail: "is missing" }],
  );
}

/** How the audit log is kept; null where it is off. */
export function auditSettingsOf(values: Values): AuditSettings | null {
  if (!values.audit) return null;
  return {
    reads: values.auditReads,
    strict: values.auditStrict,
    syncMs: values.auditSyncMs,
    fileBytes: values.auditFileMiB * 2 ** 20,
    keepDays: values.auditDays,
  };
}

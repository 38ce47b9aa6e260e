import type { Finding, HealthCheck } from "../health/check.js";
import { lastBackupAt } from "./last-backup.js";

/** Hours that the newest backup of a store may be old: a day, and two hours for what makes it. */
const DEFAULT_HOURS = 26;
const HOUR_MS = 3_600_000;

/** Which backups are looked for. */
export interface BackupWatch {
  readonly storeFile: string;
  /** How old the newest may be, in hours; when omitted 26, from the first backup on. */
  readonly hours?: number | undefined;
  readonly now: () => number;
}

/** Fails when the newest backup is too old; warns when backups are expected and there was none yet. */
export function backupCheck({ storeFile, hours, now }: BackupWatch): HealthCheck {
  const most = hours ?? DEFAULT_HOURS;
  return {
    name: "last_backup",
    critical: false,
    async probe(): Promise<Finding> {
      const at = await lastBackupAt(storeFile);
      if (at === null && hours === undefined)
        return {
          level: "pass",
          reason: "no backup was made yet, and CDP_BACKUP_HOURS expects none",
        };
      if (at === null)
        return { level: "warn", reason: `no backup was made yet; one is expected every ${most} h` };
      const age = (now() - at) / HOUR_MS;
      if (age < most) return { level: "pass", reason: null };
      return {
        level: "fail",
        reason: `the last backup is ${age.toFixed(1)} h old, expected less than ${most} h`,
      };
    },
  };
}

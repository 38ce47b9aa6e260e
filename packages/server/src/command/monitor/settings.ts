import { type AlertConfiguration, configureAlerts } from "../../monitor/alert/configuration.js";
import { monitorSettings } from "../../setting/monitor.js";
import { readSettings } from "../../setting/read-settings.js";
import type { SettingValues } from "../../setting/setting.js";
import { readJsonFile } from "../json-file.js";
import type { Terminal } from "../terminal.js";

/** What every command of the monitor takes. */
export interface MonitorFlags {
  readonly folder?: string;
  readonly json?: boolean;
}

export type MonitorSettings = SettingValues<typeof monitorSettings>;

/** @throws CoreError `invalid_input` that names every setting that is wrong */
export function readMonitorSettings(): MonitorSettings {
  return readSettings({ monitor: monitorSettings }, process.env).monitor;
}

/** Where the record is, relative to the working folder. */
export const monitorFolder = (flags: MonitorFlags, settings: MonitorSettings): string =>
  flags.folder ?? settings.folder ?? "./data/monitoring";

/** Rules and channels: built-in, from the rules' file, and from the settings. */
export async function readAlertSetup(
  terminal: Terminal,
  file: string | undefined,
  settings: MonitorSettings,
): Promise<AlertConfiguration> {
  const path = file ?? settings.rules;
  const content = path === undefined ? undefined : await readJsonFile(terminal, path);
  return configureAlerts(content, { settings, environment: process.env, now: Date.now });
}

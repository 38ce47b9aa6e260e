import { accessSettings } from "./access.js";
import { cacheSettings } from "./cache.js";
import { dashboardSettings } from "./dashboard.js";
import { healthSettings } from "./health.js";
import { listenSettings } from "./listen.js";
import { monitorSettings } from "./monitor.js";
import { protectionSettings } from "./protection.js";
import { retentionSettings } from "./retention.js";
import { serverSettings } from "./server.js";
import type { SettingValues } from "./setting.js";
import { simulationSettings } from "./simulation.js";
import { telemetrySettings } from "./telemetry.js";
import { transportSettings } from "./transport.js";

/** Everything that `cdp-whatif serve` and `monitor` can be told by the environment, by part. */
export const settingGroups = {
  server: serverSettings,
  access: accessSettings,
  transport: transportSettings,
  listen: listenSettings,
  protection: protectionSettings,
  retention: retentionSettings,
  cache: cacheSettings,
  simulation: simulationSettings,
  health: healthSettings,
  telemetry: telemetrySettings,
  monitor: monitorSettings,
  dashboard: dashboardSettings,
} as const;

/** What each part is called on pages for people. */
export const SETTING_TITLES: Readonly<Record<keyof typeof settingGroups, string>> = {
  server: "Server",
  access: "Access",
  transport: "Transport",
  listen: "Connections and base path",
  protection: "Encryption at rest and audit log",
  retention: "Retention",
  cache: "Cache",
  simulation: "Simulation",
  health: "Health and stopping",
  telemetry: "Log and traces",
  monitor: "Monitor",
  dashboard: "Dashboard as a process of its own",
};

/** What all of it says. */
export type Settings = {
  readonly [Name in keyof typeof settingGroups]: SettingValues<(typeof settingGroups)[Name]>;
};

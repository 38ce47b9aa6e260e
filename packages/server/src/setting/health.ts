import * as z from "zod";
import { followMonitor } from "../health/follow-monitor.js";
import { HEALTH_LIMITS } from "../health/limits.js";
import type { HealthOptions } from "../health/options.js";
import { type SettingValues, settingGroup, wholeNumber } from "./setting.js";

const percent = (standard: number) => wholeNumber(1, 100).default(standard);

/** When `/health` warns and fails, and how the server stops. */
export const healthSettings = settingGroup({
  memoryWarn: {
    env: "CDP_HEALTH_MEMORY_WARN",
    schema: percent(HEALTH_LIMITS.memoryPercent.warn),
    help: "Percent of memory in use, of the container's limit where there is one, from which the memory check warns.",
  },
  memoryFail: {
    env: "CDP_HEALTH_MEMORY_FAIL",
    schema: percent(HEALTH_LIMITS.memoryPercent.fail),
    help: "Percent of memory in use from which the memory check fails.",
  },
  cpuWarn: {
    env: "CDP_HEALTH_CPU_WARN",
    schema: percent(HEALTH_LIMITS.cpuPercent.warn),
    help: "Percent of processor time over the last minute, of the container's quota where there is one, from which the cpu check warns.",
  },
  cpuFail: {
    env: "CDP_HEALTH_CPU_FAIL",
    schema: percent(HEALTH_LIMITS.cpuPercent.fail),
    help: "Percent of processor time over the last minute from which the cpu check fails.",
  },
  diskWarn: {
    env: "CDP_HEALTH_DISK_WARN",
    schema: percent(HEALTH_LIMITS.diskPercent.warn),
    help: "Percent of the data folder's disk in use from which the filesystem check warns, while less than 2 GiB are free.",
  },
  diskFail: {
    env: "CDP_HEALTH_DISK_FAIL",
    schema: percent(HEALTH_LIMITS.diskPercent.fail),
    help: "Percent of the data folder's disk in use from which the filesystem check fails, while less than 256 MiB are free.",
  },
  monitorFolder: {
    env: "CDP_HEALTH_MONITOR_FOLDER",
    schema: z.string().optional(),
    help: "Folder that `cdp-whatif monitor` stores its rounds in; the uptime_tracker check fails when nothing is stored there for two rounds.",
    example: "/data/monitoring",
  },
  backupHours: {
    env: "CDP_BACKUP_HOURS",
    schema: z
      .union([z.literal("off").transform(() => null), wholeNumber(1, 8784)], {
        error: "expected off or a whole number from 1 to 8784",
      })
      .optional(),
    help: "Hours that the newest backup may be old before the last_backup check fails, or off; when it is not set 26, from the first backup on.",
    example: "26",
  },
  drainSeconds: {
    env: "CDP_DRAIN_SECONDS",
    schema: wholeNumber(0, 600).default(0),
    help: "Seconds between being told to stop, when /health/ready turns 503, and taking no more requests, for load balancers to notice.",
  },
  graceSeconds: {
    env: "CDP_GRACE_SECONDS",
    schema: wholeNumber(1, 600).default(8),
    help: "Seconds that requests under way may take to end when the server stops.",
  },
});

/** What the settings mean for `createService`. */
export function healthOptions(settings: SettingValues<typeof healthSettings>): HealthOptions {
  const { memoryWarn, memoryFail, cpuWarn, cpuFail, diskWarn, diskFail } = settings;
  const { monitorFolder, backupHours } = settings;
  return {
    ...(monitorFolder !== undefined && { monitor: followMonitor(monitorFolder) }),
    backupHours,
    limits: {
      memoryPercent: { warn: memoryWarn, fail: memoryFail },
      cpuPercent: { warn: cpuWarn, fail: cpuFail },
      diskPercent: { warn: diskWarn, fail: diskFail },
    },
  };
}

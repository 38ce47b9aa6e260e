import type { Limits } from "./level.js";
import type { FolderLimits } from "./probe-folder.js";

/** From where a figure counts as a warning, and as a failure. */
export interface HealthLimits extends FolderLimits {
  /** Of the container's limit where there is one, else of the machine. */
  readonly memoryPercent: Limits;
  /** Over the last minute, of the container's quota where there is one, else of the machine's cores. */
  readonly cpuPercent: Limits;
  /** Time without a sample of memory and processor, where no monitor is followed. */
  readonly silenceSeconds: Limits;
}

export const HEALTH_LIMITS: HealthLimits = {
  memoryPercent: { warn: 80, fail: 90 },
  cpuPercent: { warn: 90, fail: 98 },
  diskPercent: { warn: 90, fail: 98 },
  volumePercent: { warn: 80, fail: Number.POSITIVE_INFINITY },
  silenceSeconds: { warn: 15, fail: 30 },
};

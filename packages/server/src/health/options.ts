import type { RoundsOptions } from "./rounds.js";
import type { CheckedParts } from "./server-checks.js";
import type { VitalsOptions } from "./vitals.js";

/** What of health whoever starts a server can choose. */
export interface HealthOptions
  extends Partial<Pick<CheckedParts, "limits" | "monitor" | "more" | "volumeUse">>,
    Partial<Pick<RoundsOptions, "standsMs">> {
  /** How old the newest backup may be, in hours; null: it is not looked at. When omitted 26, from the first backup on. */
  readonly backupHours?: number | null | undefined;
  readonly vitals?: VitalsOptions | undefined;
}

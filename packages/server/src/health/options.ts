import type { RoundsOptions } from "./rounds.js";
import type { CheckedParts } from "./server-checks.js";
import type { VitalsOptions } from "./vitals.js";

/** What of health whoever starts a server can choose. */
export interface HealthOptions
  extends Partial<Pick<CheckedParts, "limits" | "monitor" | "more" | "volumeUse">>,
    Partial<Pick<RoundsOptions, "standsMs">> {
  readonly vitals?: VitalsOptions | undefined;
}

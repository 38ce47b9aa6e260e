import type { Effect } from "./effect.js";

/** Days over which what was bought forward is missed: an exponential with this mean. */
export const AFTER_DIP_DAYS = 14;

/** Units that promotions sold from later: owed while they run, missed after them. */
export interface AfterDip {
  /** Units missed so far, each at what is paid when it is missed. */
  readonly missed: Float64Array;
  clear(): void;
  /** Goes through the periods of a stretch; both paths are periods × brands from `at`. */
  follow(stretch: {
    readonly path: Float64Array;
    readonly baseline: Float64Array;
    readonly at: number;
    readonly days: Float64Array;
    readonly effect: Effect;
    readonly buying: number;
    /** Share of a promotion's extra units that was bought forward, 0–1. */
    readonly dip: number;
  }): void;
}

export function createAfterDip(brands: number): AfterDip {
  const owed = new Float64Array(brands);
  const missed = new Float64Array(brands);
  return {
    missed,
    clear() {
      for (let j = 0; j < brands; j++) owed[j] = missed[j] = 0;
    },
    follow({ path, baseline, at, days, effect, buying, dip }) {
      for (let j = 0; j < brands; j++) {
        if (effect.promoted[j] === 0 && owed[j] === 0) continue;
        for (let k = 0; k < days.length; k++) {
          const units = days[k]! * buying * path[at + k * brands + j]!;
          if (effect.promoted[j] === 1) {
            const extra = units - days[k]! * baseline[at + k * brands + j]!;
            owed[j] = owed[j]! + dip * Math.max(0, extra);
          } else {
            const now = Math.min(units, owed[j]! * Math.min(1, days[k]! / AFTER_DIP_DAYS));
            owed[j] = owed[j]! - now;
            missed[j] = missed[j]! + now * effect.paid[j]!;
          }
        }
      }
    },
  };
}

import type { BacktestPeriod } from "../../schema/twin.js";
import { forecastBand, normalBand, shareSkew } from "./luck.js";

/** The naive forecast repeats the last value, or the mean of so many last ones: whichever foretells better. */
export const NAIVE_WINDOWS = [1, 28] as const;

/** Adds up how forecasts of shares did. */
export interface HeldOut {
  /**
   * @param expected - the forecast
   * @param unknown - standard deviation of what isn't known of it
   * @param luck - standard deviation of the record's luck
   * @param naive - forecast of each naive window
   */
  add(
    found: number,
    told: { expected: number; unknown: number; luck: number; naive: readonly number[] },
  ): void;
  forecasts(): number;
  /** Mean width of the 80 % bands. */
  width80(): number;
  /** Sum of absolute errors of each naive window. */
  naive(): readonly number[];
  /** @param window - index of the naive window that is compared with */
  summary(window: number): Omit<BacktestPeriod, "from">;
}

export function createHeldOut(): HeldOut {
  let forecasts = 0;
  let error = 0;
  let width = 0;
  let within50 = 0;
  let within80 = 0;
  let within95 = 0;
  const errors = NAIVE_WINDOWS.map(() => 0);
  return {
    add(found, { expected, unknown, luck, naive }) {
      const band = forecastBand(normalBand(expected, unknown), {
        luck,
        skew: shareSkew(expected, luck),
        low: 0,
        high: 1,
      });
      forecasts++;
      error += Math.abs(found - expected);
      width += band.p90 - band.p10;
      if (band.p25 <= found && found <= band.p75) within50++;
      if (band.p10 <= found && found <= band.p90) within80++;
      if (band.p2_5 <= found && found <= band.p97_5) within95++;
      naive.forEach((value, i) => {
        errors[i]! += Math.abs(found - value);
      });
    },
    forecasts: () => forecasts,
    width80: () => width / forecasts,
    naive: () => errors,
    summary: (naiveWindow) => ({
      forecasts,
      meanAbsoluteError: error / forecasts,
      naiveMeanAbsoluteError: errors[naiveWindow]! / forecasts,
      coverage50: within50 / forecasts,
      coverage80: within80 / forecasts,
      coverage95: within95 / forecasts,
    }),
  };
}

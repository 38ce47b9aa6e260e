import { studentTQuantile } from "../math/index.js";
import { LEAST_DAYS, STRETCHES } from "./score-series.js";

/** Alarms that noise may raise in 30 days over a whole market. The bound promised is 1: estimated levels and memory cost the rest. */
export const FALSE_ALARMS_PER_30_DAYS = 0.2;

/**
 * The score from which a day is an anomaly, so that noise alone raises few alarms over all series of a market.
 *
 * @param series - how many series (cells × metrics) are watched
 * @returns standard deviations
 * @remarks Bonferroni over series, stretches and days; Student's t because the scale is estimated.
 */
export function alarmThreshold(series: number): number {
  const tests = Math.max(1, series) * STRETCHES.length * 30;
  return studentTQuantile(1 - FALSE_ALARMS_PER_30_DAYS / tests / 2, LEAST_DAYS);
}

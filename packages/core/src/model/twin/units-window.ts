import { VERDICT_LIMITS } from "../../schema/verdict-limits.js";

/** Share of the fit's periods on which windows for the level are tried. */
const HELD_OUT = 0.2;
/** How many of the last periods to take the mean of, and its mean squared error on the fit's last fifth. */
export function windowOf(
  levels: readonly Float64Array[],
  { recent, periods }: { recent: number; periods: number },
): { length: number; error: number } {
  const until = periods - Math.floor(HELD_OUT * periods);
  let best = { length: recent, error: 0 };
  if (periods < VERDICT_LIMITS.fewestPeriods) return best;
  let least = Number.POSITIVE_INFINITY;
  for (const length of [recent, periods]) {
    let squares = 0;
    let count = 0;
    for (const series of levels) {
      const { mean, known } = meanBefore(series, { until, length });
      for (let t = until; known > 0 && t < periods; t++) {
        const error = series[t]! - mean;
        if (!Number.isFinite(error)) continue;
        squares += error * error;
        count++;
      }
    }
    if (count === 0 || squares / count >= least) continue;
    least = squares / count;
    best = { length, error: least };
  }
  return best;
}

/** Mean of what is known of the last periods before `until`. */
export function meanBefore(
  series: Float64Array,
  { until, length }: { until: number; length: number },
): { mean: number; known: number } {
  let sum = 0;
  let known = 0;
  for (let t = Math.max(0, until - length); t < until; t++) {
    if (!Number.isFinite(series[t])) continue;
    sum += series[t]!;
    known++;
  }
  return { mean: sum / Math.max(1, known), known };
}

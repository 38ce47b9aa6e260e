import { normalQuantile, purposeId, uniformSource } from "../../math/index.js";
import { clip, driftBaseline } from "./baseline.js";
import { countAlarms, slackOf, spreadStep } from "./chart.js";
import type { DriftBaseline } from "./drift-watch.js";

const RUNS = 400;
const DAYS = 90;
/** Share of the false alarms that the level charts may have; spread charts have the rest. */
const LEVEL_PART = 0.75;
/** Normal noise added to resampled innovations, in standard deviations: few days have few different values. */
const SMOOTHING = 0.3;
const RESAMPLE = purposeId("drift resample");
const STEPS = 22;

/**
 * Thresholds at which a watch of days like the reference's raises as many alarms in 90 days as asked for.
 *
 * By simulation: reference and 90 days are drawn again and again from the reference's innovations, all series of a day
 * together, and baselines learnt anew each time, so that what they are uncertain about is part of it.
 */
export function driftThresholds(
  baselines: readonly DriftBaseline[],
  {
    innovations,
    referenceDays,
    weekly,
    falseAlarms,
    quietDays,
    seed,
    onRun,
  }: {
    /** Of each series, by day. */
    innovations: readonly Float64Array[];
    referenceDays: number;
    weekly: boolean;
    falseAlarms: number;
    quietDays: number;
    seed: number;
    onRun?: (run: number, runs: number) => void;
  },
): { level: number; spread: number } {
  const count = baselines.length;
  const level = new Float64Array(RUNS * DAYS * count * 2);
  const spread = new Float64Array(RUNS * DAYS * count);
  const days = innovations[0]!.length;
  const picks = new Int32Array(referenceDays + DAYS);
  const series = new Float64Array(referenceDays + DAYS);
  for (let run = 0; run < RUNS; run++) {
    onRun?.(run, RUNS);
    const next = uniformSource(seed, run, RESAMPLE);
    for (let t = 0; t < picks.length; t++) picks[t] = Math.floor(next() * days);
    baselines.forEach((each, s) => {
      const { autocorrelation, season, innovationSd } = each;
      let last = 0;
      const scale = 1 / Math.sqrt(1 + SMOOTHING * SMOOTHING);
      for (let t = 0; t < picks.length; t++) {
        const drawn = innovations[s]![picks[t]!]! + SMOOTHING * normalQuantile(next());
        last = autocorrelation * last + scale * drawn;
        series[t] = last + season[t % season.length]! / innovationSd;
      }
      const { baseline } = driftBaseline(series.slice(0, referenceDays), { weekly });
      const slack = slackOf(baseline);
      const rest = (t: number) =>
        series[t]! - baseline.level - baseline.season[t % baseline.season.length]!;
      for (let day = 0; day < DAYS; day++) {
        const t = referenceDays + day;
        const z = (rest(t) - baseline.autocorrelation * rest(t - 1)) / baseline.innovationSd;
        const at = (run * DAYS + day) * count + s;
        level[2 * at] = clip(z) - slack;
        level[2 * at + 1] = -clip(z) - slack;
        spread[at] = spreadStep(baseline, z);
      }
    });
  }
  const find = (steps: Float64Array, charts: number, wanted: number) => {
    let low = 0;
    let high = 60;
    for (let step = 0; step < STEPS; step++) {
      const threshold = (low + high) / 2;
      const alarms = countAlarms(steps, { runs: RUNS, days: DAYS, charts, threshold, quietDays });
      if (alarms > wanted * RUNS) low = threshold;
      else high = threshold;
    }
    return high;
  };
  return {
    level: find(level, 2 * count, LEVEL_PART * falseAlarms),
    spread: find(spread, count, (1 - LEVEL_PART) * falseAlarms),
  };
}

import { clip, fitResiduals, type SeriesPoint } from "./residual-model.js";

/** How a day departs from what the days before it foretold. */
export interface ScoredDay {
  readonly day: number;
  readonly value: number;
  readonly expected: number;
  /** The statistic that is largest beside the threshold; its sign is the direction. */
  readonly score: number;
  /** First day of the stretch that the statistic sums. */
  readonly since: number;
  readonly alarm: boolean;
}

export const TRAILING_DAYS = 56;
/** Fewer days than this foretell nothing. */
export const LEAST_DAYS = 28;
/** Lengths, in days, over which departures are summed: a spike, a jump, a drift. */
export const STRETCHES = [1, 3, 7] as const;
/** An anomaly that lasts this long is the new level: the window starts again where it began. */
export const NEW_LEVEL_DAYS = 14;
/** A single departure counts for no more than this in a sum, or each spike would be a jump too. */
const MOST_IN_SUM = 3;
const AFTER_NEW_LEVEL = 12;

/**
 * Scores each day of a series by the days before it only.
 *
 * @param points - ascending by day, at most one a day, on a scale where noise is about normal
 * @param threshold - of the score, in standard deviations; see `alarmThreshold`
 */
export function scoreSeries(
  points: readonly SeriesPoint[],
  { threshold, floor }: { threshold: number; floor: number },
): ScoredDay[] {
  const scored: ScoredDay[] = [];
  // Days that may foretell, outliers replaced by what was expected of them.
  let past: SeriesPoint[] = [];
  let least = LEAST_DAYS;
  let departures: { day: number; size: number }[] = [];
  let run: SeriesPoint[] = [];
  let runSign = 0;
  for (const point of points) {
    const { day, value } = point;
    past = past.filter((one) => one.day >= day - TRAILING_DAYS);
    if (past.length < least) {
      past.push(point);
      continue;
    }
    const model = fitResiduals(past, floor);
    const base = model.level + (model.weekday[day % 7] ?? 0);
    const before = past.at(-1);
    const adjacent = before !== undefined && before.day === day - 1;
    const carried = adjacent
      ? model.memory * (before.value - model.level - (model.weekday[before.day % 7] ?? 0))
      : 0;
    const expected = base + carried;
    // After a gap the memory explains nothing, so that the noise is wider.
    const width = adjacent ? 1 : Math.sqrt(1 - model.memory * model.memory);
    const size = ((value - expected) / model.scale) * width;
    departures.push({ day, size });
    departures = departures.filter((one) => one.day > day - 7);
    const { score, since } = largest(departures, day);
    const alarm = Math.abs(score) >= threshold;
    scored.push({ day, value, expected, score, since, alarm });
    // Only a departure of the day itself is an outlier; a slow drift is followed.
    const outlier = alarm && Math.abs(size) >= MOST_IN_SUM - 1;
    past.push(outlier ? { day, value: expected } : point);
    if (!outlier) continue;
    const sign = Math.sign(size);
    const last = run.at(-1);
    const goesOn = sign === runSign && last !== undefined && day - last.day <= 3;
    run = goesOn ? [...run, point] : [point];
    runSign = sign;
    if (run.length >= NEW_LEVEL_DAYS) {
      const first = run[0]?.day ?? day;
      past = points.filter((one) => one.day >= first && one.day <= day);
      least = AFTER_NEW_LEVEL;
      departures = [];
      run = [];
    }
  }
  return scored;
}

function largest(departures: readonly { day: number; size: number }[], day: number) {
  let score = departures.at(-1)?.size ?? 0;
  let since = day;
  for (const stretch of STRETCHES) {
    if (stretch === 1) continue;
    const parts = departures.filter((one) => one.day > day - stretch);
    if (parts.length < 2) continue;
    const sum = parts.reduce((total, { size }) => total + clip(size, MOST_IN_SUM), 0);
    const joint = sum / Math.sqrt(parts.length);
    if (Math.abs(joint) <= Math.abs(score)) continue;
    score = joint;
    since = day - stretch + 1;
  }
  return { score, since };
}

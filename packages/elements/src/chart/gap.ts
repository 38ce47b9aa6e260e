import { type Bucket, bucketsBetween } from "./day.js";

/** Index range of points without a missing bucket between them: `start` inclusive, `end` exclusive. */
export interface Run {
  readonly start: number;
  readonly end: number;
}

/**
 * How many buckets lie between neighbours as a rule: 1 where every bucket is there, 7 for weekly records looked
 * at by day. The lower median, so that gaps do not pass for the rule.
 */
export function cadence(days: ArrayLike<number>, bucket: Bucket): number {
  const steps: number[] = [];
  for (let i = 1; i < days.length; i += 1)
    steps.push(bucketsBetween(days[i - 1] ?? 0, days[i] ?? 0, bucket));
  steps.sort((a, b) => a - b);
  return Math.max(1, steps[Math.floor((steps.length - 1) / 2)] ?? 1);
}

/**
 * Cuts a series at its gaps: where a bucket of its cadence is missing, or a value is null or not finite.
 *
 * @param days - ascending
 * @param values - one per day
 */
export function runs(
  days: ArrayLike<number>,
  values: ArrayLike<number | null>,
  bucket: Bucket,
): Run[] {
  const step = cadence(days, bucket);
  const found: Run[] = [];
  let start = -1;
  for (let i = 0; i < days.length; i += 1) {
    const value = values[i];
    const present = value !== null && value !== undefined && Number.isFinite(value);
    const broken =
      start >= 0 && (!present || bucketsBetween(days[i - 1] ?? 0, days[i] ?? 0, bucket) > step);
    if (broken) {
      found.push({ start, end: i });
      start = -1;
    }
    if (present && start < 0) start = i;
  }
  if (start >= 0) found.push({ start, end: days.length });
  return found;
}

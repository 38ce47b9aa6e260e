import { dateOfDay, dayOfDate } from "../schema/time-text.js";

/** How days are gathered: ISO weeks begin on Monday. */
export type BucketSize = "day" | "week" | "month";

/** First day of the bucket that holds a day, both in days since 1970-01-01 (a Thursday). */
export function bucketStart(day: number, bucket: BucketSize): number {
  if (bucket === "day") return day;
  if (bucket === "week") return day - ((((day + 3) % 7) + 7) % 7);
  return dayOfDate(`${dateOfDay(day).slice(0, 7)}-01`);
}

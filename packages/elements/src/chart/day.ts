/** Length of one step of a series: what the answers are bucketed by. */
export type Bucket = "day" | "week" | "month";

const MS_PER_DAY = 86_400_000;

/** Days since 1970-01-01 of a local date `YYYY-MM-DD`; NaN when it is none. */
export function dayOf(date: string): number {
  return /^\d{4}-\d{2}-\d{2}$/.test(date)
    ? Date.parse(`${date}T00:00:00Z`) / MS_PER_DAY
    : Number.NaN;
}

/** Local date `YYYY-MM-DD` of a day number. */
export function dateOf(day: number): string {
  return new Date(Math.round(day) * MS_PER_DAY).toISOString().slice(0, 10);
}

/** Year, month (1–12), day of month and weekday (0 = Monday) of a day number. */
export function partsOf(day: number): {
  year: number;
  month: number;
  date: number;
  weekday: number;
} {
  const at = new Date(day * MS_PER_DAY);
  return {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    date: at.getUTCDate(),
    weekday: (at.getUTCDay() + 6) % 7,
  };
}

/** Day number of the first of a month; months beyond 1–12 roll into other years. */
export function monthStart(year: number, month: number): number {
  return Date.UTC(year, month - 1, 1) / MS_PER_DAY;
}

/** First day of the bucket that holds `day`: the day, its Monday, or the first of its month. */
export function bucketStart(day: number, bucket: Bucket): number {
  if (bucket === "day") return day;
  const { year, month, weekday } = partsOf(day);
  return bucket === "week" ? day - weekday : monthStart(year, month);
}

/** How many buckets lie from the bucket of `from` to that of `to`. */
export function bucketsBetween(from: number, to: number, bucket: Bucket): number {
  if (bucket === "day") return to - from;
  if (bucket === "week")
    return Math.round((bucketStart(to, "week") - bucketStart(from, "week")) / 7);
  const a = partsOf(from);
  const b = partsOf(to);
  return (b.year - a.year) * 12 + b.month - a.month;
}

/** Last day of the bucket that holds `day`. */
export function bucketEnd(day: number, bucket: Bucket): number {
  if (bucket === "day") return day;
  if (bucket === "week") return bucketStart(day, "week") + 6;
  const { year, month } = partsOf(day);
  return monthStart(year, month + 1) - 1;
}

import * as z from "zod";
import { clip, type Interval } from "../figure/interval.js";
import { isZone, localTime, momentOf } from "./local-time.js";

const Instant = z.iso.datetime({ offset: true });

/** Planned work: its time is neither up nor down, and what happens in it wakes nobody. */
export const MaintenanceWindow = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]{1,40}$/, "expected 1 to 40 of a–z, 0–9 and -"),
    from: Instant,
    to: Instant,
    reason: z.string().min(1).max(200),
    repeat: z.enum(["daily", "weekly", "monthly"]).optional().meta({
      description: "At the same time of day by the clocks of the zone",
    }),
    zone: z
      .string()
      .refine(isZone, { error: "expected an IANA zone such as Asia/Taipei" })
      .default("UTC"),
    until: Instant.optional().meta({ description: "No repetition begins at or after this" }),
  })
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), {
    error: "expected `to` after `from`",
    path: ["to"],
  })
  .refine(({ from, to, repeat }) => repeat === undefined || lengthDays(from, to) <= 1, {
    error: "expected at most a day for what repeats",
    path: ["to"],
  });
export type MaintenanceWindow = z.infer<typeof MaintenanceWindow>;

const DAY_MS = 86_400_000;
const lengthDays = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / DAY_MS;

/** One time that a window of maintenance takes place. */
export interface Occurrence extends Interval {
  readonly window: MaintenanceWindow;
}

/** The times that fall into an interval, clipped to it. */
export function occurrencesIn(
  windows: readonly MaintenanceWindow[],
  interval: Interval,
): Occurrence[] {
  return windows.flatMap((window) =>
    startsOf(window, interval).flatMap((from) => {
      const length = Date.parse(window.to) - Date.parse(window.from);
      return clip({ from, to: from + length, window }, interval) ?? [];
    }),
  );
}

function startsOf(window: MaintenanceWindow, interval: Interval): number[] {
  const first = Date.parse(window.from);
  const { repeat, zone, until } = window;
  if (repeat === undefined) return [first];
  const end = Math.min(
    interval.to,
    until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until),
  );
  const local = localTime(first, zone);
  const starts: number[] = [];
  // Two days before, since a time of one day may reach in; never before the first.
  const days = Math.max(0, Math.floor((interval.from - first) / DAY_MS) - 2);
  const startStep = repeat === "daily" ? days : repeat === "weekly" ? Math.floor(days / 7) : 0;
  for (let step = startStep; ; step += 1) {
    const start = momentOf(stepped(local, repeat, step), zone);
    if (start >= end) return starts;
    const isThere = repeat !== "monthly" || sameDay(stepped(local, repeat, step), local);
    if (isThere) starts.push(start);
  }
}

function stepped(local: number, repeat: "daily" | "weekly" | "monthly", step: number): number {
  if (repeat !== "monthly") return local + step * (repeat === "daily" ? 1 : 7) * DAY_MS;
  const date = new Date(local);
  return date.setUTCMonth(date.getUTCMonth() + step);
}

/** A month without the 31st has none. */
const sameDay = (one: number, other: number) =>
  new Date(one).getUTCDate() === new Date(other).getUTCDate();

/** Whether a moment is in a window. */
export function isPlannedAt(windows: readonly MaintenanceWindow[], at: number): boolean {
  return occurrencesIn(windows, { from: at, to: at + 1 }).length > 0;
}

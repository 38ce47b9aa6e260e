import { CoreError } from "../error.js";
import { MS_PER_DAY } from "../schema/time-text.js";

/** A local time as an instant; `repair` says what was decided where the clock was turned. */
export interface PlacedTime {
  readonly at: number;
  readonly offsetMinutes: number;
  readonly repair: "ambiguous_local_time" | "nonexistent_local_time" | null;
}

/** Arithmetic of one time zone. */
export interface ZoneClock {
  readonly zone: string;
  /** Minutes east of UTC at an instant. */
  offsetAt(at: number): number;
  /**
   * The instant at which the wall clock shows a time. Where it shows it twice, the first; where it never does, the
   * instant as far after the turn as the time is, as if the clock had not been turned yet.
   */
  place(wallMs: number): PlacedTime;
}

/** Offsets change at whole quarters of an hour at most; one per quarter is remembered. */
const QUARTER_MS = 900_000;
const MOST_REMEMBERED = 50_000;

/** @throws CoreError `unknown_zone` when the engine does not know the zone */
export function zoneClock(zone: string): ZoneClock {
  const format = zoneFormat(zone);
  const offsets = new Map<number, number>();

  const offsetAt = (at: number): number => {
    const quarter = Math.floor(at / QUARTER_MS);
    const known = offsets.get(quarter);
    if (known !== undefined) return known;
    const offset = offsetFrom(format, quarter * QUARTER_MS);
    if (offsets.size >= MOST_REMEMBERED) offsets.clear();
    offsets.set(quarter, offset);
    return offset;
  };
  const place = (wallMs: number): PlacedTime => {
    const before = offsetAt(wallMs - MS_PER_DAY);
    const after = offsetAt(wallMs + MS_PER_DAY);
    const early = wallMs - before * 60_000;
    const late = wallMs - after * 60_000;
    const isEarly = offsetAt(early) === before;
    if (before === after && isEarly) return { at: early, offsetMinutes: before, repair: null };
    const isLate = offsetAt(late) === after;
    if (isEarly && isLate) {
      return { at: early, offsetMinutes: before, repair: "ambiguous_local_time" };
    }
    if (isEarly) return { at: early, offsetMinutes: before, repair: null };
    if (isLate) return { at: late, offsetMinutes: after, repair: null };
    return { at: early, offsetMinutes: offsetAt(early), repair: "nonexistent_local_time" };
  };
  return { zone, offsetAt, place };
}

function zoneFormat(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
      era: "short",
    });
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new CoreError(
      "unknown_zone",
      `found zone "${timeZone}", expected an IANA zone such as "Asia/Taipei"`,
      [{ pointer: "/zone", detail: `"${timeZone}" is not a known zone` }],
      { cause },
    );
  }
}

function offsetFrom(format: Intl.DateTimeFormat, at: number): number {
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const read = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
  const wall = Date.UTC(
    read("year"),
    read("month") - 1,
    read("day"),
    read("hour"),
    read("minute"),
    read("second"),
  );
  // Offsets before standard time have seconds, which no notation of ours carries.
  return Math.round((wall - at) / 60_000);
}

import type { Rejection } from "../schema/dead-letter.js";
import { reject } from "../schema/rejection.js";
import { isoDate, readTime, type WrittenTime } from "../schema/time-text.js";
import { type ZoneClock, zoneClock } from "./zone-clock.js";

/** A written time on the time line. */
export interface ClockTime {
  readonly at: number;
  readonly offsetMinutes: number;
  /** Local date in the source's zone. */
  readonly date: string;
  readonly repairs: readonly string[];
}

/** Reads written times; repeated ones are remembered. */
export interface Clock {
  read(text: string, field: string): ClockTime | Rejection;
}

const MOST_REMEMBERED = 10_000;
const NONE: readonly string[] = [];

/**
 * Clock of a source.
 *
 * A naive time takes the zone, and without a zone is rejected (`no_zone`). A time with `±HH:MM` keeps its own offset;
 * `Z` says only which instant, not where (RFC 9557), so its date is that of the zone, or of UTC without one.
 *
 * @throws CoreError `unknown_zone`
 */
export function createClock(zone: string | null): Clock {
  const local = zone === null ? null : zoneClock(zone);
  const remembered = new Map<string, ClockTime>();
  return {
    read(text, field) {
      const known = remembered.get(text);
      if (known !== undefined) return known;
      const time = place(text, { field, zone: local });
      if ("rule" in time) return time;
      if (remembered.size >= MOST_REMEMBERED) remembered.clear();
      remembered.set(text, time);
      return time;
    },
  };
}

function place(
  text: string,
  { field, zone }: { field: string; zone: ZoneClock | null },
): ClockTime | Rejection {
  const written = readTime(text.trim());
  if (written === null) {
    const expected =
      "a date on the calendar, YYYY-MM-DD or YYYY-MM-DD HH:MM:SS, optionally with Z or ±HH:MM";
    return reject("unreadable_date", { field, found: text, expected });
  }
  if (written.offsetMinutes !== null) return zoned(written, zone);
  if (zone === null) {
    const expected = "an offset such as +08:00, or a zone given with the source or the catalogue";
    return reject("no_zone", { field, found: text, expected });
  }
  const { at, offsetMinutes, repair } = zone.place(written.wallMs);
  return { at, offsetMinutes, date: written.date, repairs: repair === null ? NONE : [repair] };
}

function zoned(written: WrittenTime, zone: ZoneClock | null): ClockTime {
  const own = written.offsetMinutes ?? 0;
  const at = written.wallMs - own * 60_000;
  const offsetMinutes = written.utc && zone !== null ? zone.offsetAt(at) : own;
  return { at, offsetMinutes, date: isoDate(at + offsetMinutes * 60_000), repairs: NONE };
}

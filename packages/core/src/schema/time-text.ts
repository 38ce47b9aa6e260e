/** A written time, taken apart; `offsetMinutes` is null for a naive time, `utc` is true for `Z`. */
export interface WrittenTime {
  /** The wall clock as if it were UTC, in ms since 1970. */
  readonly wallMs: number;
  /** The date as written, `YYYY-MM-DD`. */
  readonly date: string;
  readonly offsetMinutes: number | null;
  readonly utc: boolean;
  readonly dateOnly: boolean;
}

export const MS_PER_DAY = 86_400_000;

const DAYS_OF_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const [ZERO, SPACE, T, Z, DASH, COLON, DOT] = [48, 32, 84, 90, 45, 58, 46];

const TIME =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * Reads `YYYY-MM-DD`, `YYYY-MM-DD HH:MM[:SS[.fff]]` and the same with `T`, `Z` or `±HH:MM`; nothing else.
 *
 * @returns null for any other text and for what is not on the calendar or clock, such as 30 February or 25:00
 */
export function readTime(text: string): WrittenTime | null {
  return readInstant(text) ?? readAnyTime(text);
}

/** `YYYY-MM-DD HH:MM:SS` and `YYYY-MM-DDTHH:MM:SS[.fff]Z`, as programs write times; null for anything else, or wrong. */
function readInstant(text: string): WrittenTime | null {
  const { length } = text;
  const utc = length !== 19;
  if (utc && ((length !== 20 && length !== 24) || text.charCodeAt(length - 1) !== Z)) return null;
  const between = text.charCodeAt(10);
  if (between !== T && between !== SPACE) return null;
  if (text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return null;
  if (text.charCodeAt(13) !== COLON || text.charCodeAt(16) !== COLON) return null;
  if (length === 24 && text.charCodeAt(19) !== DOT) return null;
  const year = 100 * twoDigits(text, 0) + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  const ms = length !== 24 ? 0 : 10 * twoDigits(text, 20) + (twoDigits(text, 21) % 10);
  // A place without a digit makes NaN, which is in no range.
  if (!isOnCalendar(year, month, day) || !(month >= 1 && month <= 12)) return null;
  if (!(hour <= 23 && minute <= 59 && second <= 59 && ms <= 999)) return null;
  return {
    wallMs: Date.UTC(year, month - 1, day, hour, minute, second, ms),
    date: text.slice(0, 10),
    offsetMinutes: utc ? 0 : null,
    utc,
    dateOnly: false,
  };
}

/** Two digits at a place; NaN when they are none. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO;
  const ones = text.charCodeAt(at + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : Number.NaN;
}

function readAnyTime(text: string): WrittenTime | null {
  const match = TIME.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  if (!isOnCalendar(Number(year), Number(month), Number(day))) return null;
  const wallMs = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const date = `${year}-${month}-${day}`;
  if (hour === undefined) {
    return { wallMs, date, offsetMinutes: null, utc: false, dateOnly: true };
  }
  const clock = [Number(hour), Number(minute), Number(second ?? 0)] as const;
  if (clock[0] > 23 || clock[1] > 59 || clock[2] > 59) return null;
  const offsetMinutes = readOffset(zone);
  if (offsetMinutes === undefined) return null;
  const ms = Number((fraction ?? "0").slice(0, 3).padEnd(3, "0"));
  return {
    wallMs: wallMs + ((clock[0] * 60 + clock[1]) * 60 + clock[2]) * 1000 + ms,
    date,
    offsetMinutes,
    utc: zone === "Z" || zone === "z",
    dateOnly: false,
  };
}

/** `Date.UTC` takes years below 100 for others, so that they are not read. */
function isOnCalendar(year: number, month: number, day: number): boolean {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && leap ? 29 : (DAYS_OF_MONTH[month - 1] ?? 0);
  return year >= 100 && day >= 1 && day <= days;
}

/** The date on which a wall clock stands, `YYYY-MM-DD`; years 1 to 9999. */
export function isoDate(wallMs: number): string {
  const day = Math.floor(wallMs / MS_PER_DAY);
  if (!(day >= FIRST_DAY && day <= LAST_DAY)) return new Date(wallMs).toISOString().slice(0, 10);
  // Counted from 1 March of year 0: leap days end their year then, and months repeat every 153 days.
  const since = day + MARCH_OF_YEAR_0;
  const era = Math.floor(since / DAYS_OF_ERA);
  const ofEra = since - era * DAYS_OF_ERA;
  const leapDays =
    Math.floor(ofEra / 1460) - Math.floor(ofEra / 36_524) + Math.floor(ofEra / 146_096);
  const yearOfEra = Math.floor((ofEra - leapDays) / 365);
  const ofYear = ofEra - 365 * yearOfEra - Math.floor(yearOfEra / 4) + Math.floor(yearOfEra / 100);
  const fromMarch = Math.floor((5 * ofYear + 2) / 153);
  const date = ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const year = 400 * era + yearOfEra + (month < 3 ? 1 : 0);
  return `${twoDigitText(Math.floor(year / 100))}${twoDigitText(year % 100)}-${twoDigitText(month)}-${twoDigitText(date)}`;
}

const DAYS_OF_ERA = 146_097;
const MARCH_OF_YEAR_0 = 719_468;
/** 0001-01-01 and 9999-12-31, in days since 1970-01-01. */
const [FIRST_DAY, LAST_DAY] = [-719_162, 2_932_896];
const TWO_DIGITS = Array.from({ length: 100 }, (_, i) => String(i).padStart(2, "0"));

/** A whole number below 100 as two digits. */
export function twoDigitText(value: number): string {
  return TWO_DIGITS[value] ?? "";
}

/** Days from 1970-01-01 to a date `YYYY-MM-DD`. */
export function dayOfDate(date: string): number {
  return Math.round(Date.parse(`${date}T00:00:00Z`) / MS_PER_DAY);
}

/** The date that is `day` days after 1970-01-01, `YYYY-MM-DD`. */
export function dateOfDay(day: number): string {
  return isoDate(day * MS_PER_DAY);
}

function readOffset(zone: string | undefined): number | null | undefined {
  if (zone === undefined) return null;
  if (zone === "Z" || zone === "z") return 0;
  const digits = zone.slice(1).replace(":", "");
  const hours = Number(digits.slice(0, 2));
  const minutes = Number(digits.slice(2));
  if (hours > 18 || minutes > 59 || hours * 60 + minutes > 1080) return undefined;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}

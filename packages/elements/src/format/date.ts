import type { Locale } from "../locale/locale.js";

/** Instant of a local date's noon as if it were UTC: dates are shown as written, whatever the page's zone. */
const noonOf = (date: string): Date => new Date(`${date}T12:00:00Z`);

const formats = new Map<string, Intl.DateTimeFormat>();

function dateFormat(locale: Locale, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale}${JSON.stringify(options)}`;
  const known =
    formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
  formats.set(key, known);
  return known;
}

/** A local date `YYYY-MM-DD` as people read it: `5 Mar 2026`, `2026年3月5日`. */
export function formatDate(date: string, locale: Locale): string {
  const options = {
    year: "numeric",
    month: locale === "en" ? "short" : "long",
    day: "numeric",
  } as const;
  return dateFormat(locale, options).format(noonOf(date));
}

/** A local date without its year: `Mar 5`, `3/5`. */
export function formatDay(date: string, locale: Locale): string {
  const month = locale === "en" ? "short" : "numeric";
  return dateFormat(locale, { month, day: "numeric" }).format(noonOf(date));
}

/** Two local dates as a range, each part said once. */
export function formatDateRange(from: string, to: string, locale: Locale): string {
  const options = { year: "numeric", month: "short", day: "numeric" } as const;
  return dateFormat(locale, options).formatRange(noonOf(from), noonOf(to));
}

/** An instant (ISO 8601, or milliseconds since 1970) in the reader's own zone, to the second. */
export function formatInstant(instant: string | number, locale: Locale): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium" }).format(
    new Date(instant),
  );
}

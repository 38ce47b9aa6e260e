import { CoreError } from "../../error.js";
import { dayOfDate, isoDate, MS_PER_DAY, readTime } from "../../schema/time-text.js";

/** One purchase of one customer. */
export interface Purchase {
  readonly customerId?: string | number;
  /** The same as `customerId`. */
  readonly id?: string | number;
  /** Date `YYYY-MM-DD`, RFC 3339 text with offset, or milliseconds since 1970-01-01T00:00Z. */
  readonly at?: string | number;
  /** The same as `at`. */
  readonly date?: string | number;
  /** Money paid; a negative one is a refund. */
  readonly amount?: number | null;
  readonly units?: number | null;
}

/** How times become days. */
export interface DayOptions {
  /**
   * Minutes east of UTC of the zone whose days count, for instants; the offset that a text states unless told, UTC for
   * milliseconds.
   */
  readonly offsetMinutes?: number;
}

/** Who bought, row by row. @throws CoreError `invalid_input` where a row says no customer */
export function customerOf(purchase: Purchase, row: number): string {
  const id = purchase.customerId ?? purchase.id;
  if ((typeof id === "string" && id !== "") || (typeof id === "number" && Number.isFinite(id))) {
    return String(id);
  }
  throw wrong(row, "customerId", `found ${String(id)}, expected a text or a number`);
}

/** The day of a purchase, counted from 1970-01-01. @throws CoreError `invalid_input` or `no_zone` */
export function dayOfPurchase(purchase: Purchase, row: number, options: DayOptions = {}): number {
  const at = purchase.at ?? purchase.date;
  if (at === undefined) throw wrong(row, "at", "found no time, expected a date or an instant");
  return dayOf(at, { ...options, row, column: "at" });
}

/**
 * The day of a date or an instant, counted from 1970-01-01.
 *
 * @throws CoreError `invalid_input` for what is no time, `no_zone` for a clock time without offset
 */
export function dayOf(
  at: string | number,
  { offsetMinutes, row, column }: DayOptions & { row?: number; column: string },
): number {
  if (typeof at === "number") {
    if (!Number.isFinite(at)) throw wrong(row, column, `found ${at}, expected milliseconds`);
    return Math.floor((at + (offsetMinutes ?? 0) * 60_000) / MS_PER_DAY);
  }
  const time = readTime(at);
  if (time === null) {
    throw wrong(row, column, `found "${at}", expected YYYY-MM-DD or RFC 3339 with an offset`);
  }
  if (time.dateOnly) return dayOfDate(time.date);
  if (time.offsetMinutes === null) {
    throw new CoreError(
      "no_zone",
      `${place(row, column)}: found "${at}", a local time without an offset; expected a date or an offset`,
      [{ pointer: pointer(row, column), detail: "expected an offset such as +08:00" }],
    );
  }
  const shift = (offsetMinutes ?? time.offsetMinutes) - time.offsetMinutes;
  return dayOfDate(isoDate(time.wallMs + shift * 60_000));
}

/** A purchase row that cannot be read. */
export function wrong(row: number | undefined, column: string, detail: string): CoreError {
  return new CoreError("invalid_input", `${place(row, column)}: ${detail}`, [
    { pointer: pointer(row, column), detail },
  ]);
}

function place(row: number | undefined, column: string): string {
  return row === undefined ? column : `purchase ${row}, ${column}`;
}

function pointer(row: number | undefined, column: string): string {
  return row === undefined ? `/${column}` : `/${row}/${column}`;
}

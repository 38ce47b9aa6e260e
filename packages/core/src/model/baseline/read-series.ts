import { CoreError } from "../../error.js";
import { dayOfDate, LocalDate } from "../../schema/index.js";

/** A series by columns, in order of time. */
export interface Series {
  readonly days: Float64Array;
  /** NaN where missing. */
  readonly values: Float64Array;
  /** One column for each regressor; NaN where it is not known. */
  readonly regressors: readonly Float64Array[];
  /** Position of each period in the rows as they were given. */
  readonly order: readonly number[];
}

/**
 * Puts rows in order of time, by columns.
 *
 * @param rows - in any order
 * @throws CoreError `invalid_input` for a date that is none or comes twice, or a regressor that a row does not name;
 * `not_finite` for a value that is no finite number
 */
export function readSeries<Row extends { readonly date: string }>(
  rows: readonly Row[],
  {
    regressors,
    valueAt,
  }: { regressors: readonly string[]; valueAt: (row: Row, index: number) => unknown },
): Series {
  const known = rows.map(({ date }, index) => {
    if (!LocalDate.safeParse(date).success) {
      throw new CoreError(
        "invalid_input",
        `row ${index}: found the date ${date}, expected YYYY-MM-DD`,
      );
    }
    return dayOfDate(date);
  });
  const order = rows.map((_, index) => index);
  order.sort((a, b) => known[a]! - known[b]! || a - b);
  order.forEach((index, at) => {
    const before = order[at - 1];
    if (before === undefined || known[before] !== known[index]) return;
    throw new CoreError(
      "invalid_input",
      `rows ${before} and ${index} are both of ${rows[index]!.date}, expected one row per date`,
    );
  });
  const finite = (value: unknown, { index, column }: { index: number; column: string }) => {
    if (value === null) return Number.NaN;
    if (typeof value === "number" && Number.isFinite(value)) return value;
    throw new CoreError(
      "not_finite",
      `row ${index} (${rows[index]!.date}), ${column}: found ${String(value)}, expected a finite number or null`,
    );
  };
  return {
    days: Float64Array.from(order, (index) => known[index]!),
    values: Float64Array.from(order, (index) =>
      finite(valueAt(rows[index]!, index) ?? null, { index, column: "value" }),
    ),
    regressors: regressors.map((column) =>
      Float64Array.from(order, (index) => {
        const row: Readonly<Record<string, unknown>> = rows[index]!;
        if (row[column] === undefined) {
          throw new CoreError(
            "invalid_input",
            `row ${index} (${rows[index]!.date}) has no ${column}, expected a number or null`,
          );
        }
        return finite(row[column], { index, column });
      }),
    ),
    order,
  };
}

/** Days from one period to the next: the median gap, at least 1. */
export function stepOf(days: Float64Array): number {
  if (days.length < 2) return 1;
  const gaps = Float64Array.from({ length: days.length - 1 }, (_, i) => days[i + 1]! - days[i]!);
  gaps.sort();
  return Math.max(1, gaps[Math.floor((gaps.length - 1) / 2)]!);
}

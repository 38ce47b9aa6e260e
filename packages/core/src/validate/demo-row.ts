import type { Rejection } from "../schema/dead-letter.js";
import { DemoRow } from "../schema/line/behaviour-line.js";
import { reject } from "../schema/rejection.js";
import { dateOfDay, dayOfDate, readTime } from "../schema/time-text.js";
import { fromZod } from "./from-zod.js";
import type { UnknownLine } from "./recognise.js";

/** What a demo row is turned into, and the repairs that did it. */
export interface ReadDemoRow {
  readonly line: UnknownLine;
  readonly repairs: readonly string[];
}

/**
 * A row of the original dashboard's demo (formats 3.3): quarantined, or, when asked for, read as a behaviour line marked demo.
 *
 * @param options.accept - read it: its shares are divided by their sum, its day counts from `date`
 * @param options.date - what day 1 is
 */
export function readDemoRow(
  line: UnknownLine,
  { accept, date }: { accept: boolean; date: string | null },
): ReadDemoRow | Rejection {
  if (!accept) {
    return reject("demo_row", {
      field: "/day",
      found: line.day,
      expected:
        "a timestamp: this is an invented demo row, kept out unless demo rows are asked for",
    });
  }
  const row = DemoRow.safeParse(line);
  if (!row.success) return fromZod(line, row.error);
  if (date === null || readTime(date) === null) {
    return reject("no_time", {
      field: "/day",
      found: row.data.day,
      expected: "the date of day 1, given with the file",
    });
  }
  const timestamp = `${dateOfDay(dayOfDate(date) + row.data.day - 1)} 00:00:00`;
  const { day, brand_distribution: shares, ...rest } = line;
  const scaled = scale(shares);
  return {
    line: { ...rest, brand_distribution: scaled ?? shares, timestamp, demo: true },
    repairs: ["demo_row", ...(scaled === null ? [] : ["shares_normalised"])],
  };
}

function scale(shares: unknown): Record<string, number> | null {
  if (typeof shares !== "object" || shares === null) return null;
  const entries: [string, number][] = [];
  for (const [brand, share] of Object.entries(shares)) {
    if (typeof share !== "number" || !(share >= 0)) return null;
    entries.push([brand, share]);
  }
  const sum = entries.reduce((a, [, share]) => a + share, 0);
  if (sum <= 0 || Math.abs(sum - 1) <= 1e-9) return null;
  return Object.fromEntries(entries.map(([brand, share]) => [brand, share / sum]));
}

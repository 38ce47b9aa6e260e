import { resolve } from "node:path";
import { CoreError } from "@cdp-whatif/core/error";
import { type TimeByState, type UptimeFigures, uptimeFigures } from "./figure/figures.js";
import type { Interval } from "./figure/interval.js";
import { TARGETS, targetedFigures } from "./figure/target.js";
import { readPlan } from "./maintenance/plan.js";
import { occurrencesIn } from "./maintenance/window.js";
import { type About, readAbout } from "./record/about.js";
import { createRecordReader } from "./record/read-record.js";
import type { WatchRun } from "./record/watch-span.js";

/** Which part of the record is asked for. */
export interface WindowChoice {
  /** Length such as `30d`, up to now. */
  readonly window?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** How a target did in a window; `GET /api/v1/uptime` and `monitor status --json` tell it. */
export interface WindowFigures {
  readonly target: string;
  readonly figures: ReturnType<typeof tellFigures>;
}

/** Reads what the monitor of a folder found, again and again. */
export function createStatusReader(folder: string): {
  readonly read: (choice: WindowChoice & { now: number }) => Promise<WindowFigures>;
} {
  const reader = createRecordReader(resolve(folder));
  return {
    async read({ now, ...choice }) {
      const about = await readAbout(folder);
      const runs = await reader.runs();
      const last = runs.at(-1)?.last;
      if (about === null || last === undefined) {
        throw new CoreError(
          "no_data",
          "The monitor has not stored a round yet: start it with cdp-whatif monitor --target URL.",
        );
      }
      const window = windowOf(choice, { now, last: last.at, everyMs: about.everyMs });
      const windows = await readPlan(folder);
      const found = uptimeFigures(runs, window, {
        maintenance: (interval) => occurrencesIn(windows, interval),
        degradedIsUp: about.degradedIsUp,
      });
      return { target: about.target, figures: tellFigures(found, { about, runs, now }) };
    },
  };
}

/** How the target did, once. */
export const readStatus = (folder: string, choice: WindowChoice & { now: number }) =>
  createStatusReader(folder).read(choice);

const DAY_MS = 86_400_000;

/**
 * The window that is meant. Of the time since the last round nothing is known yet while the next is not overdue; a
 * window that reaches to now ends with that round.
 *
 * @throws CoreError `invalid_input`
 */
export function windowOf(
  { window = "30d", from, to }: WindowChoice,
  { now, last, everyMs }: { now: number; last: number; everyMs: number },
): Interval {
  const present = presentOf({ now, last, everyMs });
  const end = to === undefined ? present : Math.min(present, instant("to", to));
  const [, days] = /^([1-9]\d{0,3})d$/.exec(window) ?? [];
  if (from === undefined && days === undefined) {
    throw wrong("window", `found ${JSON.stringify(window)}, expected days such as 1d, 7d or 30d`);
  }
  const start = from === undefined ? end - Number(days) * DAY_MS : instant("from", from);
  if (start < end) return { from: start, to: end };
  throw wrong(
    "from",
    `expected a time before ${new Date(end).toISOString()}, where the window ends`,
  );
}

/** Up to when something can be said: the last round while the next is not overdue, else now. */
export function presentOf({
  now,
  last,
  everyMs,
}: {
  now: number;
  last: number;
  everyMs: number;
}): number {
  return now - last <= 2 * everyMs && now >= last ? last : now;
}

function instant(name: string, text: string): number {
  const at = /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(at)) return at;
  throw wrong(
    name,
    `found ${JSON.stringify(text)}, expected a time such as 2026-03-05T04:00:00+08:00`,
  );
}

function wrong(name: string, detail: string): CoreError {
  return new CoreError("invalid_input", `${name}: ${detail}`, [{ pointer: `/${name}`, detail }]);
}

/** Time by state, in seconds. */
export interface ToldTime {
  readonly up_seconds: number;
  readonly degraded_seconds: number;
  readonly down_seconds: number;
  readonly maintenance_seconds: number;
  readonly unknown_seconds: number;
}

/** Time by state as answers tell it. */
export function tellTime(time: TimeByState): ToldTime {
  return {
    up_seconds: seconds(time.up),
    degraded_seconds: seconds(time.degraded),
    down_seconds: seconds(time.down),
    maintenance_seconds: seconds(time.maintenance),
    unknown_seconds: seconds(time.unknown),
  };
}

const seconds = (milliseconds: number) => Math.round(milliseconds) / 1000;
const iso = (at: number) => new Date(at).toISOString();

function tellFigures(
  found: UptimeFigures,
  { about, runs, now }: { about: About; runs: readonly WatchRun[]; now: number },
) {
  const last = runs.at(-1)?.last;
  const first = runs[0]?.first;
  const stale = last === undefined || now - last.at > 2 * about.everyMs;
  return {
    from: iso(found.window.from),
    to: iso(found.window.to),
    state: stale ? "unknown" : last.state,
    last_round_at: last === undefined ? null : iso(last.at),
    first_round_at: first === undefined ? null : iso(first.at),
    interval_seconds: about.everyMs / 1000,
    degraded_is_up: about.degradedIsUp,
    figures: targetedFigures(found, TARGETS),
    ...tellTime(found.time),
    unknown_share: found.unknownShare,
    requests: found.requests,
    errors: found.errors,
    detection_seconds: found.detectionMs === null ? null : seconds(found.detectionMs),
    failures: found.failures.map((one) => ({
      from: iso(one.from),
      to: one.ended ? iso(one.to) : null,
      ended: one.ended,
      state: one.state,
      seconds: seconds(one.downMs),
      unknown_seconds: seconds(one.unknownMs),
      detection_seconds: one.detectionMs === null ? null : seconds(one.detectionMs),
    })),
    unseen_restarts: found.restarts.map(({ at, hiddenMs }) => ({
      at: iso(at),
      hidden_seconds_at_most: seconds(hiddenMs),
    })),
  };
}

import { resolve } from "node:path";
import { CoreError } from "@cdp-whatif/core/error";
import type { Incident } from "../alert/incident.js";
import { readIncidents } from "../alert/incident-log.js";
import { type ToldIncident, tellIncident } from "../alert/tell-incident.js";
import { type UptimeFigures, uptimeFigures } from "../figure/figures.js";
import type { Interval } from "../figure/interval.js";
import { TARGETS, type TargetedFigure, targetedFigures } from "../figure/target.js";
import { isZone, localTime, momentOf } from "../maintenance/local-time.js";
import { readPlan } from "../maintenance/plan.js";
import { occurrencesIn } from "../maintenance/window.js";
import { readAbout } from "../record/about.js";
import { createRecordReader } from "../record/read-record.js";
import { presentOf, type ToldTime, tellTime } from "../status.js";

/** One day of a report, by the clocks of its zone. */
export interface ReportDay extends ToldTime {
  readonly date: string;
  /** Less than a day where the month has not got that far, or the clocks change. */
  readonly seconds: number;
  readonly availability: number | null;
  readonly failures: number;
  readonly requests: number;
  readonly errors: number;
  readonly latency_p95_ms: number | null;
}

/** How a target did in a month. */
export interface MonthReport extends ToldTime {
  readonly month: string;
  readonly zone: string;
  readonly target: string;
  readonly from: string;
  readonly to: string;
  /** False while the month lasts. */
  readonly complete: boolean;
  readonly made_at: string;
  readonly interval_seconds: number;
  readonly degraded_is_up: boolean;
  readonly unknown_share: number;
  readonly figures: Readonly<Record<string, TargetedFigure>>;
  readonly requests: number;
  readonly errors: number;
  readonly detection_seconds: number | null;
  readonly days: readonly ReportDay[];
  readonly failures: readonly {
    readonly from: string;
    readonly to: string | null;
    readonly down_seconds: number;
    readonly detection_seconds: number | null;
  }[];
  readonly unseen_restarts: number;
  readonly hidden_seconds_at_most: number;
  readonly incidents: readonly ToldIncident[];
  readonly maintenance: readonly {
    readonly from: string;
    readonly to: string;
    readonly reason: string;
  }[];
}

const iso = (at: number) => new Date(at).toISOString();
const seconds = (milliseconds: number) => Math.round(milliseconds) / 1000;

/**
 * The report of a month from a monitor's folder.
 *
 * @param options.month - `YYYY-MM`
 * @throws CoreError `invalid_input` | `unknown_zone` | `no_data`
 */
export async function monthReport(
  folder: string,
  { month, zone, now }: { month: string; zone: string; now: number },
): Promise<MonthReport> {
  if (!isZone(zone))
    throw new CoreError(
      "unknown_zone",
      `found the zone ${JSON.stringify(zone)}, expected an IANA zone such as Asia/Taipei`,
    );
  const days = daysOf(month, zone);
  const about = await readAbout(folder);
  const runs = await createRecordReader(resolve(folder)).runs();
  const [first, last] = [runs[0]?.first, runs.at(-1)?.last];
  const whole = { from: days[0]?.from ?? 0, to: days.at(-1)?.to ?? 0 };
  if (
    about === null ||
    first === undefined ||
    last === undefined ||
    first.at >= whole.to ||
    whole.from >= now
  ) {
    const reach =
      first === undefined ? "nothing was recorded" : `the record begins at ${iso(first.at)}`;
    throw new CoreError("no_data", `there is nothing to report of ${month}: ${reach}`);
  }
  const window = {
    from: whole.from,
    to: Math.min(whole.to, presentOf({ now, last: last.at, everyMs: about.everyMs })),
  };
  if (window.from >= window.to)
    throw new CoreError("no_data", `there is nothing to report of ${month} yet`);
  const windows = await readPlan(folder);
  const { degradedIsUp } = about;
  const figuresOf = (interval: Interval) =>
    uptimeFigures(runs, interval, {
      maintenance: (one) => occurrencesIn(windows, one),
      degradedIsUp,
    });
  const found = figuresOf(window);
  const incidents = await readIncidents(folder);
  return {
    month,
    zone,
    target: about.target,
    from: iso(window.from),
    to: iso(window.to),
    complete: window.to === whole.to,
    made_at: iso(now),
    interval_seconds: about.everyMs / 1000,
    degraded_is_up: degradedIsUp,
    ...tellTime(found.time),
    unknown_share: found.unknownShare,
    figures: targetedFigures(found, TARGETS),
    requests: found.requests,
    errors: found.errors,
    detection_seconds: found.detectionMs === null ? null : seconds(found.detectionMs),
    days: days
      .filter(({ from }) => from < window.to)
      .map(({ date, from, to }) => dayOf(date, figuresOf({ from, to: Math.min(to, window.to) }))),
    failures: found.failures.map((one) => ({
      from: iso(one.from),
      to: one.ended ? iso(one.to) : null,
      down_seconds: seconds(one.downMs),
      detection_seconds: one.detectionMs === null ? null : seconds(one.detectionMs),
    })),
    unseen_restarts: found.restarts.length,
    hidden_seconds_at_most: seconds(
      found.restarts.reduce((sum, { hiddenMs }) => sum + hiddenMs, 0),
    ),
    incidents: incidents.filter((one) => isWithin(one, window)).map(tellIncident),
    maintenance: occurrencesIn(windows, window).map(({ from, to, window: { reason } }) => ({
      from: iso(from),
      to: iso(to),
      reason,
    })),
  };
}

const isWithin = ({ openedAt, resolvedAt }: Incident, { from, to }: Interval) =>
  openedAt < to && (resolvedAt === null || resolvedAt >= from);

function dayOf(date: string, found: UptimeFigures): ReportDay {
  return {
    date,
    seconds: seconds(found.window.to - found.window.from),
    ...tellTime(found.time),
    availability: found.availability,
    failures: found.failures.length,
    requests: found.requests,
    errors: found.errors,
    latency_p95_ms: found.latencyP95Ms,
  };
}

/** The days of a month; each begins at midnight by the clocks of the zone. @throws CoreError `invalid_input` */
function daysOf(month: string, zone: string): (Interval & { readonly date: string })[] {
  const [, year, number] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(month) ?? [];
  if (year === undefined || number === undefined) {
    throw new CoreError(
      "invalid_input",
      `found the month ${JSON.stringify(month)}, expected one such as 2026-10`,
    );
  }
  const starts: number[] = [];
  for (let day = 1; day <= 32; day += 1) {
    const local = Date.UTC(Number(year), Number(number) - 1, day);
    starts.push(momentOf(local, zone));
    if (day > 1 && new Date(local).getUTCDate() === 1) break;
  }
  return starts.slice(0, -1).map((from, i) => ({
    from,
    to: starts[i + 1] ?? from,
    date: new Date(localTime(from, zone)).toISOString().slice(0, 10),
  }));
}

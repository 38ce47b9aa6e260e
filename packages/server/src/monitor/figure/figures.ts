import { addLatency, latencyQuantile } from "../record/latency-sketch.js";
import type { Traffic } from "../record/observation.js";
import type { Span, WatchRun } from "../record/watch-span.js";
import { type Failure, failuresIn, type IsDown } from "./failure.js";
import { clip, type Interval, lengthOf, unionOf, without } from "./interval.js";
import { flattenSpans, joinRuns } from "./join-spans.js";

/** Milliseconds of a window, by what the target was; their sum is the window. */
export interface TimeByState {
  readonly up: number;
  readonly degraded: number;
  /** Not answering, or critical by its own word. */
  readonly down: number;
  readonly maintenance: number;
  /** Nobody watched. */
  readonly unknown: number;
}

/** How well the target did in a window. */
export interface UptimeFigures {
  readonly window: Interval;
  readonly time: TimeByState;
  /** Up over up and down, 0–1; null when neither was seen. */
  readonly availability: number | null;
  /** Share of the window outside of maintenance that nobody watched, 0–1. */
  readonly unknownShare: number;
  readonly failures: readonly Failure[];
  /** Mean time between failures, ms; without a failure it is at least the time that it was up. */
  readonly mtbf: { readonly milliseconds: number; readonly atLeast: boolean } | null;
  /** Mean time to recovery, ms; null without a failure. */
  readonly mttrMs: number | null;
  /** Mean of the longest time until a failure was seen, ms. */
  readonly detectionMs: number | null;
  readonly requests: number;
  readonly errors: number;
  /** Answers with 500 and above over all, 0–1; null without traffic. */
  readonly errorRate: number | null;
  readonly latencyP95Ms: number | null;
  readonly restarts: WatchRun["restarts"];
}

/** How time is counted. */
export interface Counting {
  /** When maintenance was planned. */
  readonly maintenance: (window: Interval) => readonly Interval[];
  readonly degradedIsUp: boolean;
}

const HOUR_MS = 3_600_000;

/** The figures of a window; `docs/concept/uptime.md` has the formulas. */
export function uptimeFigures(
  runs: readonly WatchRun[],
  window: Interval,
  { maintenance, degradedIsUp }: Counting,
): UptimeFigures {
  const joined = joinRuns(runs);
  const spans = flattenSpans(joined.spans);
  const planned = unionOf(maintenance(window));
  const isDown: IsDown = (state) =>
    state === "down" || state === "critical" || (state === "degraded" && !degradedIsUp);
  const time = timeByState(spans, { window, planned });
  const failures = failuresIn(spans, { window, planned, isDown });
  const upMs = time.up + (degradedIsUp ? time.degraded : 0);
  const downMs = time.down + (degradedIsUp ? 0 : time.degraded);
  const traffic = trafficIn(runs, window);
  const detected = failures.flatMap(({ detectionMs }) => detectionMs ?? []);
  return {
    window,
    time,
    availability: ratio(upMs, upMs + downMs),
    unknownShare: ratio(time.unknown, window.to - window.from - time.maintenance) ?? 0,
    failures,
    mtbf: meanBetween(upMs, failures.length),
    mttrMs: ratio(downMs, failures.length),
    detectionMs: ratio(
      detected.reduce((sum, one) => sum + one, 0),
      detected.length,
    ),
    requests: traffic.requests,
    errors: traffic.errors,
    errorRate: ratio(traffic.errors, traffic.requests),
    latencyP95Ms: latencyQuantile(traffic.latency, 0.95),
    restarts: joined.restarts.filter(
      ({ at }) =>
        at >= window.from &&
        at < window.to &&
        !planned.some(({ from, to }) => at >= from && at < to),
    ),
  };
}

const ratio = (part: number, whole: number) => (whole > 0 ? part / whole : null);

function meanBetween(upMs: number, failures: number): UptimeFigures["mtbf"] {
  if (failures > 0) return { milliseconds: upMs / failures, atLeast: false };
  return upMs > 0 ? { milliseconds: upMs, atLeast: true } : null;
}

/** Divides a window by state; what no span covers is unknown. */
export function timeByState(
  spans: readonly Span[],
  { window, planned }: { window: Interval; planned: readonly Interval[] },
): TimeByState {
  const time = { up: 0, degraded: 0, down: 0, maintenance: 0, unknown: 0 };
  time.maintenance = lengthOf(planned.flatMap((one) => clip(one, window) ?? []));
  for (const span of spans) {
    const part = clip(span, window);
    if (part === null || span.state === "unknown") continue;
    const state = span.state === "critical" ? "down" : span.state;
    time[state] += lengthOf(without(part, planned));
  }
  const known = time.up + time.degraded + time.down + time.maintenance;
  return { ...time, unknown: window.to - window.from - known };
}

/** Traffic of the hours that begin in a window, and of the one in which it begins. */
function trafficIn(runs: readonly WatchRun[], { from, to }: Interval): Traffic {
  const sum: Traffic = { requests: 0, errors: 0, latency: {} };
  const first = Math.floor(from / HOUR_MS) * HOUR_MS;
  for (const { hours } of runs) {
    for (const [start, traffic] of Object.entries(hours)) {
      if (Number(start) < first || Number(start) >= to) continue;
      sum.requests += traffic.requests;
      sum.errors += traffic.errors;
      addLatency(sum.latency, traffic.latency);
    }
  }
  return sum;
}

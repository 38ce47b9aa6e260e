import * as z from "zod";
import { addLatency } from "./latency-sketch.js";
import { isWatched, Observation, TargetState, Traffic } from "./observation.js";

/** Time during which the target was in one state. */
export const Span = z.strictObject({
  from: z.int(),
  to: z.int(),
  state: TargetState,
  detectionMs: z.int().nonnegative().nullable().meta({
    description: "Longest time from the change to its detection; null: nobody watched before",
  }),
});
export type Span = z.infer<typeof Span>;

/** A restart that was seen only by another boot id, between two good observations. */
export const UnseenRestart = z.strictObject({
  at: z.int(),
  hiddenMs: z.int().nonnegative().meta({ description: "Longest time that it can have been down" }),
});

/** Consecutive observations, without what only single rounds tell. No second of any state is lost. */
export const WatchRun = z.strictObject({
  first: Observation,
  last: Observation,
  spans: z.array(Span),
  restarts: z.array(UnseenRestart),
  hours: z.record(z.string().regex(/^-?\d+$/), Traffic).meta({
    description: "By the start of the hour, ms since 1970",
  }),
  rounds: z.int().nonnegative(),
  late: z.int().nonnegative(),
});
export type WatchRun = z.infer<typeof WatchRun>;

const HOUR_MS = 3_600_000;

/** Joins observations, in the order in which they were made; null when there are none. */
export function foldObservations(observations: Iterable<Observation>): WatchRun | null {
  let run: WatchRun | null = null;
  for (const observation of observations) {
    if (run === null) run = beginRun(observation);
    else {
      appendSpan(run.spans, run.last, observation);
      const restart = unseenRestart(run.last, observation);
      if (restart !== null) run.restarts.push(restart);
      run.last = bare(observation);
    }
    countRound(run, observation);
  }
  return run;
}

function beginRun(observation: Observation): WatchRun {
  const first = bare(observation);
  return { first, last: first, spans: [], restarts: [], hours: {}, rounds: 0, late: 0 };
}

/** Without the counts, which stand in the hours. */
function bare({ traffic: _, ...rest }: Observation): Observation {
  return rest;
}

function countRound(run: WatchRun, { kind, lateMs, at, traffic }: Observation): void {
  if (kind === "round") run.rounds += 1;
  if (lateMs !== undefined) run.late += 1;
  if (traffic === undefined) return;
  const key = String(Math.floor(at / HOUR_MS) * HOUR_MS);
  const hour = run.hours[key] ?? { requests: 0, errors: 0, latency: {} };
  run.hours[key] = hour;
  hour.requests += traffic.requests;
  hour.errors += traffic.errors;
  addLatency(hour.latency, traffic.latency);
}

/** Adds the time between two observations: in the state of the first if it was watched. */
export function appendSpan(spans: Span[], before: Observation, after: Observation): void {
  if (after.at <= before.at) return;
  const state = isWatched(before, after) ? before.state : "unknown";
  const previous = spans.at(-1);
  if (previous !== undefined && previous.state === state && previous.to === before.at) {
    previous.to = after.at;
    return;
  }
  const detectionMs = before.kind === "exit" ? 0 : before.sinceMs;
  spans.push({ from: before.at, to: after.at, state, detectionMs });
}

/** The restart that lies between two good observations, if one does. */
export function unseenRestart(
  before: Observation,
  after: Observation,
): z.infer<typeof UnseenRestart> | null {
  if (!isWatched(before, after) || !isGood(before) || !isGood(after)) return null;
  if (before.target === null || after.target === null || before.target === after.target)
    return null;
  const started = Math.min(after.at, Math.max(before.at, after.startedAt ?? after.at));
  return { at: started, hiddenMs: started - before.at };
}

const isGood = ({ state }: Observation) => state === "up" || state === "degraded";

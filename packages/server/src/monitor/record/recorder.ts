import type { MonitorClock } from "../clock.js";
import type { Observation } from "./observation.js";

/** An observation before it is known how it follows on the one before. */
export type Finding = Omit<Observation, "n" | "at" | "boot" | "sinceMs" | "gap">;

/** The moment at which something was found. */
export interface Moment {
  readonly now: number;
  readonly elapsed: number;
}

/** Wall clock and monotonic clock may differ by so much between two observations. */
const CLOCK_TOLERANCE_MS = 2000;

/**
 * Places findings on the line of time. What lies between two of them is known only if both clocks agree and no more than
 * `limitMs` passed; otherwise nobody watched.
 */
export function createRecorder({
  clock,
  boot,
  limitMs,
  firstNumber,
}: {
  clock: Pick<MonitorClock, "now" | "elapsed">;
  boot: string;
  limitMs: number;
  firstNumber: number;
}): { readonly place: (finding: Finding, moment?: Moment) => Observation } {
  let last: Moment | undefined;
  let n = firstNumber;
  const current = (): Moment => ({ now: clock.now(), elapsed: clock.elapsed() });
  return {
    place(finding, moment = current()) {
      // A round that began before something else was found counts from when it ended.
      const found = last !== undefined && moment.elapsed < last.elapsed ? current() : moment;
      const at = Math.round(found.now);
      const follows = followsOn(last, { ...found, now: at }, limitMs);
      const placed =
        follows.sinceMs === null ? at : Math.round((last?.now ?? at) + follows.sinceMs);
      last = { now: placed, elapsed: found.elapsed };
      return { n: n++, at: placed, boot, ...follows, ...finding };
    },
  };
}

function followsOn(
  last: Moment | undefined,
  { now, elapsed }: Moment,
  limitMs: number,
): Pick<Observation, "sinceMs" | "gap"> {
  if (last === undefined) return { sinceMs: null, gap: "start" };
  const elapsedMs = elapsed - last.elapsed;
  const wallMs = now - last.now;
  if (Math.abs(wallMs - elapsedMs) > CLOCK_TOLERANCE_MS) return { sinceMs: null, gap: "clock" };
  if (elapsedMs > limitMs) return { sinceMs: null, gap: "late" };
  return { sinceMs: Math.max(0, wallMs) };
}

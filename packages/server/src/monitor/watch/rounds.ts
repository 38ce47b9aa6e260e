import type { MonitorClock } from "../clock.js";

/** Lateness up to this is the scheduler's own, ms. */
const PUNCTUAL_MS = 1000;

/**
 * Does something again and again on the monotonic clock: at its start and then at whole multiples of `everyMs` after it,
 * so that no lateness adds up. Multiples that pass while one takes too long are left out.
 *
 * @param options.round - told how late it is, in ms; 0 within a second
 */
export async function runRounds({
  clock,
  everyMs,
  signal,
  round,
}: {
  clock: MonitorClock;
  everyMs: number;
  signal: AbortSignal;
  round: (lateMs: number) => Promise<void>;
}): Promise<void> {
  const begun = clock.elapsed();
  let due = 0;
  while (!signal.aborted) {
    const left = () => begun + due * everyMs - clock.elapsed();
    while (left() > 0 && !signal.aborted) await clock.wait(left(), signal);
    if (signal.aborted) return;
    const lateMs = Math.round(-left());
    await round(lateMs > PUNCTUAL_MS ? lateMs : 0);
    due = Math.max(due + 1, Math.floor((clock.elapsed() - begun) / everyMs) + 1);
  }
}

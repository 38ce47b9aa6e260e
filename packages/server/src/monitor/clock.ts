import { setTimeout as pause } from "node:timers/promises";

/** The two clocks of a machine, and waiting; replaced in tests. */
export interface MonitorClock {
  /** Wall clock, ms since 1970; may jump. */
  readonly now: () => number;
  /** Monotonic clock in ms; never jumps, and stands still while the machine sleeps. */
  readonly elapsed: () => number;
  /** Resolves after so long, or as soon as the signal is aborted. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** The machine's own. */
export const machineClock: MonitorClock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  async wait(milliseconds, signal) {
    try {
      await pause(Math.max(0, milliseconds), undefined, { signal });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  },
};

import type { MonitorClock } from "../src/monitor/clock.js";

/** A clock that stands still until somebody waits; then it is that much later at once. */
export interface FakeClock extends MonitorClock {
  /** Sets the wall clock forward, or back, without time passing. */
  jump(milliseconds: number): void;
  /** Time passes without anybody waiting. */
  pass(milliseconds: number): void;
}

/** Creates one that shows `start`, ms since 1970. */
export function createFakeClock(start: number): FakeClock {
  let elapsed = 0;
  let offset = start;
  return {
    now: () => offset + elapsed,
    elapsed: () => elapsed,
    async wait(milliseconds) {
      elapsed += milliseconds;
    },
    jump(milliseconds) {
      offset += milliseconds;
    },
    pass(milliseconds) {
      elapsed += milliseconds;
    },
  };
}
